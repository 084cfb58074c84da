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

  /// The current instant; outside of a simulation, where no time passes, the zeroth.
  public var now: Instant { Instant(Simulation.current?.world.now ?? .zero) }
  public var minimumResolution: Duration { .nanoseconds(1) }

  /// - Throws: ``StreamError/outsideOfSimulation`` outside of a simulation; `CancellationError`.
  public func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
    guard let simulation = Simulation.current else { throw StreamError.outsideOfSimulation }
    try simulation.checkCancellation()
    let delay = now.duration(to: deadline)
    guard delay > .zero else { return }
    let waiter = Waiter()
    let place = simulation.sleep(for: delay, .waiter(waiter))
    defer { simulation.forget(place, waiter) }
    try await simulation.wait(for: .time(until: deadline.virtual), waiter)
  }
}
