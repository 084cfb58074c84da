public import WeirKernel
public import WeirPrimitives
public import WeirTCP

/// Why a socket could not be opened at all.
public enum ConnectError: Error, Sendable {
  /// No link leads there: EHOSTUNREACH.
  case unreachable
}

extension Network {
  // MARK: What owners do

  /// Lets an owner accept connections on a host's port.
  public mutating func listen(host: Int, port: UInt16, owner: UInt32) {
    hosts[host].listeners.removeAll { $0.port == port }
    hosts[host].listeners.append((port, owner))
  }

  /// Refuses connections to an owner's ports from now on.
  public mutating func stopListening(host: Int, owner: UInt32) {
    hosts[host].listeners.removeAll { $0.owner == owner }
  }

  /// Opens a connection and sends its SYN.
  public mutating func connect(
    from source: Int, to destination: Int, port: UInt16, owner: UInt32, localSocket: UInt32,
    _ kernel: inout Kernel
  ) throws(ConnectError) -> SocketHandle {
    guard let there = route(from: UInt32(source), to: UInt32(destination)),
      let back = route(from: UInt32(destination), to: UInt32(source))
    else { throw .unreachable }
    let localPort = hosts[source].nextPort
    hosts[source].nextPort = localPort == 60_999 ? 32_768 : localPort + 1
    // Names and ports, not indices: the identity must not change when the world grows.
    let identity = DrawKey(
      seed: seed, owner: hosts[source].name, purpose: hosts[destination].name
    ).entity(UInt64(localPort) << 16 | UInt64(port))
    let client = SocketHandle(index: UInt32(ends.count))
    for (side, host, ownPort, path) in [
      (UInt64(0), source, localPort, there), (1, destination, port, back),
    ] {
      let flow = identity.bits(side)
      let initial = UInt32(truncatingIfNeeded: identity.bits(2 + side))
      ends.append(
        SocketEnd(
          tcp: TCPConnection(configuration: configuration, initialSequence: initial),
          flow: flow, route: path, host: UInt32(host), port: ownPort))
    }
    severed.append(false)
    ends[Int(client.index)].owner = owner
    ends[Int(client.index)].localSocket = localSocket
    perform(client, &kernel) { $0.open(at: $1, into: &$2) }
    return client
  }

  /// Appends bytes to what an end sends; ignored, as the kernel does after a reset, when it is gone.
  ///
  /// Returns the stream offset of the first byte, or nil when nothing was written.
  @discardableResult
  public mutating func write(
    _ bytes: UnsafeRawBufferPointer, marks: ArraySlice<Mark>, on socket: SocketHandle,
    _ kernel: inout Kernel
  ) -> UInt64? {
    let index = Int(socket.index)
    guard ends[index].tcp.acceptsWrites, !bytes.isEmpty else { return nil }
    let start = ends[index].outgoing.endOffset
    ends[index].outgoing.append(bytes)
    for mark in marks {
      var placed = mark
      placed.end += start
      ends[index].marks.append(placed)
    }
    var hash = Digest()
    hash.fold(bytes)
    kernel.record(
      component: ends[index].host, .applicationWrite,
      ends[index].flow &+ UInt64(bytes.count), hash.value)
    let count = bytes.count
    perform(socket, &kernel) { $0.write(count, at: $1, into: &$2) }
    return start
  }

  /// Half-closes: nothing more will be written.
  public mutating func finish(_ socket: SocketHandle, _ kernel: inout Kernel) {
    perform(socket, &kernel) { $0.finish(at: $1, into: &$2) }
  }

  /// Closes as `close()` does.
  public mutating func close(_ socket: SocketHandle, _ kernel: inout Kernel) {
    perform(socket, &kernel) { $0.close(at: $1, into: &$2) }
  }

  /// Ends the connection with a RST.
  public mutating func abort(_ socket: SocketHandle, _ kernel: inout Kernel) {
    perform(socket, &kernel) { $0.abort(into: &$2) }
  }

