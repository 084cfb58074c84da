public import WeirPrimitives
internal import WeirWorld

/// The time of the simulation in which the calling task runs.
///
/// Code that takes `any Clock<Duration>` runs on it under both kinds of ``Containment``; under
/// ``Containment/process`` the system's clocks say the same.
public struct SimulationClock: Clock {
  /// An instant of virtual time.
  public struct Instant: InstantProtocol {
    public let virtual: WeirPrimitives.Instant

    public init(_ virtual: WeirPrimitives.Instant) { self.virtual = virtual }

    public func advanced(by duration: Duration) -> Instant {
      if duration >= .zero { return Instant(virtual + TimeSpan(clamping: duration)) }
      let back = TimeSpan(clamping: .zero - duration).nanoseconds
      return Instant(.init(nanoseconds: max(0, virtual.nanoseconds - back)))
    }

    public func duration(to other: Instant) -> Duration {
      .nanoseconds(other.virtual.nanoseconds - virtual.nanoseconds)
    }

    public static func < (left: Instant, right: Instant) -> Bool { left.virtual < right.virtual }
  }

  public init() {}

  public var now: Instant { Instant(Self.simulation.world.now) }
  public var minimumResolution: Duration { .nanoseconds(1) }

  public func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
    let simulation = Self.simulation
    try simulation.checkCancellation()
    let delay = now.duration(to: deadline)
    guard delay > .zero else { return }
    let waiter = Waiter()
    let place = simulation.sleep(for: delay, .waiter(waiter))
    defer { simulation.forget(place, waiter) }
    try await simulation.wait(for: .time(until: deadline.virtual), waiter)
  }

  private static var simulation: Simulation {
    guard let simulation = Simulation.current else {
      preconditionFailure("SimulationClock is used outside of a simulation")
    }
    return simulation
  }
}
