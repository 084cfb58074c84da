import Weir

/// The typical run of the design: a chat stream through a tunnel, parsed once.
enum RunBench {
  /// What grows faster than the number of phones shows here.
  static func build(phones: Int) -> BenchLine {
    BenchLine(
      name: "world: build, \(phones / 1_000) k phones, a link and a chat each", unit: "ms",
      budget: nil
    ) {
      var plan = WorldPlan()
      plan.hosts = [HostPlan("api", server: ServerConfiguration())]
      for index in 0..<phones {
        plan.hosts.append(HostPlan("phone\(index)"))
        plan.links.append(
          LinkPlan("radio\(index)", roles: ["access"], between: "phone\(index)", and: "api"))
        plan.workload.append(
          WorkloadItem(
            on: "phone\(index)", .chat(.answer(format: .plain, tokens: 1, every: .seconds(1)))))
      }
      plan.faults = [
        FaultRule(profile: "bench", .reset, on: FaultTarget("access"), start: .at(.zero))
      ]
      do {
        let watch = Stopwatch()
        let world = try World(plan, seed: 1)
        let milliseconds = watch.seconds * 1e3
        precondition(world.seed == 1, "the world must be built")
        return milliseconds
      } catch {
        preconditionFailure("\(error)")
      }
    }
  }

  static func tunnel(_ variant: String) -> BenchLine {
    BenchLine(
      name: "run: chat-through-a-tunnel, \(variant), 1 of 200 seeds", unit: "ms",
      budget: variant == "fixed" ? "≤ 1" : nil
    ) {
      var request = RunRequest(scenario: "Scenarios/basics/chat-through-a-tunnel.json5")
      request.variant = variant
      do {
        let scenario = try ScenarioReader.read(request)
        let watch = Stopwatch()
        for seed in 1...200 as ClosedRange<UInt64> {
          var world = try World(scenario.plan, seed: seed)
          let result = world.run()
          precondition(result.verdict == scenario.expectedVerdict, "seed \(seed)")
        }
        return watch.seconds * 1e3 / 200
      } catch {
        preconditionFailure("run this from the package's root: \(error)")
      }
    }
  }
}
