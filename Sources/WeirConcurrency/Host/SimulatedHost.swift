internal import WeirEndpoints
internal import WeirKernel
public import WeirPrimitives
internal import WeirWorld

/// The host that a program runs on: its view of the simulated world.
///
/// Use it in the tasks of its simulation alone.
public struct SimulatedHost: Sendable {
  let simulation: Simulation
  let programs: HostPrograms

  init(simulation: Simulation, programs: HostPrograms) {
    self.simulation = simulation
    self.programs = programs
  }

  public var name: String { programs.name }

  /// The current instant of virtual time.
  public var now: Instant { simulation.world.now }

  /// Opens a TCP connection.
  ///
  /// - Throws: ``StreamError`` when there is no such host or way to it, no client port is free, or
  ///   the connection is refused or times out; `CancellationError`.
  public func connect(to host: String, port: UInt16 = 80) async throws -> ByteStream {
    try simulation.checkCancellation()
    guard let index = simulation.world.hostIndex(host) else {
      throw StreamError.unknownHost(host)
    }
    let state = SocketState(peer: "\(host):\(port)")
    simulation.act(as: programs) { effects in
      state.id = effects.connect(host: index, port: port)
      programs.add(state, as: state.id)
    }
    let stream = ByteStream(simulation: simulation, programs: programs, state: state)
    do {
      while !state.isConnected {
        if let failure = state.takeFailure() {
          throw StreamError.failed(failure, peer: state.peer)
        }
        let waiter = Waiter()
        state.connector = waiter
        try await simulation.wait(for: .connection(to: host, port: port), waiter)
      }
    } catch {
      stream.abort()
      throw error
    }
    return stream
  }

  /// Accepts connections on a port from now on.
  ///
  /// - Throws: ``StreamError/failed(_:peer:)`` with EADDRINUSE.
  public func listen(on port: UInt16 = 80) throws -> Listener {
    try simulation.checkCancellation()
    guard !simulation.world.isListening(port: port, as: programs.id) else {
      throw StreamError.failed(.addressInUse, peer: "port \(port)")
    }
    let state = ListenerState(port: port)
    programs.listeners.append(state)
    simulation.act(as: programs) { $0.list.append(.listen(port: port)) }
    return Listener(simulation: simulation, programs: programs, state: state)
  }

  /// Tells something: it stands in the story of the run and is part of its digest.
  public func note(_ text: String) {
    if simulation.mayAct { simulation.world.note(text, as: programs.id) }
  }
}
