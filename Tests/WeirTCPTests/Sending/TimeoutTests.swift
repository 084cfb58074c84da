import Testing
import WeirPrimitives

@testable import WeirTCP

/// The retransmission timer: its length, its back-off and its end.
@Suite struct TimeoutTests {
  /// Both ends settled on a round trip of 100 ms: 304 ms as Linux shows, less its steps of 4 ms.
  private func settled(retries2: UInt8 = 15) -> TCPPair {
    var client = TCPConfiguration()
    client.retries2 = retries2
    var pair = TCPPair(client: client)
    pair.establish()
    for _ in 0..<40 {
      pair.write(.client, 60)
      pair.write(.server, 60)
      pair.run(for: .milliseconds(200))
    }
    pair.clearLog()
    return pair
  }

  @Test func `A silent peer gets a loss probe, then a repetition at 2, 4, 8, … timeouts`() {
    var pair = settled()
    let start = pair.now
    pair.isCut[0] = true
    pair.write(.client, 60)
    pair.run(for: .seconds(40))
    let instants = pair.log.filter { $0.side == .client }.map {
      $0.at.elapsed(since: start).nanoseconds / 1_000_000
    }
    #expect(instants == [0, 300, 600, 1_200, 2_400, 4_800, 9_600, 19_200, 38_400])
    #expect(pair[.client].congestionWindow == 1)
  }

  @Test func `With retries2 = 5 a dead peer is noticed at the first expiry past 12600 ms`() {
    var pair = settled(retries2: 5)
    let start = pair.now
    pair.isCut[0] = true
    pair.write(.client, 60)
    pair.run(for: .seconds(100))
    // Probe at 300, first repeated at 600 ms; expiries 9.6 s (9.0 s later) and 19.2 s (18.6 s).
    // Measured on Linux at RTO 304: 20.3 s.
    #expect(pair.failure(.client) == .timedOut)
    #expect(pair.instant(.failed, .client) == start + .milliseconds(19_200))
  }

  @Test func `By default a dead peer is noticed once 924600 ms have passed`() {
    var pair = settled()
    let start = pair.now
    pair.isCut[0] = true
    pair.write(.client, 60)
    pair.run(for: .seconds(5_000))
    // Expiries 0.6 * 2^n s up to 153.6 s (n = 8), then every 120 s: 993.6 is the first that lies
    // 924.6 s behind 0.6 s.
    #expect(pair.instant(.failed, .client) == start + .milliseconds(993_600))
    #expect(pair[.client].state == .closed)
  }

  @Test func `An end that the application has closed is less patient: eight doublings, 102.2 s`() {
    var pair = settled()
    let start = pair.now
    pair.isCut[0] = true
    pair.write(.client, 60)
    pair.close(.client)
    pair.run(for: .seconds(5_000))
    #expect(pair.instant(.failed, .client) == start + .milliseconds(153_502))
  }

  @Test func `A peer that only listens never notices`() {
    var pair = settled()
    pair.isCut = [true, true]
    pair.run(for: .seconds(100_000))
    #expect(pair[.server].state == .established)
    #expect(pair.lines == [])
  }

  @Test func `The round trip is not measured from a repeated segment`() {
    var pair = settled()
    let smoothed = pair[.client].smoothedRoundTrip
    pair.script[0][0] = .drop
    pair.write(.client, 1_448 * 2)
    pair.run(for: .seconds(2))
    #expect(pair[.client].retransmissionCount == 1)
    #expect(pair[.client].acknowledgedEnd == 40 * 60 + 1_448 * 2)
    #expect(pair[.client].smoothedRoundTrip == smoothed)
  }

  @Test func `An acknowledgment of new data ends the back-off`() {
    var pair = settled()
    pair.isCut[0] = true
    pair.write(.client, 60)
    pair.run(for: .seconds(1))
    #expect(pair[.client].retransmissionTimeout == .milliseconds(600))
    pair.isCut[0] = false
    pair.run(for: .seconds(3))
    #expect(pair[.client].retransmissionTimeout == .milliseconds(300))
    #expect(pair[.client].nextDeadline == .distantFuture)
    #expect(pair[.server].receivedEnd == 40 * 60 + 60)
  }

  @Test func `After a timeout all in flight is sent again, in slow start from one segment`() {
    var pair = settled()
    pair.isCut[0] = true
    pair.write(.client, 1_448 * 8)
    pair.run(for: .milliseconds(299))
    pair.isCut[0] = false
    pair.clearLog()
    pair.run(for: .seconds(1))
    let times = pair.data(from: .client).map { $0.at.nanoseconds / 1_000_000 - 8_150 }
    #expect(times == [502, 602, 602, 702, 702, 702, 702, 802])
    #expect(pair[.client].slowStartThreshold == 7)
    #expect(pair[.server].receivedEnd == 40 * 60 + 1_448 * 8)
  }
}
