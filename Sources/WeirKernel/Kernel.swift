public import WeirPrimitives

/// What every component may use of the run: time and what is due, and the record of what happened.
public struct Kernel: ~Copyable {
  public var scheduler: Scheduler
  public var recorder: Recorder

  public init(bounds: RunBounds = RunBounds(), keepsFullTrace: Bool = false) {
    scheduler = Scheduler(bounds: bounds)
    recorder = Recorder(keepsAll: keepsFullTrace)
  }

  /// The current instant.
  public var now: Instant { scheduler.now }
}
