internal import CWeirHooks
internal import WeirKernel

/// A step of a task that could run now.
struct ReadyJob {
  let job: UnownedJob
  /// The task it is a step of; ``noTask`` for jobs of the runtime's own, such as an actor's turn.
  let task: UInt64
  /// Whether it belongs on the main actor.
  let isMain: Bool
  /// The program that the task belongs to.
  var program = Program.none

  /// The number that the runtime gives to jobs that are no task's.
  static let noTask: UInt64 = 0

  init(_ job: UnownedJob, isMain: Bool) {
    self.job = job
    task = weir_task_of_job(unsafeBitCast(job, to: UnsafeMutableRawPointer.self))
    self.isMain = isMain
  }
}

/// The steps of tasks that could run now; the seed decides which is next.
///
/// Real executors promise no order between tasks. Drawing it finds what code takes for granted.
struct JobQueue {
  private var jobs: [ReadyJob] = []
  private let order: DrawKey
  private var count: UInt64 = 0

  init(seed: UInt64) {
    order = DrawKey(seed: seed, owner: "tasks", purpose: "order")
  }

  var isEmpty: Bool { jobs.isEmpty }

  mutating func append(_ job: ReadyJob) { jobs.append(job) }

  /// Takes one of the jobs out.
  mutating func next() -> ReadyJob? {
    guard jobs.count > 1 else { return jobs.popLast() }
    let draw = order.bits(count)
    count &+= 1
    let index = Int(draw.multipliedFullWidth(by: UInt64(jobs.count)).high)
    jobs.swapAt(index, jobs.count - 1)
    return jobs.popLast()
  }
}
