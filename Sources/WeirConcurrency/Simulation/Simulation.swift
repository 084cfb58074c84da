internal import CWeirHooks
internal import Synchronization
public import WeirEndpoints
internal import WeirPrimitives
public import WeirWorld

/// A world in which ordinary async code runs on simulated hosts.
///
/// Programs are plain async closures: tasks, groups, actors, `AsyncStream`, `Task.sleep`, and byte
/// streams over the simulated network. Between two events of the world all tasks that can run do
/// so, on the calling thread, in an order that the seed decides; then time moves on.
///
/// ```swift
/// let simulation = try Simulation(plan, seed: 7)
/// try simulation.program("reader", on: "phone") { host in
///   let stream = try await host.connect(to: "api", port: 80)
///   try await stream.write("GET /api/events HTTP/1.1\r\nHost: api\r\n\r\n")
///   while let bytes = try await stream.read() { … }
/// }
/// let result = simulation.run()
/// ```
///
/// One thread owns a simulation while it runs; simulations on several threads do not disturb each
/// other, unless their programs share state such as a global actor's.
public final class Simulation: @unchecked Sendable {
  public let seed: UInt64
  public let containment: Containment

  /// More steps of tasks than this without time moving are a loop that ends the run.
  public var jobsAtOneInstant = 10_000_000

  /// How long, in real time, other threads have to resume a task before a run in which nothing else
  /// can happen counts as deadlocked.
  public var patience = Duration.milliseconds(200)

  // Touched by the thread that runs the simulation alone.
  var world: World
  var jobs: JobQueue
  var programs: [Program] = []
  var hosts: [HostPrograms] = []
  var waits = WaitTable()
  var escapes: [Escape] = []
  /// The program whose task runs now; what it spawns is its own.
  var runningProgram = Program.none
  var unfinishedCount = 0
  /// Whether the run has ended and programs are only being unwound.
  private(set) var isOver = false
  private var hasRun = false
  private var result: SimulationResult?
  let sleepers = Sleepers()
  /// Where programs run under ``Containment/preference``, until the run is over.
  private(set) var preferred: PreferenceExecutor?
  /// Whether the job that runs now is the main actor's.
  var isRunningMain = false
  let sleepersID: EndpointID

  // Touched by other threads as well.
  /// The program that each task belongs to; lookup only.
  let tasks = Mutex<[UInt64: Int]>([:])
  let foreign = Mutex(ForeignMail())

  /// Builds the world; programs are added before ``run(isInterrupted:)``.
  ///
  /// - Throws: the first problem of the plan.
  public init(
    _ plan: WorldPlan, seed: UInt64, containment: Containment = .strongest,
    keepsFullTrace: Bool = false
  ) throws(PlanError) {
    self.seed = seed
    self.containment = containment
    world = try World(plan, seed: seed, keepsFullTrace: keepsFullTrace)
    jobs = JobQueue(seed: seed)
    sleepersID = try world.add(sleepers, on: world.plan.hosts[0].name)
    sleepers.simulation = self
  }

  /// Puts a program on a host; it begins with the run, and the run waits for its end.
  ///
  /// - Parameter name: what reports call it.
  /// - Throws: when there is no such host, or the run has begun.
  public func program(
    _ name: String, on host: String,
    _ body: @escaping @Sendable (SimulatedHost) async throws -> Void
  ) throws(PlanError) {
    try checkNotBegun("programs.\(name)", "a program")
    let place = try place(ofHost: host)
    programs.append(Program(name: name, host: place, isService: false, body: body))
  }

  /// Puts a program on a host that serves the others: the run is over when they have ended, and
  /// its task is then cancelled.
  ///
  /// - Parameter name: what reports call it.
  /// - Throws: when there is no such host, or the run has begun.
  public func service(
    _ name: String, on host: String,
    _ body: @escaping @Sendable (SimulatedHost) async throws -> Void
  ) throws(PlanError) {
    try checkNotBegun("programs.\(name)", "a service")
    let place = try place(ofHost: host)
    programs.append(Program(name: name, host: place, isService: true, body: body))
  }

  private func checkNotBegun(_ path: String, _ what: String) throws(PlanError) {
    if !hasRun { return }
    throw PlanError(
      path: path, problem: "\(what) that comes after the run has begun",
      remedy: "all programs before run()")
  }

  /// Puts a sans-I/O program on a host.
  ///
  /// - Throws: when there is no such host, or the run has begun.
  public func add(_ endpoint: any Endpoint, on host: String) throws(PlanError) {
    try checkNotBegun("hosts.\(host)", "an endpoint")
    try world.add(endpoint, on: host)
  }

