/// What may go wrong with a socket, by the names of errno(3), as connect(2), send(2), recv(2) and
/// tcp(7) give them.
public enum SocketError: UInt8, Error, Sendable, CaseIterable {
  /// EHOSTUNREACH: the host has a way out, and no chain of links leads there.
  case hostUnreachable
  /// ECONNREFUSED: a RST answered the SYN; nobody listens there.
  case refused
  /// ETIMEDOUT while connecting: no SYN was answered.
  case connectTimedOut
  /// ECONNRESET: the peer, or a box on the way, sent a RST.
  case reset
  /// ETIMEDOUT of an established connection: data or probes went unanswered for too long.
  case timedOut
  /// ENETUNREACH: the host has no link at all.
  case networkUnreachable
  /// EPIPE: nothing more can be written: the socket was shut down for writing, its connection is
  /// gone, or a RST came after the peer's end of stream (`tcp_reset` in CLOSE_WAIT).
  case brokenPipe
  /// EADDRNOTAVAIL: all ports of `ip_local_port_range` are in use towards that port of that host.
  case addressNotAvailable
  /// EADDRINUSE: another program listens on the port.
  case addressInUse
  /// EAGAIN: the send buffer has no room.
  case wouldBlock
  /// EBADF: the program has closed the socket.
  case closed
  /// EINVAL: a value that the option or call does not take.
  case invalidArgument

  /// The name in errno(3): `ECONNRESET`.
  public var name: String {
    switch self {
    case .hostUnreachable: "EHOSTUNREACH"
    case .refused: "ECONNREFUSED"
    case .connectTimedOut, .timedOut: "ETIMEDOUT"
    case .reset: "ECONNRESET"
    case .networkUnreachable: "ENETUNREACH"
    case .brokenPipe: "EPIPE"
    case .addressNotAvailable: "EADDRNOTAVAIL"
    case .addressInUse: "EADDRINUSE"
    case .wouldBlock: "EAGAIN"
    case .closed: "EBADF"
    case .invalidArgument: "EINVAL"
    }
  }

  /// What happened, for people, with the name: `connection reset (ECONNRESET)`.
  public var text: String { "\(words) (\(name))" }

  private var words: String {
    switch self {
    case .hostUnreachable: "no route to the host"
    case .refused: "connection refused"
    case .connectTimedOut: "connecting timed out"
    case .reset: "connection reset"
    case .timedOut: "connection timed out"
    case .networkUnreachable: "network unreachable"
    case .brokenPipe: "broken pipe"
    case .addressNotAvailable: "no local port is free"
    case .addressInUse: "port in use"
    case .wouldBlock: "no room in the send buffer"
    case .closed: "socket closed"
    case .invalidArgument: "invalid argument"
    }
  }
}
