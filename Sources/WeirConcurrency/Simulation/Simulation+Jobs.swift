internal import CWeirHooks
internal import Synchronization
internal import WeirEndpoints
internal import WeirPrimitives
internal import WeirWorld

/// What tasks can run now or later, and whose they are.
extension Simulation {
  func enqueue(_ job: UnownedJob, isMain: Bool) {
    var ready = ReadyJob(job, isMain: isMain)
    if ready.task != ReadyJob.noTask {
      if let known = tasks.withLock({ $0[ready.task] }) {
        ready.program = known
      } else if Escapes.claim(job, isMain: isMain, from: self) {
        return
      } else {
        ready.program = program(of: ready.task)
      }
    }
    jobs.append(ready)
  }

  /// Lets a job sleep on the simulation's time.
  func enqueue(_ job: UnownedJob, isMain: Bool, after delay: Duration) {
    if isOver {
      enqueue(job, isMain: isMain)
      return
    }
    // Not noted among the tasks: each sleep has a job of its own, which nobody else resumes.
    var job = ReadyJob(job, isMain: isMain)
    job.program = currentProgram
    sleep(for: delay, .job(job))
  }

  @discardableResult
  func sleep(for delay: Duration, _ sleeper: Sleepers.Sleeper) -> Sleepers.Place {
    let place = sleepers.add(sleeper)
    let due = world.now + TimeSpan(clamping: delay)
    world.act(as: sleepersID) { $0.list.append(.setTimer(place.timer, at: due)) }
    return place
  }

  /// Takes the timer of a waiter that was woken before it was due.
  func forget(_ place: Sleepers.Place, _ waiter: Waiter) {
    guard mayAct, sleepers.remove(place, waiter) else { return }
    world.act(as: sleepersID) { $0.list.append(.cancelTimer(place.timer)) }
  }

  func wakeUp(_ sleeper: Sleepers.Sleeper) {
    switch sleeper {
    case .job(let job): jobs.append(job)
    case .waiter(let waiter): waiter.wake()
    }
  }

  /// The program on whose behalf code runs now: detached tasks do not inherit it, but belong to
  /// whoever created them.
  var currentProgram: Int {
    if Program.current != Program.none { return Program.current }
    let task = weir_current_task()
    return tasks.withLock { $0[task] } ?? runningProgram
  }

  /// The program a task belongs to: that of whoever made it ready first.
  func program(of task: UInt64) -> Int {
    if let known = tasks.withLock({ $0[task] }) { return known }
    let program = currentProgram
    tasks.withLock { $0[task] = program }
    return program
  }
}
