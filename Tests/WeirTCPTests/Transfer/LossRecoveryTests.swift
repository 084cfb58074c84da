import Testing
import WeirPrimitives

@testable import WeirTCP

/// Fast retransmit and NewReno recovery, RFC 5681 and RFC 6582.
@Suite struct LossRecoveryTests {
  /// An established pair on a round trip of 100 ms; the first data leaves at 150 ms.
  private func pair(losing numbers: Int...) -> TCPPair {
    var pair = TCPPair()
    pair.establish()
    for number in numbers { pair.script[0][number] = .drop }
    return pair
  }

  private func sent(_ pair: TCPPair) -> [String] {
    pair.data(from: .client).map {
      "\($0.at.nanoseconds / 1_000_000) \($0.offset / 1_448)"
    }
  }

  @Test("The third duplicate acknowledgment repeats the missing segment at once")
  func fastRetransmit() {
    var pair = pair(losing: 0)
    pair.write(.client, 1_448 * 10)
    // Nine duplicates arrive at 250 ms; the window is 5, and yet the third one repeats.
    pair.run(until: .milliseconds(249))
    #expect(pair.data(from: .client).count == 10)
    for _ in 0..<2 { pair.step() }
    #expect(pair.data(from: .client).count == 10)
    #expect(pair[.client].congestion.phase == .open)
    pair.step()
    #expect(sent(pair).suffix(1) == ["250 0"])
    #expect(pair[.client].congestion.phase == .recovery(until: 1 + 14_480))
    #expect(pair[.client].congestionWindow == 5)
    pair.run(until: .milliseconds(350))
    #expect(pair[.client].congestion.phase == .open)
    #expect(pair[.client].congestionWindow == 5)
    #expect(pair[.client].acknowledgedEnd == 14_480)
    #expect(pair[.client].retransmissionCount == 1)
  }

  @Test("Two duplicates repeat nothing but let new data follow: limited transmit, RFC 3042")
  func limitedTransmit() {
    var pair = pair(losing: 0)
    pair.write(.client, 1_448 * 30)
    pair.run(until: .milliseconds(249))
    pair.clearLog()
    pair.script = [[:], [:]]
    pair.step()
    pair.step()
    #expect(sent(pair) == ["250 10", "250 11"])
    pair.step()
    #expect(sent(pair) == ["250 10", "250 11", "250 0"])
  }

  @Test("A partial acknowledgment repeats the next missing segment at once and stays in recovery")
  func partialAcknowledgment() {
    var pair = pair(losing: 0, 4)
    pair.write(.client, 1_448 * 10)
    pair.run(until: .milliseconds(350))
    #expect(sent(pair).suffix(2) == ["250 0", "350 4"])
    #expect(pair[.client].congestion.phase == .recovery(until: 1 + 14_480))
    // 4…9 are in flight; 5…9 have told that they left by five duplicates.
    #expect(pair[.client].flight == 6)
    #expect(pair[.client].congestion.departed == 5)
    pair.run(until: .milliseconds(450))
    #expect(pair[.client].acknowledgedEnd == 14_480)
    #expect(pair[.client].congestion.phase == .open)
    #expect(pair[.client].congestion.threshold == 5)
  }

  @Test("Four losses in one window are repaired one for each round trip")
  func manyLosses() {
    var pair = pair(losing: 0, 2, 4, 6)
    pair.write(.client, 1_448 * 10)
    pair.run(until: .seconds(1))
    #expect(sent(pair).suffix(4) == ["250 0", "350 2", "450 4", "550 6"])
    #expect(pair[.server].receivedEnd == 14_480)
    #expect(pair[.client].congestionWindow == 5)
  }

