/// The executor that programs prefer under ``Containment/preference``.
final class PreferenceExecutor: TaskExecutor, @unchecked Sendable {
  // Set once before any task runs; the simulation outlives its run.
  private unowned let simulation: Simulation

  init(_ simulation: Simulation) { self.simulation = simulation }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    if Simulation.current === simulation {
      simulation.enqueue(job, isMain: false)
    } else {
      simulation.takeEscaped(job, isMain: false)
    }
  }
}
