public import WeirEndpoints
internal import WeirPrimitives
internal import WeirWorld

/// One end of a TCP connection, for ordinary async code; as a sequence, the chunks that arrive.
///
/// Backpressure is TCP's: what is not read stays in the receive buffer and closes the window, and
/// a write waits while the send buffer is full. One task at a time may read, and one may write.
/// A stream that is let go of closes.
///
/// A failure is told as Linux tells it: what had arrived before is read first, then the next call
/// throws it, once; from then on reads find the end and writes throw EPIPE.
public final class ByteStream: @unchecked Sendable {
  private let simulation: Simulation
  private let programs: HostPrograms
  private let state: SocketState

  init(simulation: Simulation, programs: HostPrograms, state: SocketState) {
    self.simulation = simulation
    self.programs = programs
    self.state = state
  }

  deinit {
    if Simulation.current === simulation { close() }
  }

  /// Whom the connection leads to: `api:80`.
  public var peer: String { state.peer }

  /// Reads what has arrived, waiting for the first byte; nil at the end of the stream.
  ///
  /// - Parameter limit: the most bytes to return, at least 1.
  /// - Throws: ``StreamError`` when the connection has failed (ECONNRESET, ETIMEDOUT) or this end
  ///   was closed (EBADF); `CancellationError`.
  public func read(upTo limit: Int = 65_536) async throws -> [UInt8]? {
    guard limit > 0 else { throw StreamError.emptyRead(limit: limit) }
    while true {
      try simulation.checkCancellation()
      guard state.reader?.isWoken ?? true else { throw StreamError.busy(peer: peer) }
      // The order of tcp_recvmsg_locked: the queue, the peer's FIN, the error, the end.
      if !state.received.isEmpty { return takeReceived(limit) }
      if isLetGo { throw StreamError.failed(.closed, peer: peer) }
      if state.hasEnded { return nil }
      if let failure = state.takeFailure() { throw StreamError.failed(failure, peer: peer) }
      if state.isGone { return nil }
      let waiter = Waiter()
      state.reader = waiter
      defer { if state.reader === waiter { state.reader = nil } }
      let count = UInt32(clamping: limit)
      simulation.act(as: programs) { $0.list.append(.read(state.id, limit: count)) }
      try await simulation.wait(for: .bytes(from: peer), waiter)
    }
  }

  private func takeReceived(_ limit: Int) -> [UInt8] {
    if state.received.count <= limit {
      defer { state.received = [] }
      return state.received
    }
    defer { state.received.removeFirst(limit) }
    return Array(state.received.prefix(limit))
  }

  /// Writes all bytes, waiting while the send buffer is full.
  ///
  /// - Parameter reader: on whose behalf these bytes, a whole request, ask: the audit then
  ///   accounts to it for what the server sends.
  /// - Throws: ``StreamError`` when the connection has failed (ECONNRESET, ETIMEDOUT), takes no
  ///   more (EPIPE), or was closed here (EBADF); `CancellationError`.
  public func write(_ bytes: some Sequence<UInt8>, askingFor reader: EventReader? = nil)
    async throws
  {
    let bytes = Array(bytes)
    var position = 0
    while position < bytes.count {
      let end = Swift.min(bytes.count, position + (try room()))
      if position < end {
        write(bytes[position..<end], isLast: end == bytes.count, bytes.count, reader)
        position = end
      } else {
        try await waitUntilWritable()
      }
    }
  }

  /// Writes what the send buffer has room for, as send(2) with MSG_DONTWAIT; returns how much.
  ///
  /// - Throws: ``StreamError`` as ``write(_:askingFor:)-(Sequence<UInt8>,_)`` does, and with EAGAIN
  ///   when there is no room at all.
  public func writeWithoutWaiting(_ bytes: some Sequence<UInt8>) throws -> Int {
    let bytes = Array(bytes)
    let count = Swift.min(bytes.count, try room())
    if count > 0 {
      write(bytes[..<count], isLast: count == bytes.count, bytes.count, nil)
    } else if !bytes.isEmpty {
      throw StreamError.failed(.wouldBlock, peer: peer)
    }
    return count
  }

