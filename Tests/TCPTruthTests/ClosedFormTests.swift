import TCPTruth
import Testing
import WeirPrimitives
import WeirTCP

@Suite("Closed forms")
struct ClosedFormTests {
  // MARK: The formulas give the published numbers

  @Test func `slow start from ten segments takes the rounds of the table`() {
    let rounds = [10, 30, 70, 150, 310, 630, 1_270].map(ClosedForm.slowStartRounds)
    #expect(rounds == [1, 2, 3, 4, 5, 6, 7])
    #expect([1, 11, 31, 71].map(ClosedForm.slowStartRounds) == [1, 2, 3, 4])
  }

  @Test func `CUBIC's and Reno's windows are those of RFC 9438`() {
    let cubic = [1e-4, 1e-5, 1e-6].map { ClosedForm.cubicWindow(roundTrip: 0.1, loss: $0) }
    #expect(cubic.map { $0.rounded() } == [187, 1_054, 5_927])
    let reno = [1e-2, 1e-3, 1e-4, 1e-5, 1e-6].map(ClosedForm.renoWindowOfRFC9438)
    #expect(reno.map { $0.rounded() } == [12, 38, 120, 379, 1_200])
  }

  @Test func `Mathis' rates are those of the table`() {
    let rates = [0.001, 0.01, 0.02, 0.05].map {
      ClosedForm.mathis(segment: 1_460, roundTrip: 0.1, loss: $0)
    }
    #expect(rates.map { fixed($0, 2) } == ["4.52", "1.43", "1.01", "0.64"])
    #expect(fixed(ClosedForm.mathis(segment: 1_460, roundTrip: 0.05, loss: 0.01), 2) == "2.86")
  }

  @Test(arguments: [
    (0.3, ["1.34", "0.89", "0.47", "0.24"]), (1.0, ["1.17", "0.69", "0.29", "0.11"]),
  ])
  func `PFTK's rates are those of the table`(timeout: Double, expected: [String]) {
    let rates = [0.01, 0.02, 0.05, 0.1].map {
      ClosedForm.pftk(segment: 1_460, roundTrip: 0.1, timeout: timeout, loss: $0)
    }
    #expect(rates.map { fixed($0, 2) } == expected)
  }

  // MARK: The simulation follows them

  @Test(arguments: TCPConfiguration.Congestion.allCases, [10, 30, 70, 150, 310, 630, 1_270])
  func `without loss and limits a transfer takes the rounds of slow start`(
    congestion: TCPConfiguration.Congestion, segments: Int
  ) {
    var transfer = BulkTransfer(
      path: Path(roundTrip: .milliseconds(100)), congestion: congestion, bytes: segments * 1_448)
    transfer.configuration.receiveBuffer = 16_777_216
    transfer.configuration.sendBuffer = 16_777_216
    let rounds = Int64(ClosedForm.slowStartRounds(segments: segments))
    // The last round's segments have half a round trip to go.
    #expect(transfer.run(seed: 1).duration == .milliseconds(100 * rounds - 50))
  }

  @Test(arguments: [30, 70, 150, 310])
  func `a transfer takes its rounds and the last window on the link`(segments: Int) {
    var path = Path(roundTrip: .milliseconds(100), rate: .megabitsPerSecond(100))
    path.limit = 1_000
    let transfer = BulkTransfer(path: path, congestion: .cubic, bytes: segments * 1_448)
    let rounds = ClosedForm.slowStartRounds(segments: segments)
    let onLink = BitRate.megabitsPerSecond(100).transmissionTime(ofBytes: 1_500)
    let last = Int64(10 << (rounds - 1))
    let formula = TimeSpan.milliseconds(100) * Int64(rounds) - .milliseconds(50) + onLink * last
    // A round begins when the acknowledgment of one segment, or two, is back.
    let late = transfer.run(seed: 1).duration - formula
    #expect(late >= .zero)
    #expect(late <= onLink * 3 * Int64(rounds - 1))
  }

  @Test(arguments: [false, true], [0.2, 0.31, 1.0, 2.2, 5.0, 10.0])
  func `one segment sent into an outage gets through at the first repetition after it`(
    probes: Bool, outage: Double
  ) {
    var hole = BlackHole(path: Path(roundTrip: .milliseconds(100)))
    hole.configuration.lossProbes = probes
    hole.outage = .milliseconds(Int64(outage * 1_000))
    let outcome = hole.run()
    let resumed = ClosedForm.resumption(timeout: 0.3, outage: outage, probes: probes)
    let after = outcome.readAt.elapsed(since: outcome.firstWrite)
    #expect(after == .milliseconds(Int64((resumed * 1_000).rounded()) + 50))
    if outage == 10 { #expect(after == .milliseconds(probes ? 19_250 : 18_950)) }
  }

  // MARK: Linux's schedules, to the nanosecond

  @Test func `tcp_retries2 15 means 924 seconds and 600 milliseconds`() {
    #expect(TCPConfiguration().retransmissionLimit(doublings: 15) == .milliseconds(924_600))
  }

  @Test func `six doubling SYNs fail after 127 seconds`() {
    var syn = UnansweredSYN()
    syn.configuration.synLinearTimeouts = 0
    #expect(syn.schedule() == [0, 1, 3, 7, 15, 31, 63, 127].map { .seconds($0) })
  }

  @Test func `SYNs are repeated each second four times before the timeout doubles`() {
    let expected: [Int64] = [0, 1, 2, 3, 4, 5, 7, 11, 19, 35, 67, 131]
    #expect(UnansweredSYN().schedule() == expected.map { .seconds($0) })
  }

  @Test func `five doubling SYN-ACKs fail after 63 seconds`() {
    var server = TCPConnection(configuration: TCPConfiguration(), initialSequence: 7)
    var effects = TCPEffects()
    server.accept(
      Segment(sequence: 1, window: 65_535, flags: [.syn], maximumSegmentSize: 1_460),
      at: .zero, into: &effects)
    var sent: [Int64] = [0]
    while server.state != .closed {
      let now = server.nextDeadline
      effects.removeAll()
      server.timerFired(at: now, into: &effects)
      sent.append(now.nanoseconds / 1_000_000)
    }
    #expect(sent == [0, 1_000, 3_000, 7_000, 15_000, 31_000, 63_000])
    #expect(effects.failure == .timedOut)
  }

  @Test(arguments: [
    (100, 5, [0, 300, 600, 1_200, 2_400, 4_800, 9_600, 19_200]),
    (200, 5, [0, 600, 1_200, 2_400, 4_800, 9_600, 19_200]),
    (
      100, 15,
      [
        0, 300, 600, 1_200, 2_400, 4_800, 9_600, 19_200, 38_400, 76_800, 153_600, 273_600,
        393_600, 513_600, 633_600, 753_600, 873_600, 993_600,
      ]
    ),
  ])
  func `one message to a dead peer is probed, then repeated ever more slowly, then given up`(
    roundTrip: Int, retries: Int, expected: [Int]
  ) {
    var hole = BlackHole(path: Path(roundTrip: .milliseconds(Int64(roundTrip))))
    hole.configuration.retries2 = UInt8(retries)
    let outcome = hole.run()
    #expect(outcome.failure == .timedOut)
    #expect(
      outcome.schedule(since: outcome.firstWrite) == expected.map { .milliseconds(Int64($0)) })
  }
}
