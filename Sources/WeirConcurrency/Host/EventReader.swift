internal import WeirEndpoints
internal import WeirPrimitives
internal import WeirWorld

/// One who is to get the events of a stream, told to the audit by the program that reads them.
///
/// The program says on whose behalf it asks (``ByteStream/write(_:askingFor:)``) and which events
/// it was given; the ledger then knows what was lost, repeated, late or out of order.
public struct EventReader: Sendable {
  let simulation: Simulation
  let programs: HostPrograms
  let number: UInt32

  /// Takes note of an event by its id; the built-in server's ids are the events' numbers.
  ///
  /// - Returns: whether the id is one of the stream's.
  @discardableResult
  public func received(id: some StringProtocol) -> Bool {
    guard simulation.mayAct, let number = UInt32(id),
      let stream = simulation.world.latestStream(of: self.number)
    else { return false }
    let reader = self.number
    simulation.act(as: programs) {
      $0.list.append(.handOver(stream: stream, number: number, consumer: reader))
    }
    return true
  }

  /// Says that it has everything.
  public func complete() { set(.complete) }
  /// Says that it gives up.
  public func fail() { set(.failed) }

  private func set(_ state: Effects.ConsumerState) {
    let reader = number
    simulation.act(as: programs) { $0.list.append(.status(state, consumer: reader)) }
  }
}

extension SimulatedHost {
  /// Makes the audit expect somebody here to get a stream's events.
  ///
  /// - Parameter purpose: what reports call the stream: `chat`, `/api/events`.
  /// - Throws: ``StreamError/outsideOfSimulation``, `CancellationError`.
  public func reader(of purpose: String) throws -> EventReader {
    try simulation.checkCancellation()
    let number = simulation.world.addReader(of: purpose, as: programs.id)
    let reader = EventReader(simulation: simulation, programs: programs, number: number)
    simulation.act(as: programs) { $0.list.append(.status(.running, consumer: number)) }
    return reader
  }
}