  @Test("New data goes on during recovery while duplicates say that segments leave")
  func newDataInRecovery() {
    var pair = pair(losing: 0)
    pair.write(.client, 1_448 * 40)
    pair.run(until: .milliseconds(250))
    // Ten in flight, nine left: with the window at 5 four more fit beside the repeated one.
    #expect(
      sent(pair).suffix(from: 10) == ["250 10", "250 11", "250 0", "250 12", "250 13"])
    pair.run(until: .seconds(5))
    #expect(pair[.server].receivedEnd == 1_448 * 40)
    #expect(pair[.client].retransmissionCount == 1)
  }

  @Test("Too few duplicates end in a timeout")
  func tooFewDuplicates() {
    var pair = pair(losing: 0)
    pair.write(.client, 1_448 * 3)
    pair.run(until: .seconds(2))
    #expect(sent(pair) == ["150 0", "150 1", "150 2", "450 0"])
    #expect(pair[.server].receivedEnd == 1_448 * 3)
  }

  @Test("A lost repetition ends in a timeout, which does not lower the threshold again")
  func timeoutInRecovery() {
    var pair = pair(losing: 0, 10)
    pair.write(.client, 1_448 * 10)
    pair.run(until: .milliseconds(549))
    #expect(pair[.client].congestion.threshold == 5)
    pair.run(until: .milliseconds(550))
    // The timer started anew with the repetition at 250 ms.
    #expect(sent(pair).suffix(2) == ["250 0", "550 0"])
    #expect(pair[.client].congestion.phase == .loss(until: 1 + 14_480))
    #expect(pair[.client].congestion.threshold == 5)
    #expect(pair[.client].congestionWindow == 1)
    pair.run(until: .seconds(3))
    #expect(pair[.client].acknowledgedEnd == 14_480)
  }

  @Test("A fast retransmit long ago does not make the first timeout the last")
  func firstTimeoutIsNotTheLast() {
    var client = TCPConfiguration()
    client.retries2 = 0  // patience of 200 ms
    var pair = TCPPair(client: client)
    pair.establish()
    pair.script[0] = [0: .drop, 10: .drop]
    pair.write(.client, 1_448 * 10)
    pair.run(until: .seconds(3))
    #expect(sent(pair).suffix(from: 10).prefix(2) == ["250 0", "550 0"])
    #expect(pair.failure(.client) == nil)
    #expect(pair[.client].acknowledgedEnd == 14_480)
  }

  @Test("Duplicates after a timeout start no fast retransmit for what it covers")
  func duplicatesAfterTimeout() {
    var congestion = CongestionControl(initialWindow: 10)
    congestion.timedOut(next: 14_481)
    for _ in 0..<6 {
      let begins = congestion.duplicated(flight: 10, next: 14_481)
      #expect(!begins)
    }
    #expect(congestion.departed == 0)
    #expect(congestion.window == 1)
  }

  @Test("Duplicates beyond what is in flight count for nothing")
  func tooManyDuplicates() {
    var congestion = CongestionControl(initialWindow: 10)
    for _ in 0..<50 { _ = congestion.duplicated(flight: 3, next: 100) }
    #expect(congestion.departed == 2)
    #expect(congestion.phase == .open)
  }

  @Test("In congestion avoidance the window grows by one segment for each round trip")
  func congestionAvoidance() {
    var server = TCPConfiguration()
    server.receiveBuffer = 4_000_000
    var pair = TCPPair(server: server)
    pair.establish()
    pair.script[0][0] = .drop
    pair.write(.client, 1_448 * 200)
    pair.run(until: .milliseconds(440))
    #expect(pair[.client].congestion.phase == .open)
    let start = pair[.client].congestionWindow
    var windows: [Int] = []
    for _ in 0..<4 {
      pair.run(for: .milliseconds(100))
      windows.append(pair[.client].congestionWindow - start)
    }
    #expect(start == 5)
    #expect(windows == [1, 2, 3, 4])
  }

  @Test("A segment overtaken by two others is not repeated")
  func mildReordering() {
    var pair = TCPPair()
    pair.establish()
    pair.script[0][0] = .delay(.milliseconds(5))
    pair.write(.client, 1_448 * 3)
    pair.run(until: .seconds(2))
    #expect(pair[.client].retransmissionCount == 0)
    #expect(pair[.client].congestionWindow >= 6)
    #expect(pair[.server].receivedEnd == 1_448 * 3)
  }

  @Test("A filled gap is acknowledged at once, even in interactive mode")
  func filledGap() {
    var end = TCPConnection.established()
    var effects = TCPEffects()
    end.quickAcknowledgments = 0
    end.isInteractive = true
    end.receive(.fromPeer(.ack, at: 101, length: 50), at: .zero, into: &effects)
    #expect(effects.segments.count == 1)
    end.isInteractive = true
    end.receive(.fromPeer(.ack, at: 1, length: 100), at: .zero, into: &effects)
    #expect(effects.segments.count == 2)
    #expect(end.receivedEnd == 150)
  }

  @Test("Data that overlaps what has arrived counts once")
  func overlap() {
    var end = TCPConnection.established()
    var effects = TCPEffects()
    end.receive(.fromPeer(.ack, at: 1, length: 100), at: .zero, into: &effects)
    end.receive(.fromPeer(.ack, at: 51, length: 100), at: .zero, into: &effects)
    #expect(end.receivedEnd == 150)
    end.receive(.fromPeer(.ack, at: 201, length: 100), at: .zero, into: &effects)
    end.receive(.fromPeer(.ack, at: 251, length: 10), at: .zero, into: &effects)
    #expect(end.receivedEnd == 150)
    end.receive(.fromPeer(.ack, at: 101, length: 150), at: .zero, into: &effects)
    #expect(end.receivedEnd == 300)
  }
}
