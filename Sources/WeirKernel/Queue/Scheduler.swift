public import WeirPrimitives

/// Limits that turn a run which does not end into a reported outcome.
public struct RunBounds: Sendable, Equatable {
  /// Events in one run.
  public var events: UInt64
  /// Events at one instant: more than this is a loop that does not let time pass.
  public var eventsAtOneInstant: UInt64
  /// Bytes that one end of a connection holds: written, and not yet acknowledged or read.
  public var bytesOnConnection: UInt64

  public init(
    events: UInt64 = 200_000_000, eventsAtOneInstant: UInt64 = 1_000_000,
    bytesOnConnection: UInt64 = 256 << 20
  ) {
    precondition(events < 1 << 32, "more events than a handle can tell apart: \(events)")
    self.events = events
    self.eventsAtOneInstant = eventsAtOneInstant
    self.bytesOnConnection = bytesOnConnection
  }
}

/// The bound that ended a run.
public enum BoundReached: Sendable, Equatable {
  case events(UInt64)
  case eventsAtOneInstant(UInt64)
  case bytesOnConnection(UInt64)
}

/// Virtual time and what is due in it.
///
/// The order is total: by instant, then by the order of scheduling. Nothing else moves the clock.
public struct Scheduler: ~Copyable {
  /// What ``next()`` came to.
  public enum Step: Sendable, Equatable {
    case event(Event)
    /// Nothing is due any more.
    case idle
    case bound(BoundReached)
  }

  private var wheel: TimingWheel
  private let bounds: RunBounds
  private var nextSequence: UInt64 = 0
  private var countAtThisInstant: UInt64 = 0
  /// The current instant: that of the event handed out last.
  public private(set) var now = Instant.zero
  /// The number of events handed out.
  public private(set) var eventCount: UInt64 = 0

  public init(bounds: RunBounds = RunBounds(), capacity: Int = 256) {
    wheel = TimingWheel(capacity: capacity)
    self.bounds = bounds
  }

  /// The number of events waiting.
  public var pendingCount: Int { wheel.count }

  /// Adds an event at an instant that has not passed.
  @discardableResult
  public mutating func schedule(
    at instant: Instant, target: UInt32, kind: UInt16, argument: UInt64 = 0
  ) -> EventHandle {
    precondition(instant >= now, "scheduled for \(instant), and it is already \(now)")
    let sequence = nextSequence
    nextSequence &+= 1
    return wheel.schedule(
      Event(
        instant: instant, sequence: sequence, target: target, kind: kind,
        argument: argument))
  }

  /// Removes an event if it is still waiting.
  @discardableResult
  public mutating func cancel(_ handle: EventHandle) -> Bool {
    wheel.cancel(handle)
  }

  /// Moves the clock to the earliest event and hands it out.
  public mutating func next() -> Step {
    if eventCount >= bounds.events { return .bound(.events(bounds.events)) }
    guard let event = wheel.pop() else { return .idle }
    if event.instant > now {
      now = event.instant
      countAtThisInstant = 0
    }
    countAtThisInstant &+= 1
    eventCount &+= 1
    if countAtThisInstant > bounds.eventsAtOneInstant {
      return .bound(.eventsAtOneInstant(bounds.eventsAtOneInstant))
    }
    return .event(event)
  }

  /// The instant of the next event, or nil when nothing waits.
  public var nextInstant: Instant? { wheel.nextInstant }
}
