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
  /// - Throws: a refusal when `configure` throws.
  func run(
    _ seeds: some Sequence<UInt64>, _ configure: (inout World) throws -> Void
  ) throws(Refusal) -> SeedResults {
    var results = SeedResults(expected: expected)
    for seed in seeds {
      if Task.isCancelled { break }
      let run = try run(seed, configure)
      if run.end != .interrupted { results.take(run) }
    }
    return results
  }

  /// Runs one seed.
  func run(
    _ seed: UInt64, _ configure: (inout World) throws -> Void
  ) throws(Refusal) -> RunResult {
    do {
      var world = try World(plan, seed: seed)
      try configure(&world)
      return world.run { Task.isCancelled }
    } catch {
      throw Refusal(configuring: error, seed: seed)
    }
  }

  /// Runs seeds in several tasks at once; the results are those of one after the other.
  func run(
    _ request: SeedRequest, jobs: Int, _ configure: @escaping @Sendable (inout World) throws -> Void
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
            return .success(try run(share, configure))
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