  // MARK: Reading

  /// The stream offsets that have arrived and are not yet read.
  public func unread(_ socket: SocketHandle) -> Range<UInt64> {
    let start = ends[Int(socket.index)].consumed
    return start..<max(start, ends[Int(socket.index)].tcp.receivedEnd)
  }

  /// Lends unread bytes and the marks among them.
  public func withUnread(
    _ socket: SocketHandle, _ range: Range<UInt64>,
    _ body: (UnsafeRawBufferPointer, ArraySlice<Mark>) -> Void
  ) {
    let sender = Int(socket.peer.index)
    let marks = ends[sender].marks.upTo(range.upperBound)
    ends[sender].outgoing.withBytes(range) { body($0, marks) }
  }

  /// Takes note that the owner has read up to a stream offset.
  public mutating func consume(
    _ socket: SocketHandle, upTo offset: UInt64, _ kernel: inout Kernel
  ) {
    ends[Int(socket.index)].consumed = offset
    ends[Int(socket.peer.index)].marks.release(upTo: offset)
    perform(socket, &kernel) { $0.read(upTo: offset, at: $1, into: &$2) }
    releaseBytes(sentBy: socket.peer)
  }

  /// Forgets bytes that neither end needs any more.
  mutating func releaseBytes(sentBy socket: SocketHandle) {
    let sender = Int(socket.index)
    let receiver = Int(socket.peer.index)
    let end = ends[sender].outgoing.endOffset
    let acknowledged =
      ends[sender].tcp.state == .closed ? end : ends[sender].tcp.acknowledgedEnd
    let read = ends[receiver].tcp.state == .closed ? end : ends[receiver].consumed
    ends[sender].outgoing.release(upTo: min(acknowledged, read, end))
  }

  // MARK: Queries

  public func owner(of socket: SocketHandle) -> UInt32? {
    let owner = ends[Int(socket.index)].owner
    return owner == SocketEnd.noOwner ? nil : owner
  }

  public func localSocket(of socket: SocketHandle) -> UInt32 {
    ends[Int(socket.index)].localSocket
  }

  public func state(of socket: SocketHandle) -> TCPState { ends[Int(socket.index)].tcp.state }
  public func host(of socket: SocketHandle) -> Int { Int(ends[Int(socket.index)].host) }
  public var connectionCount: Int { ends.count / 2 }

  /// Gives an accepted end its owner's name for it.
  public mutating func adopt(_ socket: SocketHandle, owner: UInt32, localSocket: UInt32) {
    ends[Int(socket.index)].owner = owner
    ends[Int(socket.index)].localSocket = localSocket
  }

  /// Notes on whose behalf a connection is used, at both its ends.
  public mutating func setConsumer(_ consumer: UInt32, of socket: SocketHandle) {
    ends[Int(socket.index)].consumer = consumer
    ends[Int(socket.peer.index)].consumer = consumer
  }

  public func consumer(of socket: SocketHandle) -> UInt32? {
    let consumer = ends[Int(socket.index)].consumer
    return consumer == .max ? nil : consumer
  }

  /// Whether bytes written on a connection can still reach the other application.
  public func isUndelivered(sentBy socket: SocketHandle, upTo offset: UInt64) -> Bool {
    let receiver = Int(socket.peer.index)
    return ends[receiver].consumed < offset && ends[receiver].tcp.state != .closed
      && ends[Int(socket.index)].tcp.state != .closed && !severed[Int(socket.connection)]
  }
}

extension Network {
  /// The stream offset that the next byte written on a socket gets.
  public func writeOffset(_ socket: SocketHandle) -> UInt64 {
    ends[Int(socket.index)].outgoing.endOffset
  }

  /// Segments sent more than once, over all connections.
  public var retransmissionCount: UInt64 {
    ends.reduce(0) { $0 + UInt64($1.tcp.retransmissionCount) }
  }
}
