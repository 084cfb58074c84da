internal import WeirEndpoints
internal import WeirPrimitives
internal import WeirWorld

/// Connections that clients open to a port, in the order in which their handshakes ended.
///
/// It listens until it is closed, whoever holds it; connections that nobody takes wait.
public final class Listener: AsyncSequence, @unchecked Sendable {
  private let simulation: Simulation
  private let programs: HostPrograms
  private let state: ListenerState

  init(simulation: Simulation, programs: HostPrograms, state: ListenerState) {
    self.simulation = simulation
    self.programs = programs
    self.state = state
  }

  public var port: UInt16 { state.port }

  /// Waits for the next connection; nil once the listener is closed.
  ///
  /// - Throws: ``StreamError/busy(peer:)``, `CancellationError`.
  public func accept() async throws -> ByteStream? {
    while true {
      try simulation.checkCancellation()
      guard state.waiter?.isWoken ?? true else { throw StreamError.busy(peer: "port \(port)") }
      if state.isClosed { return nil }
      if !state.backlog.isEmpty {
        return ByteStream(
          simulation: simulation, programs: programs, state: state.backlog.removeFirst())
      }
      let waiter = Waiter()
      state.waiter = waiter
      defer { if state.waiter === waiter { state.waiter = nil } }
      try await simulation.wait(for: .client(port: port), waiter)
    }
  }

  /// Refuses connections from now on; those that nobody has taken are reset.
  public func close() {
    guard !state.isClosed, simulation.mayAct else { return }
    state.isClosed = true
    programs.listeners.removeAll { $0 === state }
    simulation.act(as: programs) { effects in
      effects.list.append(.stopListening(port: port))
      for socket in state.backlog {
        programs.remove(socket.id)
        effects.list.append(.abort(socket.id))
      }
    }
    state.backlog.removeAll()
    state.waiter?.wake()
  }

  public struct AsyncIterator: AsyncIteratorProtocol {
    let listener: Listener

    public mutating func next() async throws -> ByteStream? { try await listener.accept() }
  }

  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(listener: self) }
}
