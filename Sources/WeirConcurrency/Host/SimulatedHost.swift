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
  /// - Throws: ``SocketError`` when there is no such host or way to it, or the connection is
  ///   refused or times out; `CancellationError`.
  public func connect(to host: String, port: UInt16 = 80) async throws -> ByteStream {
    try simulation.checkCancellation()
    guard let index = simulation.world.hostIndex(host) else {
      throw SocketError.unknownHost(host)
    }
    let state = SocketState(peer: "\(host):\(port)")
    simulation.act(as: programs) { effects in
      state.id = effects.connect(host: index, port: port)
      programs.add(state, as: state.id)
    }
    let stream = ByteStream(simulation: simulation, programs: programs, state: state)
    do {
      while !state.isConnected {
        if let failure = state.failure { throw SocketError(failure, peer: state.peer) }
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
  /// - Throws: ``SocketError/portInUse(_:)``.
  public func listen(on port: UInt16 = 80) throws -> Listener {
    try simulation.checkCancellation()
    guard !simulation.world.isListening(port: port, as: programs.id) else {
      throw SocketError.portInUse(port)
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

/// What may go wrong with a socket.
public enum SocketError: Error, Equatable, CustomStringConvertible {
  /// The world has no host of this name.
  case unknownHost(String)
  /// EADDRINUSE.
  case portInUse(UInt16)
  /// EHOSTUNREACH: no link leads there.
  case unreachable(peer: String)
  /// ECONNREFUSED.
  case refused(peer: String)
  /// ETIMEDOUT while connecting.
  case connectTimedOut(peer: String)
  /// ECONNRESET.
  case reset(peer: String)
  /// ETIMEDOUT: data went unacknowledged for too long.
  case timedOut(peer: String)
  /// EPIPE: nothing more can be written.
  case closed(peer: String)
  /// A socket is used by code that does not run in its simulation: another thread, another world.
  case outsideOfSimulation
  /// Two tasks read from the same stream, or write to it, or accept from one listener, at once.
  case busy(peer: String)

  init(_ failure: SocketFailure, peer: String) {
    switch failure {
    case .unreachable: self = .unreachable(peer: peer)
    case .refused: self = .refused(peer: peer)
    case .connectTimedOut: self = .connectTimedOut(peer: peer)
    case .reset: self = .reset(peer: peer)
    case .timedOut: self = .timedOut(peer: peer)
    }
  }

  public var description: String {
    switch self {
    case .unknownHost(let name): "there is no host called \(name)"
    case .portInUse(let port): "somebody listens on port \(port) already"
    case .unreachable(let peer): "no link leads to \(peer)"
    case .refused(let peer): "\(peer) refused the connection"
    case .connectTimedOut(let peer): "connecting to \(peer) timed out"
    case .reset(let peer): "the connection with \(peer) was reset"
    case .timedOut(let peer): "the connection with \(peer) timed out"
    case .closed(let peer): "the connection with \(peer) takes no more bytes"
    case .outsideOfSimulation: "a socket is used by code that does not run in its simulation"
    case .busy(let peer): "another task is already busy with the connection with \(peer)"
    }
  }
}