  /// Waits until poll(2) would say that the stream can be written: a third of the send buffer is
  /// free, and what is unsent is below half of TCP_NOTSENT_LOWAT; or writing would fail.
  public func waitUntilWritable() async throws {
    try simulation.checkCancellation()
    guard state.writer?.isWoken ?? true else { throw StreamError.busy(peer: peer) }
    if !isOpen { return }
    let waiter = Waiter()
    state.writer = waiter
    defer { if state.writer === waiter { state.writer = nil } }
    simulation.act(as: programs) { $0.list.append(.awaitWritable(state.id)) }
    try await simulation.wait(for: .room(towards: peer), waiter)
  }

  /// Bytes that the send buffer takes now.
  private func room() throws -> Int {
    try simulation.checkCancellation()
    guard state.writer?.isWoken ?? true else { throw StreamError.busy(peer: peer) }
    if isLetGo { throw StreamError.failed(.closed, peer: peer) }
    let failure =
      state.takeFailure() ?? simulation.world.takeError(state.id, of: programs.id)
    if let failure { throw StreamError.failed(failure, peer: peer) }
    guard !state.isFinished,
      let room = simulation.world.writableBytes(state.id, of: programs.id)
    else { throw StreamError.failed(.brokenPipe, peer: peer) }
    return room
  }

  private func write(
    _ part: ArraySlice<UInt8>, isLast: Bool, _ total: Int, _ reader: EventReader?
  ) {
    simulation.act(as: programs) { effects in
      effects.write(on: state.id) { bytes, marks in
        bytes.append(contentsOf: part)
        if isLast, let reader {
          marks.append(
            Mark(
              end: UInt64(bytes.count), length: UInt32(clamping: total), stream: Mark.request,
              number: reader.number))
        }
      }
    }
  }

  /// Writes a text in UTF-8.
  public func write(_ text: String, askingFor reader: EventReader? = nil) async throws {
    try await write(text.utf8, askingFor: reader)
  }

  /// Sets an option of this connection, as setsockopt(2).
  ///
  /// - Throws: ``StreamError`` with EINVAL for a value that the option does not take, with EBADF
  ///   once the stream is closed.
  public func set(_ option: SocketOption) throws {
    try simulation.checkCancellation()
    if isLetGo { throw StreamError.failed(.closed, peer: peer) }
    if option.problem != nil { throw StreamError.failed(.invalidArgument, peer: peer) }
    if isOpen { simulation.act(as: programs) { $0.list.append(.setOption(state.id, option)) } }
  }

  /// Half-closes as shutdown(2) with SHUT_WR: the peer reads the end of the stream behind what was
  /// written, and this end still reads.
  public func finish() {
    guard isOpen, !state.isFinished, simulation.mayAct else { return }
    state.isFinished = true
    simulation.act(as: programs) { $0.list.append(.finish(state.id)) }
  }

  /// Closes as `close()` does: what was written is still sent; a peer that goes on sending gets a
  /// RST.
  public func close() { letGo { .close($0) } }

  /// Ends the connection with a RST, as close(2) with SO_LINGER of zero seconds.
  public func abort() { letGo { .abort($0) } }

  private var isOpen: Bool { !isLetGo && !state.isGone }
  private var isLetGo = false

  private func letGo(_ effect: (SocketID) -> Effects.Effect) {
    guard isOpen, simulation.mayAct else { return }
    isLetGo = true
    state.reader?.wake()
    state.writer?.wake()
    let effect = effect(state.id)
    programs.remove(state.id)
    simulation.act(as: programs) { $0.list.append(effect) }
  }
}

extension ByteStream: AsyncSequence {
  /// Reads chunk by chunk to the end of the stream.
  public struct AsyncIterator: AsyncIteratorProtocol {
    let stream: ByteStream

    public mutating func next() async throws -> [UInt8]? { try await stream.read() }
  }

  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(stream: self) }
}

extension Simulation {
  /// Does what the programs of a host want done; nothing once the run is over.
  func act(as programs: HostPrograms, _ act: (inout Effects) -> Void) {
    if mayAct { world.act(as: programs.id, act) }
  }

  /// Whether the code that runs now may touch the world: not once the run is over, nor on another
  /// thread, which is noted as an escape.
  var mayAct: Bool {
    if Self.current === self { return !isOver }
    noteForeignCall()
    return false
  }
}
