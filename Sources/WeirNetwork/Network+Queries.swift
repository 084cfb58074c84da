internal import WeirKernel
internal import WeirPrimitives
public import WeirTCP

// What is asked for each packet is `mutating`: it changes nothing, but a large struct is then
// passed by its address, where otherwise each call would copy half a kilobyte.
extension Network {
  // MARK: Owners

  /// Who owns an end; nil before it is accepted and once the connection is gone.
  public mutating func owner(of socket: SocketHandle) -> UInt32? {
    guard let end = directory.place(of: socket) else { return nil }
    let owner = ends[end.index].owner
    return owner == SocketEnd.noOwner ? nil : owner
  }

  /// The owner's own name for an end; zero once the connection is gone.
  public mutating func localSocket(of socket: SocketHandle) -> UInt32 {
    guard let end = directory.place(of: socket) else { return 0 }
    return ends[end.index].localSocket
  }

  /// Gives an accepted end its owner's name for it.
  public mutating func adopt(_ socket: SocketHandle, owner: UInt32, localSocket: UInt32) {
    guard let end = directory.place(of: socket) else { return }
    ends[end.index].owner = owner
    ends[end.index].localSocket = localSocket
  }

  /// Notes on whose behalf a connection is used, at both its ends.
  public mutating func setConsumer(_ consumer: UInt32, of socket: SocketHandle) {
    guard let end = directory.place(of: socket) else { return }
    ends[end.index].consumer = consumer
    ends[end.peer.index].consumer = consumer
  }

  public mutating func consumer(of socket: SocketHandle) -> UInt32? {
    guard let end = directory.place(of: socket) else { return nil }
    let consumer = ends[end.index].consumer
    return consumer == .max ? nil : consumer
  }

  // MARK: State

  /// Whether somebody accepts connections on a host's port.
  public func isListening(host: Int, port: UInt16) -> Bool {
    hosts[host].listener(on: port) != nil
  }

  /// The state of an end; closed once the connection is gone.
  public func state(of socket: SocketHandle) -> TCPState {
    directory.place(of: socket).map { ends[$0.index].tcp.state } ?? .closed
  }

  /// The host an end is on; -1, which no host is, once the connection is gone.
  public func host(of socket: SocketHandle) -> Int {
    directory.place(of: socket).map { Int(ends[$0.index].host) } ?? -1
  }

  /// Whether something written on a socket now would be sent.
  public mutating func acceptsWrites(_ socket: SocketHandle) -> Bool {
    guard let end = directory.place(of: socket) else { return false }
    return ends[end.index].tcp.acceptsWrites
  }

  /// Bytes that may be written on a socket before its send buffer is full.
  public mutating func sendSpace(_ socket: SocketHandle) -> Int {
    guard let end = directory.place(of: socket) else { return 0 }
    return ends[end.index].tcp.sendSpace
  }

  /// Whether a writer that was told to wait is woken: once a third of the send buffer is free.
  ///
  /// `sk_stream_write_space`: more often would only cut a stream into smaller writes. With
  /// TCP_NOTSENT_LOWAT any room counts, for the buffer is then as good as never full.
  public mutating func hasRoom(_ socket: SocketHandle) -> Bool {
    guard let end = directory.place(of: socket), ends[end.index].tcp.acceptsWrites else {
      return false
    }
    let room = ends[end.index].tcp.sendSpace
    if ends[end.index].tcp.configuration.notSentLowWater < .max { return room > 0 }
    return room > 0 && room * 2 >= ends[end.index].outgoing.count
  }

  /// The stream offset that the next byte written on a socket gets.
  public mutating func writeOffset(_ socket: SocketHandle) -> UInt64 {
    guard let end = directory.place(of: socket) else { return 0 }
    return ends[end.index].outgoing.endOffset
  }

  /// Bytes written on a socket that are not yet acknowledged, or not yet read by the peer's owner.
  public mutating func heldBytes(_ socket: SocketHandle) -> Int {
    guard let end = directory.place(of: socket) else { return 0 }
    return ends[end.index].outgoing.count
  }

  /// Whether bytes written on a connection can still reach the other application.
  public func isUndelivered(sentBy socket: SocketHandle, upTo offset: UInt64) -> Bool {
    guard let sender = directory.place(of: socket) else { return false }
    let receiver = sender.peer.index
    return ends[receiver].consumed < offset && ends[receiver].tcp.state != .closed
      && ends[sender.index].tcp.state != .closed && !connections[sender.connection].isSevered
  }

  // MARK: Counts

  /// Connections ever opened.
  public var connectionCount: Int { directory.count }

  /// Segments sent more than once, over all connections.
  public var retransmissionCount: UInt64 {
    let past = pastRetransmissions.reduce(0) { $0 + $1.count }
    return (0..<UInt32(directory.count * 2)).reduce(past) { sum, index in
      guard let end = directory.place(of: SocketHandle(index: index)) else { return sum }
      return sum + UInt64(ends[end.index].tcp.retransmissionCount)
    }
  }

  /// Segments that one end has sent more than once.
  public func retransmissionCount(of socket: SocketHandle) -> UInt64 {
    guard let end = directory.place(of: socket) else {
      return pastRetransmissions.first { $0.socket == socket }?.count ?? 0
    }
    return UInt64(ends[end.index].tcp.retransmissionCount)
  }
}
