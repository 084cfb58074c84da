/// How a simulation keeps the tasks of its programs to itself.
public enum Containment: Sendable, Equatable {
  /// Replaces the default executors of the process: every task that a program creates, `Task.sleep`
  /// and the main actor included, runs in the simulation and on its time. What runs on threads
  /// without a simulation goes on as before.
  ///
  /// Needs Swift 6.3 on Linux, whose seam for it is not yet public API.
  case process
  /// Uses public API alone: programs run with a task executor preference. Child tasks, groups,
  /// actors and ``SimulationClock`` stay inside; `Task { }`, `Task.detached`, the main actor,
  /// `Task.sleep` and the system's clocks do not, and are reported as ``Escape`` where they show.
  case preference

  /// ``process`` where there is the seam for it, else ``preference``.
  public static var strongest: Containment {
    #if os(Linux) && compiler(>=6.3)
      .process
    #else
      .preference
    #endif
  }
}
