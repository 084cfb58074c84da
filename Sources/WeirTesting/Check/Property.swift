internal import WeirAudit
internal import WeirScenario
internal import WeirWorld

/// That every seed of a plan has a certain verdict, and how a run of it is brought back.
struct Property: Sendable {
  let plan: WorldPlan
  let expected: Verdict
  let replay: @Sendable (UInt64) -> String

  /// Runs seeds one after the other, until the task is cancelled.
  ///
  /// - Throws: a refusal when a run throws.
  func run(
    _ seeds: some Sequence<UInt64>, _ run: (UInt64) throws -> RunResult
  ) throws(Refusal) -> SeedResults {
    var results = SeedResults(expected: expected)
    for seed in seeds {
      if Task.isCancelled { break }
      let result = try result(of: seed, run)
      if result.end != .interrupted { results.take(result) }
    }
    return results
  }

  /// Runs one seed of the plan's world, with programs of one's own put into it.
  func result(of seed: UInt64, _ configure: (inout World) throws -> Void) throws -> RunResult {
    var world = try World(plan, seed: seed)
    try configure(&world)
    return world.run { Task.isCancelled }
  }

  /// Runs one seed.
  func result(
    of seed: UInt64, _ run: (UInt64) throws -> RunResult
  ) throws(Refusal) -> RunResult {
    do {
      return try run(seed)
    } catch {
      throw Refusal(running: error, seed: seed)
    }
  }

  /// Runs seeds in several tasks at once; the results are those of one after the other.
  func run(
    _ request: SeedRequest, jobs: Int, _ run: @escaping @Sendable (UInt64) throws -> RunResult
  ) async throws(Refusal) -> SeedResults {
    guard jobs >= 1 else {
      throw Refusal(found: "\(jobs)", expected: "at least one", at: "jobs")
    }
    let workers = Int(min(UInt64(jobs), request.seeds.upperBound - request.seeds.lowerBound + 1))
    let shares = await withTaskGroup(of: Result<SeedResults, Refusal>.self) { group in
      for worker in 0..<workers {
        group.addTask {
          let share = request.share(of: worker, among: workers)
          do throws(Refusal) {
            return .success(try self.run(share, run))
          } catch {
            return .failure(error)
          }
        }
      }
      var shares: [Result<SeedResults, Refusal>] = []
      for await share in group { shares.append(share) }
      return shares
    }
    var results = SeedResults(expected: expected)
    for share in shares { results.merge(try share.get()) }
    return results
  }
}
