public import WeirPrimitives

/// What every component may use of the run: time and what is due, and the record of what happened.
public struct Kernel: ~Copyable {
  private var scheduler: Scheduler
  public var recorder: Recorder

  public init(bounds: RunBounds = RunBounds(), keepsFullTrace: Bool = false) {
    scheduler = Scheduler(bounds: bounds)
    recorder = Recorder(keepsAll: keepsFullTrace)
  }

  /// The current instant: a copy, for asking the scheduler would copy all of it each time.
  public private(set) var now = Instant.zero
  /// The number of events handed out.
  public var eventCount: UInt64 { scheduler.eventCount }

  /// The instant of the next event; nil when none waits.
  public var nextInstant: Instant? { scheduler.nextInstant }
  /// The number of events that wait.
  public var pendingCount: Int { scheduler.pendingCount }

  /// Adds an event at an instant that has not passed.
  @discardableResult
  public mutating func schedule(
    at instant: Instant, target: UInt32, kind: UInt16, argument: UInt64 = 0
  ) -> EventHandle {
    if recorder.keepsAll { recorder.noteScheduled() }
    return scheduler.schedule(at: instant, target: target, kind: kind, argument: argument)
  }

  /// Removes an event if it is still waiting.
  public mutating func cancel(_ handle: EventHandle) {
    scheduler.cancel(handle)
  }

  /// Moves the clock to the earliest event and hands it out; it is the cause of what follows.
  public mutating func next() -> Scheduler.Step {
    let step = scheduler.next()
    now = scheduler.now
    if case .event(let event) = step { recorder.cause = event.sequence }
    return step
  }

  /// Records something that can be observed, now.
  public mutating func record(
    component: UInt32, _ kind: OccurrenceKind, _ first: UInt64, _ second: UInt64
  ) {
    recorder.record(at: now, component: component, kind, first, second)
  }
}
