internal import CWeirHooks
internal import Synchronization
public import WeirPrimitives

/// A task of a program that something outside the simulation resumed, or a call from there.
///
/// A thread, a dispatch queue, a real timer, another simulation. What follows from it depends on
/// real time: the run will not come back.
public struct Escape: Sendable, Equatable {
  /// The program whose task it was.
  public let program: String
  /// Virtual time when the simulation took the task back.
  public let at: Instant
}

/// What other threads may ask of the simulations of a process.
enum Escapes {
  private static let running = Mutex<[Weak]>([])

  private struct Weak: @unchecked Sendable {
    unowned let simulation: Simulation
  }

  static func add(_ simulation: Simulation) {
    running.withLock { $0.append(Weak(simulation: simulation)) }
  }

  static func remove(_ simulation: Simulation) {
    running.withLock { $0.removeAll { $0.simulation === simulation } }
  }

  /// Gives a job that a thread without a simulation enqueues back to the simulation whose task it
  /// is a step of; false when it is nobody's.
  ///
  /// - Parameter finder: a simulation that enqueues what it does not know, which may be another's.
  static func claim(_ job: UnownedJob, isMain: Bool, from finder: Simulation? = nil) -> Bool {
    running.withLock { running in
      if running.count <= (finder == nil ? 0 : 1) { return false }
      let task = weir_task_of_job(unsafeBitCast(job, to: UnsafeMutableRawPointer.self))
      for entry in running where entry.simulation !== finder && entry.simulation.knows(task) {
        return entry.simulation.takeEscaped(job, isMain: isMain)
      }
      return false
    }
  }
}
