public import WeirEndpoints
internal import WeirKernel
internal import WeirNetwork
internal import WeirPrimitives
internal import WeirTCP

/// Something an endpoint is told as soon as what it did is done.
struct Reply {
  let endpoint: UInt32
  let input: EndpointInput
}

extension World {
  /// Writes what the send buffer has room for, and tells how much.
  mutating func send(
    _ socket: SocketID, _ bytes: Range<UInt32>, _ marks: Range<UInt32>, for endpoint: UInt32
  ) {
    let result = sendFitting(socket, bytes, marks, for: endpoint)
    replies.append(Reply(endpoint: endpoint, input: .sent(socket, result)))
  }

  private mutating func sendFitting(
    _ socket: SocketID, _ bytes: Range<UInt32>, _ marks: Range<UInt32>, for endpoint: UInt32
  ) -> Result<UInt32, SocketError> {
    if let error = takeError(socket, of: EndpointID(endpoint)) { return .failure(error) }
    guard let handle = handle(socket, of: endpoint), network.acceptsWrites(handle) else {
      return .failure(.brokenPipe)
    }
    // Before the handshake is over nothing is taken: `sk_stream_wait_connect`.
    guard network.state(of: handle).isSynchronized else { return .failure(.wouldBlock) }
    let count = min(bytes.count, network.sendSpace(handle))
    if count == 0, !bytes.isEmpty { return .failure(.wouldBlock) }
    var markEnd = marks.lowerBound
    while markEnd < marks.upperBound, effects.marks[Int(markEnd)].end <= UInt64(count) {
      markEnd += 1
    }
    write(
      socket, bytes.lowerBound..<bytes.lowerBound + UInt32(count), marks.lowerBound..<markEnd,
      for: endpoint)
    return .success(UInt32(count))
  }

  /// Why a socket failed, if that was not told yet; told once, as SO_ERROR is.
  ///
  /// What had arrived before can still be read, and then the end of the stream: `tcp_done` shuts
  /// the socket down for reading too.
  public mutating func takeError(_ socket: SocketID, of endpoint: EndpointID) -> SocketError? {
    let index = Int(endpoint.index)
    guard Int(socket.number) < endpoints[index].demands.count,
      let error = endpoints[index].demands[Int(socket.number)].failure
    else { return nil }
    endpoints[index].demands[Int(socket.number)].failure = nil
    endpoints[index].demands[Int(socket.number)].hasEnded = true
    return error
  }

  /// Sets an option of one connection.
  mutating func set(_ option: SocketOption, of socket: SocketID, for endpoint: UInt32) {
    guard let handle = handle(socket, of: endpoint) else { return }
    network.configure(handle, &kernel) { $0.apply(option) }
  }

  /// Tells an endpoint, later at this instant, that it could not even begin to connect.
  mutating func failToConnect(_ socket: SocketID, _ error: SocketError, for endpoint: UInt32) {
    kernel.schedule(
      at: kernel.now, target: endpoint, kind: WorldEvent.connectFailed,
      argument: UInt64(error.rawValue) << 32 | UInt64(socket.number))
  }

  mutating func connectFailed(_ argument: UInt64, for endpoint: UInt32) {
    guard let error = SocketError(rawValue: UInt8(argument >> 32)) else {
      preconditionFailure("\(argument) is no socket and its error")
    }
    give(.failed(SocketID(UInt32(truncatingIfNeeded: argument)), error), to: endpoint)
  }
}

extension SocketError {
  /// The error of a connection that failed.
  ///
  /// - Parameter ended: whether the peer's end of stream had come before: `tcp_reset` then gives
  ///   EPIPE.
  init(_ failure: TCPFailure?, afterEndOfStream ended: Bool) {
    switch failure {
    case .refused: self = .refused
    case .connectTimedOut: self = .connectTimedOut
    case .timedOut: self = .timedOut
    case .reset, nil: self = ended ? .brokenPipe : .reset
    }
  }

  init(_ error: ConnectError) {
    switch error {
    case .networkUnreachable: self = .networkUnreachable
    case .hostUnreachable: self = .hostUnreachable
    case .addressNotAvailable: self = .addressNotAvailable
    }
  }
}

extension TCPConfiguration {
  fileprivate mutating func apply(_ option: SocketOption) {
    switch option {
    case .noDelay(let isOn):
      noDelay = isOn
    case .cork(let isOn):
      cork = isOn
    case .keepAlive(let times):
      keepAlive = times.map { KeepAlive(idle: $0.idle, interval: $0.interval, count: $0.count) }
    case .userTimeout(let time):
      userTimeout = time
    case .notSentLowWater(let bytes):
      notSentLowWater = bytes ?? .max
    case .sendBuffer(let bytes):
      sendBuffer = max(bytes, SocketOption.sendBufferMinimum)
      sendBufferMaximum = sendBuffer
    case .receiveBuffer(let bytes):
      receiveBuffer = max(bytes, SocketOption.receiveBufferMinimum)
      receiveBufferMaximum = receiveBuffer
    }
  }
}
