internal import WeirAudit
internal import WeirEndpoints
internal import WeirKernel
internal import WeirNetwork
internal import WeirPrimitives
internal import WeirTCP

/// What the owner of a socket has asked for, and what it is to be told when it has read all.
struct SocketDemand {
  /// Bytes it wants at most; 0 when it has not asked.
  var limit: UInt32 = 0
  var wantsToWrite = false
  /// The peer's end of stream has arrived, or nothing more will.
  var hasEnded = false
  var isEndTold = false
  /// Why it failed; nil once that was told.
  var failure: SocketError?
}

/// A socket whose owner has asked for something, bytes or room.
struct AskedSocket {
  let handle: SocketHandle
  let endpoint: UInt32
}

/// Reading on request: bytes wait in the receive buffer until their owner asks for them.
extension World {
  mutating func addSocket(_ handle: SocketHandle?, to endpoint: UInt32) {
    endpoints[Int(endpoint)].sockets.append(handle)
    if endpoints[Int(endpoint)].keepsDemands {
      endpoints[Int(endpoint)].demands.append(SocketDemand())
    }
  }

  /// Takes note of what the end that opened a connection has read.
  @inline(__always) mutating func noteRead(_ handle: SocketHandle, upTo offset: UInt64) {
    guard handle.isClient else { return }
    let connection = Int(handle.connection)
    while readEnds.count <= connection { readEnds.append(0) }
    readEnds[connection] = offset
  }

  /// Whether the bytes of an event were read, as far as they were written.
  func isRead(_ obligation: Obligation) -> Bool {
    obligation.lastHop == .written && Int(obligation.connection) < readEnds.count
      && readEnds[Int(obligation.connection)] >= obligation.offset
  }

  mutating func askToRead(_ socket: SocketID, limit: UInt32, for endpoint: UInt32) {
    guard endpoints[Int(endpoint)].readsOnRequest, limit > 0,
      let handle = handle(socket, of: endpoint)
    else { return }
    endpoints[Int(endpoint)].demands[Int(socket.number)].limit = limit
    // Not at once: the endpoint's other effects come first.
    askedReads.append(AskedSocket(handle: handle, endpoint: endpoint))
  }

  mutating func askToWrite(_ socket: SocketID, for endpoint: UInt32) {
    guard endpoints[Int(endpoint)].keepsDemands, let handle = handle(socket, of: endpoint) else {
      return
    }
    if network.isWritable(handle) || !network.acceptsWrites(handle) {
      replies.append(Reply(endpoint: endpoint, input: .writable(socket)))
    } else {
      endpoints[Int(endpoint)].demands[Int(socket.number)].wantsToWrite = true
    }
  }

  /// Tells a transfer that waits for it that the send buffer has room.
  mutating func writeIfAsked(_ handle: SocketHandle, owner: UInt32) {
    guard let socket = liveSocket(handle, owner: owner),
      endpoints[Int(owner)].demands[Int(socket.number)].wantsToWrite, network.isWritable(handle)
    else { return }
    endpoints[Int(owner)].demands[Int(socket.number)].wantsToWrite = false
    give(.writable(socket), to: owner)
  }

  /// Takes note of what happened at a socket and tells what its owner has asked for.
  mutating func deliverOnRequest(_ signal: SocketSignal, owner: UInt32) {
    guard let socket = liveSocket(signal.socket, owner: owner) else { return }
    let number = Int(socket.number)
    if signal.signals.contains(.endOfStream) {
      endpoints[Int(owner)].demands[number].hasEnded = true
    }
    if signal.signals.contains(.failed) {
      endpoints[Int(owner)].demands[number].failure = error(of: signal)
    }
    let mayWrite =
      signal.signals.contains(.failed)
      || !signal.signals.isDisjoint(with: [.established, .acknowledged])
        && network.isWritable(signal.socket)
    if mayWrite, endpoints[Int(owner)].demands[number].wantsToWrite {
      endpoints[Int(owner)].demands[number].wantsToWrite = false
      give(.writable(socket), to: owner)
    }
    readIfAsked(signal.socket, owner: owner)
  }

  /// Hands over what was asked for; once all has been read, tells how the stream ended.
  mutating func readIfAsked(_ handle: SocketHandle, owner: UInt32) {
    guard let socket = liveSocket(handle, owner: owner) else { return }
    let number = Int(socket.number)
    let unread = network.unread(handle)
    let limit = UInt64(endpoints[Int(owner)].demands[number].limit)
    if !unread.isEmpty {
      guard limit > 0 else { return }
      endpoints[Int(owner)].demands[number].limit = 0
      let end = min(unread.upperBound, unread.lowerBound + limit)
      handOver(unread.lowerBound..<end, of: handle, as: socket, to: owner)
      if end < unread.upperBound { return }
    }
    guard liveSocket(handle, owner: owner) != nil else { return }
    if endpoints[Int(owner)].demands[number].hasEnded,
      !endpoints[Int(owner)].demands[number].isEndTold
    {
      endpoints[Int(owner)].demands[number].isEndTold = true
      give(.endOfStream(socket), to: owner)
    }
    guard liveSocket(handle, owner: owner) != nil else { return }
    if let failure = endpoints[Int(owner)].demands[number].failure {
      endpoints[Int(owner)].sockets[number] = nil
      endpoints[Int(owner)].demands[number].failure = nil
      give(.failed(socket, failure), to: owner)
      network.close(handle, &kernel)
    }
  }
}
