internal import WeirEndpoints
internal import WeirKernel
internal import WeirNetwork
internal import WeirPrimitives
internal import WeirTCP

extension World {
  /// Tells owners what happened at their sockets, until nothing more happens at this instant.
  mutating func deliverSignals() {
    var position = 0
    var replyPosition = 0
    while true {
      if replyPosition < replies.count {
        let reply = replies[replyPosition]
        replyPosition += 1
        give(reply.input, to: reply.endpoint)
      } else if position < network.signals.count {
        let signal = network.signals[position]
        position += 1
        deliver(signal)
      } else if let asked = askedReads.popLast() {
        readIfAsked(asked.handle, owner: asked.endpoint)
      } else if !network.trippedWires.isEmpty {
        // Last: what has passed the position belongs to the reader before the cut acts.
        carryOutTrippedWires()
      } else {
        break
      }
    }
    if replyPosition > 0 { replies.removeAll(keepingCapacity: true) }
    if position > 0 { network.forgetSignals() }
  }

  private mutating func deliver(_ signal: SocketSignal) {
    if watchesEnds { noteEnd(signal) }
    guard let owner = network.owner(of: signal.socket) else { return }
    if signal.signals.contains(.established) {
      if let port = signal.acceptedOn {
        let socket = SocketID(UInt32(endpoints[Int(owner)].sockets.count))
        addSocket(signal.socket, to: owner)
        network.adopt(signal.socket, owner: owner, localSocket: socket.number)
        tellTransfer(socket, signal.socket, of: owner)
        give(.accepted(socket, port: port), to: owner)
      } else if let socket = liveSocket(signal.socket, owner: owner) {
        give(.connected(socket), to: owner)
      }
    }
    if endpoints[Int(owner)].readsOnRequest {
      deliverOnRequest(signal, owner: owner)
      return
    }
    if signal.signals.contains(.readable) { read(signal.socket, owner: owner) }
    if signal.signals.contains(.acknowledged), case .transfer = endpoints[Int(owner)].program {
      writeIfAsked(signal.socket, owner: owner)
    }
    if signal.signals.contains(.endOfStream), let socket = liveSocket(signal.socket, owner: owner) {
      give(.endOfStream(socket), to: owner)
    }
    if signal.signals.contains(.failed), let socket = liveSocket(signal.socket, owner: owner) {
      endpoints[Int(owner)].sockets[Int(socket.number)] = nil
      give(.failed(socket, error(of: signal)), to: owner)
      network.close(signal.socket, &kernel)
    }
  }

  /// Why a socket failed, in the words of the socket API.
  mutating func error(of signal: SocketSignal) -> SocketError {
    SocketError(
      signal.failure, afterEndOfStream: network.hasReachedEndOfStream(signal.socket))
  }

  /// The owner's name for a socket it is not done with.
  mutating func liveSocket(_ handle: SocketHandle, owner: UInt32) -> SocketID? {
    let local = Int(network.localSocket(of: handle))
    guard local < endpoints[Int(owner)].sockets.count,
      endpoints[Int(owner)].sockets[local] == handle
    else { return nil }
    return SocketID(UInt32(local))
  }

  /// Hands the bytes that have arrived to their owner.
  private mutating func read(_ handle: SocketHandle, owner: UInt32) {
    guard let socket = liveSocket(handle, owner: owner) else { return }
    let range = network.unread(handle)
    guard !range.isEmpty else { return }
    handOver(range, of: handle, as: socket, to: owner)
  }

  /// Hands a range of the bytes that have arrived to their owner.
  mutating func handOver(
    _ range: Range<UInt64>, of handle: SocketHandle, as socket: SocketID, to owner: UInt32
  ) {
    prepareEffects(for: owner)
    let now = kernel.now
    network.withUnread(handle, range) { bytes, marks in
      let span = Span<UInt8>(_unsafeBytes: bytes)
      switch endpoints[Int(owner)].program {
      case .client(let index):
        clients[index].receive(
          span, offset: range.lowerBound, marks: marks, on: socket, at: now, into: &effects)
      case .server(let index):
        servers[index].receive(
          span, offset: range.lowerBound, marks: marks, on: socket, at: now, into: &effects)
      case .custom(let index):
        customs[index].receive(
          span, offset: range.lowerBound, marks: marks, on: socket, at: now, into: &effects)
      case .transfer(let index):
        transferPrograms[index].receive(
          span, offset: range.lowerBound, marks: marks, on: socket, at: now, into: &effects)
      }
    }
    noteRead(handle, upTo: range.upperBound)
    network.consume(handle, upTo: range.upperBound, &kernel)
    perform(for: owner)
    noteQuietTransfer(owner)
  }
}
