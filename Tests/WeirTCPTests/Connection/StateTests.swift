import Testing
import WeirPrimitives

@testable import WeirTCP

/// One suite per state: each kind of segment, the state after it and the answer.
///
/// In the fixtures the peer's next position is 1, or 2 where its FIN has arrived; ours likewise.
struct Case: CustomTestStringConvertible, Sendable {
  var what: String
  var segment: Segment
  var next: TCPState
  var answer: String
  var failure: TCPFailure?

  init(
    _ what: String, _ segment: Segment, _ next: TCPState, _ answer: String = "nothing",
    _ failure: TCPFailure? = nil
  ) {
    self.what = what
    self.segment = segment
    self.next = next
    self.answer = answer
    self.failure = failure
  }

  var testDescription: String { what }

  /// Feeds the segment to a fixture and compares state, answer and failure.
  func check(in state: TCPState) {
    var end = TCPConnection.fixture(state)
    var effects = TCPEffects()
    end.receive(segment, at: at(milliseconds: 10_000), into: &effects)
    #expect(end.state == next)
    #expect(Self.text(effects.segments) == answer)
    #expect(effects.failure == failure)
    #expect(effects.signals.contains(.failed) == (failure != nil))
    #expect(effects.signals.contains(.closed) == (end.state == .closed && state != .closed))
    if end.state == .closed { #expect(end.nextDeadline == .distantFuture) }
  }

  /// Such as `ACK 2`: flags and what is acknowledged; of a RST, the position it stands at.
  static func text(_ segments: [Segment]) -> String {
    if segments.isEmpty { return "nothing" }
    return segments.map { segment in
      let position = segment.sequence &- Segment.ownInitial
      let acknowledged = segment.acknowledgment &- Segment.peerInitial
      if segment.flags.contains(.rst) {
        return segment.flags.contains(.ack) ? "RST+ACK \(acknowledged)" : "RST \(position)"
      }
      if segment.flags.contains(.syn) { return "SYN+ACK \(acknowledged)" }
      let name = segment.flags.contains(.fin) ? "FIN" : segment.payloadLength > 0 ? "DATA" : "ACK"
      return "\(name) \(acknowledged)"
    }.joined(separator: ", ")
  }

  /// What every synchronised state does alike; `own` and `peer` are the next positions.
  static func common(_ state: TCPState, own: UInt32, peer: UInt32) -> [Case] {
    [
      Case("SYN", .fromPeer(.syn, at: 0), state, "ACK \(peer)"),
      Case("SYN in the window", .fromPeer(.syn, at: peer + 5), state, "ACK \(peer)"),
      Case("SYN-ACK", .fromPeer([.syn, .ack], at: 0), state, "ACK \(peer)"),
      Case("segment without ACK", .fromPeer([], at: peer, length: 10), state),
      Case("old ACK", .fromPeer(.ack, at: peer, acknowledging: 0), state, "ACK \(peer)"),
      Case(
        "ACK of what was never sent", .fromPeer(.ack, at: peer, acknowledging: own + 1), state,
        "ACK \(peer)"),
      Case(
        "ACK long before the SYN", .fromPeer(.ack, at: peer, acknowledging: .max - 70_000), state,
        "ACK \(peer)"),
      Case("ACK before the window", .fromPeer(.ack, at: peer - 1), state, "ACK \(peer)"),
      Case(
        "data before the window", .fromPeer(.ack, at: 0 &- 50, length: 10), state, "ACK \(peer)"),
      Case(
        "data behind the window", .fromPeer(.ack, at: 300_000, length: 10), state, "ACK \(peer)"),
      Case("RST in the window", .fromPeer(.rst, at: peer + 1), state, "ACK \(peer)"),
      Case("RST behind the window", .fromPeer(.rst, at: 300_000), state),
      Case("RST before the window", .fromPeer(.rst, at: peer &- 2), state),
      Case(
        "payload longer than a packet", .fromPeer(.ack, at: peer, length: .max), state),
    ]
  }
}

@Suite struct ClosedStateTests {
  @Test(arguments: [
    Case("SYN", .fromPeer(.syn, at: 0), .closed, "RST+ACK 1"),
    Case("SYN-ACK", .fromPeer([.syn, .ack], at: 0), .closed, "RST 1"),
    Case("ACK", .fromPeer(.ack, at: 1, acknowledging: 7), .closed, "RST 7"),
    Case("data", .fromPeer(.ack, at: 1, length: 10), .closed, "RST 1"),
    Case("FIN", .fromPeer([.fin, .ack], at: 1), .closed, "RST 1"),
    Case("data without ACK", .fromPeer([], at: 1, length: 10), .closed, "RST+ACK 11"),
    Case("RST", .fromPeer(.rst, at: 1), .closed),
    Case("RST with ACK", .fromPeer([.rst, .ack], at: 1), .closed),
  ])
  func `In CLOSED`(_ row: Case) { row.check(in: .closed) }
}

@Suite struct SynSentStateTests {
  @Test(arguments: [
    Case("SYN-ACK", .fromPeer([.syn, .ack], at: 0), .established, "ACK 1"),
    Case("SYN", .fromPeer(.syn, at: 0), .synReceived, "SYN+ACK 1"),
    Case(
      "SYN-ACK of another SYN", .fromPeer([.syn, .ack], at: 0, acknowledging: 9), .synSent,
      "RST 9"),
    Case(
      "SYN-ACK of nothing", .fromPeer([.syn, .ack], at: 0, acknowledging: 0), .synSent, "RST 0"),
    Case("ACK", .fromPeer(.ack, at: 1), .synSent),
    Case("ACK too new", .fromPeer(.ack, at: 1, acknowledging: 2), .synSent, "RST 2"),
    Case("data", .fromPeer(.ack, at: 1, length: 10), .synSent),
    Case("FIN", .fromPeer([.fin, .ack], at: 1), .synSent),
    Case("RST with ACK", .fromPeer([.rst, .ack], at: 0), .closed, "nothing", .refused),
    Case("RST with another ACK", .fromPeer([.rst, .ack], at: 0, acknowledging: 9), .synSent),
    Case("RST without ACK", .fromPeer(.rst, at: 0), .synSent),
  ])
  func `In SYN-SENT`(_ row: Case) { row.check(in: .synSent) }
}

@Suite struct SynReceivedStateTests {
  @Test(arguments: [
    Case("ACK", .fromPeer(.ack, at: 1), .established),
    Case("the same SYN", .fromPeer(.syn, at: 0), .synReceived, "SYN+ACK 1"),
    Case("another SYN", .fromPeer(.syn, at: 7), .synReceived, "ACK 1"),
    Case("SYN-ACK of a simultaneous open", .fromPeer([.syn, .ack], at: 0), .established),
    Case("old ACK", .fromPeer(.ack, at: 1, acknowledging: 0), .synReceived, "RST 0"),
    Case("ACK too new", .fromPeer(.ack, at: 1, acknowledging: 2), .synReceived, "RST 2"),
    Case("data", .fromPeer(.ack, at: 1, length: 10), .established, "ACK 11"),
    Case("data out of order", .fromPeer(.ack, at: 5, length: 10), .established, "ACK 1"),
    Case("FIN", .fromPeer([.fin, .ack], at: 1), .closeWait),
    Case("RST", .fromPeer(.rst, at: 1), .closed, "nothing", .reset),
    Case("RST in the window", .fromPeer(.rst, at: 2), .synReceived, "ACK 1"),
    Case("RST behind the window", .fromPeer(.rst, at: 300_000), .synReceived),
  ])
  func `In SYN-RECEIVED`(_ row: Case) { row.check(in: .synReceived) }
}

@Suite struct EstablishedStateTests {
  @Test(
    arguments: Case.common(.established, own: 1, peer: 1) + [
      Case("ACK", .fromPeer(.ack, at: 1), .established),
      Case("data", .fromPeer(.ack, at: 1, length: 10), .established, "ACK 11"),
      Case("data out of order", .fromPeer(.ack, at: 5, length: 10), .established, "ACK 1"),
      Case("FIN", .fromPeer([.fin, .ack], at: 1), .closeWait),
      Case("FIN with data", .fromPeer([.fin, .ack], at: 1, length: 10), .closeWait),
      Case("FIN out of order", .fromPeer([.fin, .ack], at: 5), .established, "ACK 1"),
      Case("RST", .fromPeer(.rst, at: 1), .closed, "nothing", .reset),
    ])
  func `In ESTABLISHED`(_ row: Case) { row.check(in: .established) }
}

@Suite struct FinWait1StateTests {
  @Test(
    arguments: Case.common(.finWait1, own: 2, peer: 1) + [
      Case("ACK of the FIN", .fromPeer(.ack, at: 1, acknowledging: 2), .finWait2),
      Case("ACK", .fromPeer(.ack, at: 1), .finWait1),
      Case("data", .fromPeer(.ack, at: 1, length: 10), .finWait1, "ACK 11"),
      Case(
        "data and ACK of the FIN", .fromPeer(.ack, at: 1, acknowledging: 2, length: 10), .finWait2,
        "ACK 11"),
      Case("FIN", .fromPeer([.fin, .ack], at: 1), .closing, "ACK 2"),
      Case(
        "FIN and ACK of the FIN", .fromPeer([.fin, .ack], at: 1, acknowledging: 2), .timeWait,
        "ACK 2"),
      Case("RST", .fromPeer(.rst, at: 1), .closed, "nothing", .reset),
    ])
  func `In FIN-WAIT-1`(_ row: Case) { row.check(in: .finWait1) }
}

@Suite struct FinWait2StateTests {
  @Test(
    arguments: Case.common(.finWait2, own: 2, peer: 1) + [
      Case("ACK", .fromPeer(.ack, at: 1, acknowledging: 2), .finWait2),
      Case("data", .fromPeer(.ack, at: 1, acknowledging: 2, length: 10), .finWait2, "ACK 11"),
      Case("FIN", .fromPeer([.fin, .ack], at: 1, acknowledging: 2), .timeWait, "ACK 2"),
      Case("RST", .fromPeer(.rst, at: 1), .closed, "nothing", .reset),
    ])
  func `In FIN-WAIT-2`(_ row: Case) { row.check(in: .finWait2) }
}

@Suite struct CloseWaitStateTests {
  @Test(
    arguments: Case.common(.closeWait, own: 1, peer: 2) + [
      Case("ACK", .fromPeer(.ack, at: 2), .closeWait),
      Case("the FIN again", .fromPeer([.fin, .ack], at: 1), .closeWait, "ACK 2"),
      Case("data behind the FIN", .fromPeer(.ack, at: 2, length: 10), .closeWait, "ACK 2"),
      Case("RST", .fromPeer(.rst, at: 2), .closed, "nothing", .reset),
      Case("RST that does not count the FIN", .fromPeer(.rst, at: 1), .closed, "nothing", .reset),
    ])
  func `In CLOSE-WAIT`(_ row: Case) { row.check(in: .closeWait) }
}

@Suite struct ClosingStateTests {
  @Test(
    arguments: Case.common(.closing, own: 2, peer: 2) + [
      Case("ACK of the FIN", .fromPeer(.ack, at: 2, acknowledging: 2), .timeWait),
      Case("ACK", .fromPeer(.ack, at: 2), .closing),
      Case("the FIN again", .fromPeer([.fin, .ack], at: 1), .closing, "ACK 2"),
      Case("data behind the FIN", .fromPeer(.ack, at: 2, length: 10), .closing, "ACK 2"),
      Case("RST", .fromPeer(.rst, at: 2), .closed),
      Case("RST that does not count the FIN", .fromPeer(.rst, at: 1), .closed),
    ])
  func `In CLOSING`(_ row: Case) { row.check(in: .closing) }
}

@Suite struct LastAckStateTests {
  @Test(
    arguments: Case.common(.lastAck, own: 2, peer: 2) + [
      Case("ACK of the FIN", .fromPeer(.ack, at: 2, acknowledging: 2), .closed),
      Case("ACK", .fromPeer(.ack, at: 2), .lastAck),
      Case("the FIN again", .fromPeer([.fin, .ack], at: 1), .lastAck, "ACK 2"),
      Case("RST", .fromPeer(.rst, at: 2), .closed),
      Case("RST that does not count the FIN", .fromPeer(.rst, at: 1), .closed),
    ])
  func `In LAST-ACK`(_ row: Case) { row.check(in: .lastAck) }
}

@Suite struct TimeWaitStateTests {
  @Test(
    arguments: Case.common(.timeWait, own: 2, peer: 2) + [
      Case("ACK", .fromPeer(.ack, at: 2, acknowledging: 2), .timeWait),
      Case("the FIN again", .fromPeer([.fin, .ack], at: 1, acknowledging: 2), .timeWait, "ACK 2"),
      Case("RST", .fromPeer(.rst, at: 2), .closed),
      Case("RST before the window", .fromPeer(.rst, at: 1), .timeWait),
    ])
  func `In TIME-WAIT`(_ row: Case) { row.check(in: .timeWait) }
}
