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

  /// Who accepts connections on a host's port.
  public func listener(host: Int, port: UInt16) -> UInt32? { hosts[host].listener(on: port) }

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

  /// Bytes that send(2) would take on a socket now: what the send buffer has room for, and
  /// TCP_NOTSENT_LOWAT lets in.
  ///
  /// Not modelled: Linux looks at the low-water mark once a buffer of its queue, up to 64 KiB.
  public mutating func sendSpace(_ socket: SocketHandle) -> Int {
    guard let end = directory.place(of: socket) else { return 0 }
    let lowWater = Int(ends[end.index].tcp.notSentLowWater)
    return min(ends[end.index].tcp.sendSpace, max(0, lowWater - ends[end.index].tcp.unsentBytes))
  }

  /// Whether poll(2) would tell that a socket can be written: `sk_stream_is_writeable`.
  ///
  /// A third of the send buffer is free, and less than half of TCP_NOTSENT_LOWAT unsent.
  public mutating func isWritable(_ socket: SocketHandle) -> Bool {
    guard let end = directory.place(of: socket), ends[end.index].tcp.state.isSynchronized else {
      return false
    }
    return ends[end.index].tcp.isWritable
  }

  /// Whether the peer's end of stream came in order, on a socket that may have failed since.
  public mutating func hasReachedEndOfStream(_ socket: SocketHandle) -> Bool {
    guard let end = directory.place(of: socket) else { return false }
    return ends[end.index].tcp.hasReachedEndOfStream
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

  /// Bytes written on a socket that are not yet acknowledged.
  public mutating func unacknowledgedBytes(_ socket: SocketHandle) -> Int {
    guard let end = directory.place(of: socket) else { return 0 }
    return Int(ends[end.index].outgoing.endOffset - ends[end.index].tcp.acknowledgedEnd)
  }

  /// Whether bytes written on a connection can still reach the other application.
  public func isUndelivered(sentBy socket: SocketHandle, upTo offset: UInt64) -> Bool {
    guard let sender = directory.place(of: socket) else { return false }
    let receiver = sender.peer.index
    return ends[receiver].consumed < offset && ends[receiver].tcp.state != .closed
      && ends[sender.index].tcp.state != .closed && connections[sender.connection].cut == nil
  }

  // MARK: Counts

  /// Connections ever opened.
  public var connectionCount: Int { directory.count }

  /// Segments sent more than once, by whomever.
  public var retransmissionCount: UInt64 { retransmissionCounts.reduce(0, +) }

  /// Segments sent more than once: data, SYNs and FINs, by the host that sent them.
  public var retransmissionCounts: [UInt64] {
    var counts = pastRetransmissionCounts
    for index in 0..<UInt32(directory.count * 2) {
      guard let end = directory.place(of: SocketHandle(index: index))?.index else { continue }
      counts[Int(ends[end].host)] += UInt64(ends[end].tcp.retransmissionCount)
    }
    return counts
  }

  /// Segments that one end has sent more than once.
  public func retransmissionCount(of socket: SocketHandle) -> UInt64 {
    guard let end = directory.place(of: socket) else {
      return pastRetransmissions[socket] ?? 0
    }
    return UInt64(ends[end.index].tcp.retransmissionCount)
  }
}
