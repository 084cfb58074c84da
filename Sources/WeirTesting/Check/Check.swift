public import Testing
public import WeirAudit
internal import WeirScenario
public import WeirWorld

/// Checks that every seed of a plan has the expected verdict, one seed after the other.
///
/// A property that does not hold is recorded as one issue of the running test: how many seeds do
/// not have the verdict and which, and of the first of them the reason, the events lost, the end of
/// what happened, the digest and the command that brings it back. A plan that is not a world, and
/// whatever `configure` throws, are issues as well. With `WEIR_SEED` in the environment only that
/// seed runs, and the run is printed in full.
///
/// - Parameters:
///   - seeds: below 2^53.
///   - expected: ``Verdict/failed`` for a broken variant, which proves that the check can fail.
///   - configure: called before each run, to put programs of one's own on hosts with
///     ``World/add(_:on:)``.
/// - Returns: seeds by verdict; nothing ran if an issue says why.
@discardableResult
public func check(
  _ plan: WorldPlan, seeds: ClosedRange<UInt64>, expecting expected: Verdict = .passed,
  sourceLocation: SourceLocation = #_sourceLocation,
  configure: (inout World) throws -> Void = { _ in }
) -> SeedResults {
  let replay: @Sendable (UInt64) -> String = { TestReplay.current(seed: $0) }
  let property = Property(plan: plan, expected: expected, replay: replay)
  let check = PropertyCheck(
    property, seeds, variable: Environment.value(of: SeedRequest.variable))
  return check.outcome(configure).record(at: sourceLocation)
}

/// Checks that every seed of a plan has the expected verdict, several seeds at once.
///
/// As ``check(_:seeds:expecting:sourceLocation:configure:)``, with the same results and the same
/// issue, whatever the number of jobs.
///
/// - Parameter jobs: how many worlds run at once; at least one.
@discardableResult
public func check(
  _ plan: WorldPlan, seeds: ClosedRange<UInt64>, jobs: Int, expecting expected: Verdict = .passed,
  sourceLocation: SourceLocation = #_sourceLocation,
  configure: @escaping @Sendable (inout World) throws -> Void = { _ in }
) async -> SeedResults {
  let replay: @Sendable (UInt64) -> String = { TestReplay.current(seed: $0) }
  let property = Property(plan: plan, expected: expected, replay: replay)
  let check = PropertyCheck(
    property, seeds, variable: Environment.value(of: SeedRequest.variable))
  return await check.outcome(jobs: jobs, configure).record(at: sourceLocation)
}

/// Checks that every seed of what the caller runs has the expected verdict: programs of one's own.
///
/// As ``check(_:seeds:expecting:sourceLocation:configure:)``. The closure builds the plan's world
/// with the seed, for example as a `Simulation` with async programs, and returns its result.
@discardableResult
public func check(
  _ plan: WorldPlan, seeds: ClosedRange<UInt64>, expecting expected: Verdict = .passed,
  sourceLocation: SourceLocation = #_sourceLocation, running: (UInt64) throws -> RunResult
) -> SeedResults {
  let replay: @Sendable (UInt64) -> String = { TestReplay.current(seed: $0) }
  let property = Property(plan: plan, expected: expected, replay: replay)
  let check = PropertyCheck(
    property, seeds, variable: Environment.value(of: SeedRequest.variable))
  return check.outcome(running: running).record(at: sourceLocation)
}

/// Checks that every seed of a scenario file has the verdict that its variant should have.
///
/// As ``check(_:seeds:expecting:sourceLocation:configure:)``; the issue ends with the `weir run`
/// command. Files that cannot be read are an issue with every error and its place.
///
/// - Parameters:
///   - path: relative to the working directory, in which `swift test` was called.
///   - variant: nil for the first one listed.
///   - profiles: replace the scenario's own unless empty.
///   - settings: `PATH=VALUE`, applied last.
///   - expected: nil for the verdict the file names, or passed where it names none.
@discardableResult
public func check(
  scenario path: String, variant: String? = nil, profiles: [String] = [], settings: [String] = [],
  seeds: ClosedRange<UInt64>, expecting expected: Verdict? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) -> SeedResults {
  var request = RunRequest(scenario: path)
  request.variant = variant
  request.profiles = profiles
  request.settings = settings
  do throws(ScenarioErrors) {
    let scenario = try ScenarioReader.read(request)
    let property = Property(
      plan: scenario.plan, expected: expected ?? scenario.expectedVerdict ?? .passed
    ) { scenario.replayCommand(seed: $0) }
    let check = PropertyCheck(
      property, seeds, variable: Environment.value(of: SeedRequest.variable))
    return check.outcome { _ in }.record(at: sourceLocation)
  } catch {
    return PropertyCheck.Outcome(refusal: Refusal(error), expected: expected ?? .passed)
      .record(at: sourceLocation)
  }
}
