public import WeirKernel
public import WeirPrimitives
public import WeirTCP

/// Why a socket could not be opened at all.
public enum ConnectError: Error, Sendable {
  /// The host has no link at all: ENETUNREACH.
  case networkUnreachable
  /// No chain of links leads there: EHOSTUNREACH.
  case hostUnreachable
  /// All client ports are in use towards that port of that host: EADDRNOTAVAIL.
  case addressNotAvailable
}

extension Network {
  // MARK: What owners do

  /// Lets an owner accept connections on a host's port.
  public mutating func listen(host: Int, port: UInt16, owner: UInt32) {
    hosts[host].listen(on: port, owner: owner)
  }

  /// Refuses connections to one of an owner's ports, or to all, from now on.
  public mutating func stopListening(host: Int, owner: UInt32, port: UInt16? = nil) {
    hosts[host].stopListening(owner: owner, port: port)
  }

  /// Opens a connection and sends its SYN.
  public mutating func connect(
    from source: Int, to destination: Int, port: UInt16, owner: UInt32, localSocket: UInt32,
    _ kernel: inout Kernel
  ) throws(ConnectError) -> SocketHandle {
    if !finished.isEmpty { forgetFinished() }
    guard let ways = routes.ways(from: source, to: destination) else {
      throw routes.hasExit(from: source) ? .hostUnreachable : .networkUnreachable
    }
    guard clientPorts.take(from: source, to: destination, port: port) else {
      throw .addressNotAvailable
    }
    let local = hosts[source].nextPort()
    // Names and ports, not indices: the identity must not change when the world grows.
    let entity = local.identity << 16 | UInt64(port)
    let identity = DrawKey(
      seed: seed, owner: hosts[source].name, purpose: hosts[destination].name
    ).entity(entity)
    if kernel.recorder.keepsAll {
      for number in 0..<4 as Range<UInt64> {
        kernel.recorder.note(
          Draw(
            identity, owner: hosts[source].name, purpose: hosts[destination].name,
            entity: entity, number: number), at: kernel.now)
      }
    }
    let (number, place) = directory.open()
    let client = EndPlace(connection: place, isClient: true)
    let added = [
      (end: client, side: UInt64(0), host: source, port: local.port, route: ways.there),
      (client.peer, 1, destination, port, ways.back),
    ]
    for (end, side, host, port, route) in added {
      let initial = UInt32(truncatingIfNeeded: identity.bits(2 + side))
      let record = SocketEnd(
        tcp: TCPConnection(configuration: configurations[host], initialSequence: initial),
        flow: identity.bits(side), route: route, host: UInt32(host), port: port)
      if end.index < ends.count { ends[end.index] = record } else { ends.append(record) }
    }
    let connection = Connection(number: number)
    if place < connections.count {
      connections[place] = connection
    } else {
      connections.append(connection)
    }
    ends[client.index].owner = owner
    ends[client.index].localSocket = localSocket
    perform(client, &kernel) { $0.open(at: $1, into: &$2) }
    return handle(of: client)
  }

  /// Appends bytes to what an end sends; ignored, as after a reset, once that is closed.
  ///
  /// Returns the stream offset of the first byte, or nil when nothing was written.
  @discardableResult
  public mutating func write(
    _ bytes: UnsafeRawBufferPointer, marks: ArraySlice<Mark>, on socket: SocketHandle,
    _ kernel: inout Kernel
  ) -> UInt64? {
    guard let end = directory.place(of: socket), ends[end.index].tcp.acceptsWrites,
      !bytes.isEmpty
    else { return nil }
    let start = ends[end.index].outgoing.endOffset
    ends[end.index].outgoing.append(bytes, from: &blocks)
    for mark in marks {
      var placed = mark
      placed.end += start
      ends[end.index].marks.append(placed)
    }
    var hash = Digest()
    hash.fold(bytes)
    kernel.record(
      component: ends[end.index].host, .applicationWrite,
      ends[end.index].flow &+ UInt64(bytes.count), hash.value)
    let count = bytes.count
    perform(end, &kernel) { $0.write(count, at: $1, into: &$2) }
    return start
  }

