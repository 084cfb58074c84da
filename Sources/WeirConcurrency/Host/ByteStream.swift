internal import WeirEndpoints
internal import WeirPrimitives
internal import WeirWorld

/// One end of a TCP connection, for ordinary async code.
///
/// Backpressure is TCP's: what is not read stays in the receive buffer and closes the window, and
/// a write waits while the send buffer is full. One task at a time may read, and one may write.
/// A stream that is let go of closes.
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
  /// - Throws: ``SocketError`` when the connection is gone; `CancellationError`.
  public func read(upTo limit: Int = 65_536) async throws -> [UInt8]? {
    precondition(limit > 0, "a read of at most \(limit) bytes")
    while true {
      try simulation.checkCancellation()
      guard state.reader?.isWoken ?? true else { throw SocketError.busy(peer: peer) }
      if !state.received.isEmpty { return takeReceived(limit) }
      if state.hasEnded { return nil }
      if let failure = state.failure { throw SocketError(failure, peer: peer) }
      guard isOpen else { throw SocketError.closed(peer: peer) }
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
  /// - Throws: ``SocketError`` when the connection takes no more; `CancellationError`.
  public func write(_ bytes: some Sequence<UInt8>, askingFor reader: EventReader? = nil)
    async throws
  {
    let bytes = Array(bytes)
    var position = 0
    while position < bytes.count {
      try simulation.checkCancellation()
      guard state.writer?.isWoken ?? true else { throw SocketError.busy(peer: peer) }
      if let failure = state.failure { throw SocketError(failure, peer: peer) }
      guard isOpen, !state.isFinished,
        let room = simulation.world.writableBytes(state.id, of: programs.id)
      else { throw SocketError.closed(peer: peer) }
      let end = min(bytes.count, position + room)
      if position < end {
        write(bytes[position..<end], isLast: end == bytes.count, bytes.count, reader)
        position = end
      } else {
        try await waitForRoom()
      }
    }
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

  private func waitForRoom() async throws {
    let waiter = Waiter()
    state.writer = waiter
    defer { if state.writer === waiter { state.writer = nil } }
    simulation.act(as: programs) { $0.list.append(.awaitWritable(state.id)) }
    try await simulation.wait(for: .room(towards: peer), waiter)
  }

  /// Writes a text in UTF-8.
  public func write(_ text: String, askingFor reader: EventReader? = nil) async throws {
    try await write(text.utf8, askingFor: reader)
  }

  /// Half-closes: the peer reads the end of the stream behind what was written.
  public func finish() {
    guard isOpen, !state.isFinished, simulation.mayAct else { return }
    state.isFinished = true
    simulation.act(as: programs) { $0.list.append(.finish(state.id)) }
  }

  /// Closes as `close()` does: what was written is still sent; a peer that goes on sending gets a
  /// RST.
  public func close() { letGo { .close($0) } }

  /// Ends the connection with a RST.
  public func abort() { letGo { .abort($0) } }

  private var isOpen: Bool { !isLetGo && state.failure == nil }
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
