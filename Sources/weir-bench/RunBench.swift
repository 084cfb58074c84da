import Weir

/// The typical run of the design: a chat stream through a tunnel, parsed once.
enum RunBench {
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