  /// Captures packets at interfaces and hands them out as the run goes; before the run begins.
  ///
  /// - Throws: when there is no such host.
  public func capturePackets(
    at point: CapturePoint = .firstClient, into take: @escaping (CapturedPacket) -> Void
  ) throws(PlanError) {
    precondition(!hasRun, "a capture comes after the run of its simulation")
    try world.capturePackets(at: point, into: take)
  }

  private func place(ofHost name: String) throws(PlanError) -> Int {
    if let place = hosts.firstIndex(where: { $0.name == name }) { return place }
    let host = HostPrograms(name: name)
    host.id = try world.add(host, on: name)
    hosts.append(host)
    return hosts.count - 1
  }

  /// Runs to the end and judges.
  ///
  /// A simulation runs once: asked again, it gives the same result. Inside a program of a
  /// simulation none runs: the result is then one of ``RunEnd/misuse(_:)``.
  ///
  /// - Parameter isInterrupted: asked every thousand instants; once it says so, the run ends with
  ///   what has happened so far.
  public func run(isInterrupted: () -> Bool = { false }) -> SimulationResult {
    if let result { return result }
    if let outer = Self.current { return refuse(inside: outer) }
    hasRun = true
    enterThread()
    defer { leaveThread() }
    world.start()
    for index in programs.indices { begin(index) }
    var instants = 0
    while world.ending == nil {
      runReadyJobs(atMost: jobsAtOneInstant)
      takeBackEscaped()
      if world.ending != nil || !jobs.isEmpty { continue }
      if unfinishedCount > 0, !world.hasPendingEvents {
        if waitForEscaped() { continue }
        world.stop(.deadlock(waitingSentences))
      } else {
        advanceToNextInstant()
      }
      instants += 1
      if instants % 1_000 == 0, isInterrupted() { world.stop(.interrupted) }
    }
    let outcomes = programs.indices.map { outcome(of: $0) }
    let result = SimulationResult(
      run: world.finish([SimulationResult.finding(outcomes, escapes)]), programs: outcomes,
      escapes: escapes)
    self.result = result
    unwind()
    return result
  }

  /// The result of a run inside another one, or inside itself: it does not count.
  private func refuse(inside outer: Simulation) -> SimulationResult {
    let number = outer.currentProgram
    let isProgram = outer.programs.indices ~= number
    world.stop(
      .misuse(
        EndpointMisuse(
          host: isProgram ? outer.hosts[outer.programs[number].host].name : "no host",
          program: outer.programName(number),
          problem: "a simulation that runs inside another on the same thread")))
    let refusal = SimulationResult(run: world.finish(), programs: [], escapes: [])
    if outer !== self {
      hasRun = true
      result = refusal
    }
    return refusal
  }

  /// Handles all events of the next instant, so that whoever they wake races for what is next.
  private func advanceToNextInstant() {
    while world.advance(), world.nextInstant == world.now {}
    weir_set_time(UInt64(world.now.nanoseconds))
  }

  // MARK: The thread

  /// The simulation that runs on this thread.
  static var current: Simulation? {
    weir_current().map { Unmanaged<Simulation>.fromOpaque($0).takeUnretainedValue() }
  }

  /// The simulation on this thread, if all that is enqueued here is its own.
  static var containing: Simulation? {
    guard let simulation = current, simulation.containment == .process else { return nil }
    return simulation
  }

  private func enterThread() {
    #if os(Linux) && compiler(>=6.3)
      if containment == .process { installProcessExecutors }
    #else
      precondition(containment == .preference, "this platform has no seam for the executors")
    #endif
    if containment == .preference { preferred = PreferenceExecutor(self) }
    Escapes.add(self)
    weir_set_time(0)
    weir_seed_random(seed)
    weir_set_current(
      Unmanaged.passUnretained(self).toOpaque(), containment == .process)
  }

  private func leaveThread() {
    preferred = nil
    weir_set_current(nil, false)
    Escapes.remove(self)
  }

  // MARK: The end

  /// Ends what still waits, so that nothing of the programs stays in memory.
  private func unwind() {
    isOver = true
    for index in programs.indices {
      programs[index].task?.cancel()
      programs[index].task = nil  // it holds the simulation
    }
    // Enough for every task to clean up; one that goes on for ever is left where it is.
    var steps = 10_000 + 20 * tasks.withLock { $0.count }
    while steps > 0 {
      takeBackEscaped()
      for waiter in waits.waiters { waiter.wake() }
      for sleeper in sleepers.removeAll() { wakeUp(sleeper) }
      if jobs.isEmpty { break }
      steps -= runReadyJobs(atMost: steps)
    }
    foreign.withLock { $0.isClosed = true }
  }
}