  /// Changes the settings of one end, as setsockopt(2) does.
  public mutating func configure(
    _ socket: SocketHandle, _ kernel: inout Kernel, _ change: (inout TCPConfiguration) -> Void
  ) {
    guard let end = directory.place(of: socket) else { return }
    perform(end, &kernel) { $0.configure(at: $1, into: &$2, change) }
  }

  /// Appends bytes whose content does not matter; the same count is always the same bytes.
  ///
  /// The marks' ends count from the first of them and may lie behind the last.
  /// Returns as ``write(_:marks:on:_:)`` does.
  @discardableResult
  public mutating func fill(
    _ count: Int, marks: ArraySlice<Mark>, on socket: SocketHandle, _ kernel: inout Kernel
  ) -> UInt64? {
    guard let end = directory.place(of: socket), ends[end.index].tcp.acceptsWrites, count > 0
    else { return nil }
    let start = ends[end.index].outgoing.endOffset
    FillerBlock.append(count, to: &ends[end.index].outgoing, from: &blocks)
    for mark in marks {
      var placed = mark
      placed.end += start
      ends[end.index].marks.append(placed)
    }
    // The bytes follow from their number: that alone is part of the digest.
    kernel.record(
      component: ends[end.index].host, .applicationWrite,
      ends[end.index].flow &+ UInt64(count), UInt64(count))
    perform(end, &kernel) { $0.write(count, at: $1, into: &$2) }
    return start
  }

  /// Half-closes: nothing more will be written.
  public mutating func finish(_ socket: SocketHandle, _ kernel: inout Kernel) {
    guard let end = directory.place(of: socket) else { return }
    perform(end, &kernel) { $0.finish(at: $1, into: &$2) }
  }

  /// Closes as `close()` does.
  public mutating func close(_ socket: SocketHandle, _ kernel: inout Kernel) {
    guard let end = directory.place(of: socket) else { return }
    perform(end, &kernel) { $0.close(at: $1, into: &$2) }
    letGo(end)
  }

  /// Ends the connection with a RST.
  public mutating func abort(_ socket: SocketHandle, _ kernel: inout Kernel) {
    guard let end = directory.place(of: socket) else { return }
    perform(end, &kernel) { $0.abort(into: &$2) }
    letGo(end)
  }

  private mutating func letGo(_ end: EndPlace) {
    ends[end.index].isLetGo = true
    releaseBytes(sentBy: end.peer)
    finishIfOver(end.connection)
  }

  // MARK: Reading

  /// The stream offsets that have arrived and are not yet read; empty once the owner has closed.
  public mutating func unread(_ socket: SocketHandle) -> Range<UInt64> {
    guard let end = directory.place(of: socket) else { return 0..<0 }
    let start = ends[end.index].consumed
    return
      start..<(ends[end.index].isLetGo ? start : max(start, ends[end.index].tcp.receivedEnd))
  }

  /// Lends unread bytes and the marks among them; nothing is lent when nothing is asked for.
  public mutating func withUnread(
    _ socket: SocketHandle, _ range: Range<UInt64>,
    _ body: (UnsafeRawBufferPointer, ArraySlice<Mark>) -> Void
  ) {
    let unread = unread(socket)
    guard let end = directory.place(of: socket), !range.isEmpty else { return }
    precondition(
      range.lowerBound >= unread.lowerBound && range.upperBound <= unread.upperBound,
      "\(range) is not within the unread \(unread)")
    let sender = end.peer.index
    let marks = ends[sender].marks.upTo(range.upperBound)
    ends[sender].outgoing.withBytes(range) { body($0, marks) }
  }

  /// Takes note that the owner has read up to a stream offset.
  public mutating func consume(
    _ socket: SocketHandle, upTo offset: UInt64, _ kernel: inout Kernel
  ) {
    guard let end = directory.place(of: socket), offset > ends[end.index].consumed else { return }
    ends[end.index].consumed = offset
    ends[end.peer.index].marks.release(upTo: offset)
    perform(end, &kernel) { $0.read(upTo: offset, at: $1, into: &$2) }
    releaseBytes(sentBy: end.peer)
  }
}
