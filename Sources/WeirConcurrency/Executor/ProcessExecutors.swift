#if os(Linux) && compiler(>=6.3)
  @_spi(ExperimentalCustomExecutors) @_spi(ExperimentalScheduling) internal import _Concurrency

  /// An executor that hands what is to run later to the simulation of its thread, or else on.
  protocol RoutingExecutor: SchedulingExecutor {
    static var isMain: Bool { get }
    /// Who schedules where there is no simulation.
    static var scheduling: (any SchedulingExecutor)? { get }
  }

  extension RoutingExecutor {
    func enqueue<C: Clock>(
      _ job: consuming ExecutorJob, after delay: C.Duration, tolerance: C.Duration?, clock: C
    ) {
      if let simulation = Simulation.containing, let delay = delay as? Duration {
        simulation.enqueue(UnownedJob(job), isMain: Self.isMain, after: delay)
      } else {
        Self.platformScheduling.enqueue(job, after: delay, tolerance: tolerance, clock: clock)
      }
    }

    func enqueue<C: Clock>(
      _ job: consuming ExecutorJob, at instant: C.Instant, tolerance: C.Duration?, clock: C
    ) {
      if let simulation = Simulation.containing,
        let delay = clock.now.duration(to: instant) as? Duration
      {
        simulation.enqueue(UnownedJob(job), isMain: Self.isMain, after: delay)
      } else {
        Self.platformScheduling.enqueue(job, at: instant, tolerance: tolerance, clock: clock)
      }
    }

    private static var platformScheduling: any SchedulingExecutor {
      guard let executor = scheduling else {
        preconditionFailure("the platform's executor no longer schedules")
      }
      return executor
    }
  }

  /// Takes the place of the process's default executor: hands what a simulation's thread enqueues
  /// to that simulation, and everything else to the executor that was there before.
  ///
  /// Swift 6.3's seam for this is not yet public API; ``Containment/preference`` does without.
  final class ProcessExecutor: TaskExecutor, RoutingExecutor, Sendable {
    static let shared = ProcessExecutor()
    private static let platform = PlatformExecutorFactory.defaultExecutor
    static let isMain = false
    static var scheduling: (any SchedulingExecutor)? { platform as? any SchedulingExecutor }

    func enqueue(_ job: consuming ExecutorJob) {
      let job = UnownedJob(job)
      if let simulation = Simulation.containing {
        simulation.enqueue(job, isMain: false)
      } else if !Escapes.claim(job, isMain: false) {
        Self.platform.enqueue(job)
      }
    }
  }

  /// The same for the main actor: on a simulation's thread, the main actor is the simulation's.
  final class ProcessMainExecutor: MainExecutor, RoutingExecutor, Sendable {
    static let shared = ProcessMainExecutor()
    private static let platform = PlatformExecutorFactory.mainExecutor
    static let isMain = true
    static var scheduling: (any SchedulingExecutor)? { platform as? any SchedulingExecutor }

    func run() throws { try Self.platform.run() }
    func stop() { Self.platform.stop() }
    var isMainExecutor: Bool { true }

    func checkIsolated() {
      guard let simulation = Simulation.containing else {
        Self.platform.checkIsolated()
        return
      }
      precondition(simulation.isRunningMain, "this code does not run on the main actor")
    }

    func enqueue(_ job: consuming ExecutorJob) {
      let job = UnownedJob(job)
      if let simulation = Simulation.containing {
        simulation.enqueue(job, isMain: true)
      } else if !Escapes.claim(job, isMain: true) {
        Self.platform.enqueue(ExecutorJob(job))
      }
    }
  }

  private struct RoutingFactory: ExecutorFactory {
    static var mainExecutor: any MainExecutor { ProcessMainExecutor.shared }
    static var defaultExecutor: any TaskExecutor { ProcessExecutor.shared }
  }

  /// Puts the executors in place, once in a process and for good.
  let installProcessExecutors: Void = {
    _ = ProcessExecutor.shared
    _ = PlatformExecutorFactory.defaultExecutor  // before it is replaced
    _createExecutors(factory: RoutingFactory.self)
  }()
#endif
