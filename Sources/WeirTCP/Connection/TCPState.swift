/// The states of a connection's end, RFC 9293 section 3.3.2.
public enum TCPState: UInt8, Sendable, CaseIterable {
  /// Nothing is known of a connection; also the state before the handshake.
  case closed
  /// A SYN was sent and is not yet answered.
  case synSent
  /// A SYN was answered with SYN-ACK, which is not yet acknowledged.
  case synReceived
  case established
  /// We closed first; our FIN is not yet acknowledged.
  case finWait1
  /// Our FIN is acknowledged; the peer may still send.
  case finWait2
  /// The peer closed first; we may still send.
  case closeWait
  /// Both closed at once; our FIN is not yet acknowledged.
  case closing
  /// The peer closed first and we did too; our FIN is not yet acknowledged.
  case lastAck
  /// Both sides are done; late segments are caught for a while.
  case timeWait

  /// Whether the handshake is behind us and the connection still exists.
  public var isSynchronized: Bool {
    switch self {
    case .closed, .synSent, .synReceived: false
    case .established, .finWait1, .finWait2, .closeWait, .closing, .lastAck, .timeWait: true
    }
  }

  /// Whether the peer may still send data to us.
  var receivesData: Bool {
    switch self {
    case .established, .finWait1, .finWait2: true
    case .closed, .synSent, .synReceived, .closeWait, .closing, .lastAck, .timeWait: false
    }
  }

  /// Whether data and FIN of ours may be on the way.
  var transmits: Bool {
    switch self {
    case .established, .finWait1, .closeWait, .closing, .lastAck: true
    case .closed, .synSent, .synReceived, .finWait2, .timeWait: false
    }
  }
}

/// Why a connection ended other than by an orderly close, in the words of the socket API.
public enum TCPFailure: UInt8, Sendable {
  /// ECONNREFUSED: a RST answered the SYN.
  case refused
  /// ETIMEDOUT while connecting: no SYN was answered.
  case connectTimedOut
  /// ECONNRESET: the peer sent a RST.
  case reset
  /// ETIMEDOUT: data went unacknowledged for too long (`tcp_retries2`).
  case timedOut
}
