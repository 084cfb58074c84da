internal import Synchronization
internal import WeirPrimitives
internal import WeirWorld

/// What other threads have for a simulation.
struct ForeignMail {
  var jobs: [ReadyJob] = []
  var ends: [(program: Int, error: String?)] = []
  /// Calls of what belongs to the simulation.
  var callCount = 0
  /// The run is over: nothing is taken any more.
  var isClosed = false

  var isEmpty: Bool { jobs.isEmpty && ends.isEmpty && callCount == 0 }
}

/// What threads without this simulation do to it, on purpose or not.
extension Simulation {
  func knows(_ task: UInt64) -> Bool {
    task != ReadyJob.noTask && tasks.withLock { $0[task] != nil }
  }

  /// Takes a job that another thread enqueues; false once the run is over.
  func takeEscaped(_ job: UnownedJob, isMain: Bool) -> Bool {
    foreign.withLock { foreign in
      if foreign.isClosed { return false }
      foreign.jobs.append(ReadyJob(job, isMain: isMain))
      return true
    }
  }

  /// Takes note that code on another thread used what belongs to this simulation.
  func noteForeignCall() {
    foreign.withLock { $0.callCount += 1 }
  }

  /// Takes note that a program came to its end on another thread.
  func takeForeignEnd(of program: Int, error: String?) {
    foreign.withLock { $0.ends.append((program, error)) }
  }

  func takeBackEscaped() {
    let mail = foreign.withLock { foreign in
      defer { foreign = ForeignMail(isClosed: foreign.isClosed) }
      return foreign
    }
    for var job in mail.jobs {
      if job.task != ReadyJob.noTask { job.program = program(of: job.task) }
      escapes.append(Escape(program: programName(job.program), at: world.now))
      jobs.append(job)
    }
    for (program, error) in mail.ends {
      escapes.append(Escape(program: programName(program), at: world.now))
      programEnded(program, error: error)
    }
    for _ in 0..<mail.callCount {
      escapes.append(Escape(program: programName(Program.none), at: world.now))
    }
  }

  /// Gives other threads time; no run that comes back gets here.
  func waitForEscaped() -> Bool {
    for _ in 0..<TimeSpan(clamping: patience).nanoseconds / 1_000_000 {
      if foreign.withLock({ !$0.isEmpty }) { return true }
      RealTime.sleepOneMillisecond()
    }
    return false
  }

  func programName(_ index: Int) -> String {
    programs.indices ~= index ? programs[index].name : "no program"
  }
}
