internal import CWeirHooks
internal import WeirKernel
internal import WeirPrimitives
internal import WeirWorld

/// A program of the user's own, on one host.
struct Program {
  /// Stands for no program, among indices of programs.
  static let none = -1
  /// The program that a task belongs to, where tasks inherit it.
  @TaskLocal static var current = none

  let name: String
  /// Its place among ``Simulation/hosts``.
  let host: Int
  /// Whether the run does not wait for its end.
  let isService: Bool
  let body: @Sendable (SimulatedHost) async throws -> Void
  var task: Task<Void, Never>?
  var finishedAt: Instant?
  var error: String?

  init(
    name: String, host: Int, isService: Bool,
    body: @escaping @Sendable (SimulatedHost) async throws -> Void
  ) {
    self.name = name
    self.host = host
    self.isService = isService
    self.body = body
  }
}

extension Simulation {
  /// Creates the task of a program; it runs when its turn comes.
  func begin(_ index: Int) {
    if !programs[index].isService {
      unfinishedCount += 1
      hosts[programs[index].host].runningCount += 1
    }
    runningProgram = index
    defer { runningProgram = Program.none }
    let body = programs[index].body
    let host = SimulatedHost(simulation: self, programs: hosts[programs[index].host])
    let run: @Sendable () async -> Void = { [unowned self] in
      await Program.$current.withValue(index) {
        do {
          try await body(host)
          programEnded(index, error: nil)
        } catch {
          programEnded(index, error: "\(error)")
        }
      }
    }
    switch containment {
    case .process:
      programs[index].task = Task.detached { await run() }
    case .preference:
      guard let executor = preferred else { preconditionFailure("made with the simulation") }
      programs[index].task = Task.detached(executorPreference: executor) { await run() }
    }
  }

  func programEnded(_ index: Int, error: String?) {
    guard Self.current === self else {
      takeForeignEnd(of: index, error: error)
      return
    }
    guard !isOver else { return }
    programs[index].finishedAt = world.now
    programs[index].error = error
    if programs[index].isService { return }
    unfinishedCount -= 1
    hosts[programs[index].host].runningCount -= 1
    world.noteQuiet()
  }

  /// Runs tasks until none can run, or so many steps of them.
  ///
  /// - Returns: how many steps ran.
  @discardableResult
  func runReadyJobs(atMost limit: Int) -> Int {
    if jobs.isEmpty { return 0 }
    let executor = TaskExecutors(self)
    var count = 0
    while let job = jobs.next() {
      runningProgram = job.program
      isRunningMain = job.isMain
      executor.run(job)
      isRunningMain = false
      runningProgram = Program.none
      count += 1
      if !isOver, world.ending != nil { break }
      if count >= limit {
        world.stop(.bound(.eventsAtOneInstant(UInt64(max(limit, 0)))))
        break
      }
    }
    return count
  }

  // MARK: What became of programs

  func outcome(of index: Int) -> ProgramOutcome {
    let program = programs[index]
    let state: ProgramOutcome.State
    if let at = program.finishedAt {
      state = program.error.map { .failed($0, at: at) } ?? .finished(at: at)
    } else if program.isService {
      state = .served
    } else {
      state = .unfinished(waits.entries(of: index).map(\.sentence))
    }
    return ProgramOutcome(name: program.name, host: hosts[program.host].name, state: state)
  }

  /// Who waits for what: a sentence for each program that has not finished.
  var waitingSentences: [String] {
    programs.indices.filter { programs[$0].finishedAt == nil }.flatMap { index in
      let place = "\(programs[index].name) on \(hosts[programs[index].host].name)"
      let waits = waits.entries(of: index)
      if waits.isEmpty {
        return ["\(place) waits for something that nothing in the simulation resumes"]
      }
      return waits.map { "\(place) \($0.sentence)" }
    }
  }
}

/// Runs jobs in the simulation's thread.
private struct TaskExecutors {
  private let task: UnownedTaskExecutor
  #if os(Linux) && compiler(>=6.3)
    private let main: UnownedSerialExecutor
  #endif

  init(_ simulation: Simulation) {
    #if os(Linux) && compiler(>=6.3)
      main = ProcessMainExecutor.shared.asUnownedSerialExecutor()
      task =
        simulation.preferred?.asUnownedTaskExecutor()
        ?? ProcessExecutor.shared.asUnownedTaskExecutor()
    #else
      guard let preferred = simulation.preferred else {
        preconditionFailure("jobs without an executor")
      }
      task = preferred.asUnownedTaskExecutor()
    #endif
  }

  func run(_ job: ReadyJob) {
    #if os(Linux) && compiler(>=6.3)
      if job.isMain {
        job.job.runSynchronously(on: main)
        return
      }
    #endif
    job.job.runSynchronously(on: task)
  }
}
