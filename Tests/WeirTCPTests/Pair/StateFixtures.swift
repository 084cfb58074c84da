import WeirPrimitives

@testable import WeirTCP

extension Segment {
  /// Initial sequence number of every fixture.
  static let ownInitial: UInt32 = 1_000
  /// Initial sequence number of the peer of every fixture.
  static let peerInitial: UInt32 = 5_000

  /// A segment of the peer: `from` and `acknowledging` are positions, 1 the first byte.
  static func fromPeer(
    _ flags: SegmentFlags, at position: UInt32, acknowledging: UInt32 = 1, length: UInt32 = 0,
    window: UInt32 = 100_000
  ) -> Segment {
    Segment(
      sequence: peerInitial &+ position,
      acknowledgment: flags.contains(.ack) ? ownInitial &+ acknowledging : 0,
      payloadLength: length, window: window, flags: flags)
  }
}

extension TCPConnection {
  /// An end that was opened by its peer at the start of the run, without a measured round trip.
  ///
  /// The peer offered no option but the segment size, of 1,448 bytes.
  static func established(window: UInt32 = 100_000) -> TCPConnection {
    var end = fixture(.synReceived)
    var effects = TCPEffects()
    end.isHandshakeRepeated = true
    end.receive(.fromPeer(.ack, at: 1, window: window), at: .zero, into: &effects)
    return end
  }

  /// An end in a state, nothing in flight but its own FIN, nothing received but the peer's FIN.
  static func fixture(_ state: TCPState) -> TCPConnection {
    var end = TCPConnection(configuration: TCPConfiguration(), initialSequence: Segment.ownInitial)
    var effects = TCPEffects()
    let finish = Segment.fromPeer([.fin, .ack], at: 1)
    switch state {
    case .closed:
      break
    case .synSent:
      end.open(at: .zero, into: &effects)
    case .synReceived:
      var syn = Segment.fromPeer(.syn, at: 0)
      syn.maximumSegmentSize = 1_448
      end.accept(syn, at: .zero, into: &effects)
    case .established:
      end = established()
    case .finWait1:
      end = established()
      end.finish(at: .zero, into: &effects)
    case .finWait2:
      end = fixture(.finWait1)
      end.receive(.fromPeer(.ack, at: 1, acknowledging: 2), at: .zero, into: &effects)
    case .closeWait:
      end = established()
      end.receive(finish, at: .zero, into: &effects)
      end.timerFired(at: end.nextDeadline, into: &effects)
    case .closing:
      end = fixture(.finWait1)
      end.receive(finish, at: .zero, into: &effects)
    case .lastAck:
      end = fixture(.closeWait)
      end.finish(at: .zero, into: &effects)
    case .timeWait:
      end = fixture(.finWait2)
      end.receive(
        .fromPeer([.fin, .ack], at: 1, acknowledging: 2), at: .zero, into: &effects)
    }
    precondition(end.state == state, "\(end.state) instead of \(state)")
    return end
  }
}
