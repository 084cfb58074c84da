public import WeirAudit
public import WeirKernel
public import WeirPrimitives
public import WeirTCP

extension WorldPlan {
  /// Builds a plan from the sections of a scenario file.
  ///
  /// Each section is an array of plain values, so that loops, conditions and functions of the
  /// caller's own build worlds of any size. Nothing is checked here: ``problems`` tells what is
  /// wrong, and ``run(seed:configure:)`` throws the first of it.
  ///
  /// - Parameters:
  ///   - expect: without any expectation a run is inconclusive.
  ///   - duration: the run ends here at the latest, in virtual time.
  ///   - settle: how long after the last source has finished it waits for what is still owed.
  public init(
    hosts: [HostPlan], links: [LinkPlan] = [], workload: [WorkloadItem] = [],
    faults: [FaultRule] = [],
    expect: [RunExpectation] = [], duration: TimeSpan = .seconds(600),
    settle: TimeSpan = .seconds(30),
    tcp: TCPConfiguration = TCPConfiguration(), bounds: RunBounds = RunBounds()
  ) {
    self.init()
    self.hosts = hosts
    self.links = links
    self.workload = workload
    self.faults = faults
    expectations = expect
    self.duration = duration
    self.settle = settle
    self.tcp = tcp
    self.bounds = bounds
  }

  /// Builds the world, runs one seed of it to the end and judges.
  ///
  /// - Parameters:
  ///   - seed: below 2^53.
  ///   - configure: called before the run begins, to put programs of one's own on hosts with
  ///     ``World/add(_:on:)``. With such programs a run ends at its duration, or when nothing is
  ///     left to happen.
  /// - Throws: a ``PlanError`` for the first problem of the plan or for the seed, and whatever
  ///   `configure` throws.
  public func run(
    seed: UInt64, configure: (inout World) throws -> Void = { _ in }
  ) throws -> RunResult {
    guard seed < 1 << 53 else {
      throw PlanError(
        path: "seed", problem: "the seed \(seed)", remedy: "a whole number below 2^53")
    }
    var world = try World(self, seed: seed)
    try configure(&world)
    return world.run()
  }
}
