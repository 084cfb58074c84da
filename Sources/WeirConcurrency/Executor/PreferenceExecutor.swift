/// The executor that programs prefer under ``Containment/preference``.
final class PreferenceExecutor: TaskExecutor, @unchecked Sendable {
  // The simulation lets go of this executor at the end of its run.
  private let simulation: Simulation

  init(_ simulation: Simulation) { self.simulation = simulation }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    if Simulation.current === simulation {
      simulation.enqueue(job, isMain: false)
    } else if !simulation.takeEscaped(job, isMain: false) {
      globalConcurrentExecutor.enqueue(job)  // the run is over
    }
  }
}
