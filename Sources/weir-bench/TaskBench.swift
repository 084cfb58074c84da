import Weir
import WeirConcurrency

/// Ordinary async code in a world: steps of tasks, sleeps, and bytes through streams.
enum TaskBench {
  /// A hundred tasks that yield to each other.
  static var yields: BenchLine {
    BenchLine(
      name: "tasks: 100 tasks that yield", unit: "M steps/s", budget: nil
    ) {
      rate(of: 1_000_000) { _ in
        await withTaskGroup(of: Void.self) { group in
          for _ in 0..<100 { group.addTask { for _ in 0..<10_000 { await Task.yield() } } }
        }
      }
    }
  }

  /// A hundred tasks that sleep on virtual time, each for another interval.
  static var sleeps: BenchLine {
    BenchLine(
      name: "tasks: 100 tasks that sleep", unit: "M sleeps/s", budget: nil
    ) {
      rate(of: 200_000) { _ in
        await withTaskGroup(of: Void.self) { group in
          for index in 0..<100 {
            group.addTask {
              for _ in 0..<2_000 { try? await Task.sleep(for: .microseconds(index + 1)) }
            }
          }
        }
      }
    }
  }

  /// One task echoes what another sends, a hundred bytes at a time.
  static var echoes: BenchLine {
    BenchLine(
      name: "tasks: echoes of 100 B over a byte stream", unit: "M echoes/s", budget: nil
    ) {
      rate(of: 20_000) { host in
        let stream = try await host.connect(to: "server")
        let line = [UInt8](repeating: 1, count: 100)
        for _ in 0..<20_000 {
          try await stream.write(line)
          var count = 0
          while count < line.count, let bytes = try await stream.read() { count += bytes.count }
        }
      }
    }
  }

  /// Runs a program beside an echo server; returns millions of what it does a second.
  private static func rate(
    of count: Int, _ body: @escaping @Sendable (SimulatedHost) async throws -> Void
  ) -> Double {
    var plan = WorldPlan()
    plan.hosts = [HostPlan("client"), HostPlan("server")]
    var wire = LinkPlan("wire", between: "client", and: "server")
    wire.set(\.delay, to: .milliseconds(1))
    plan.links = [wire]
    plan.duration = .seconds(86_400)
    do {
      let simulation = try Simulation(plan, seed: 1)
      try simulation.program("bench", on: "client", body)
      try simulation.service("echo", on: "server") { host in
        let listener = try host.listen()
        try await withThrowingDiscardingTaskGroup { group in
          for try await stream in listener {
            group.addTask {
              while let bytes = try await stream.read() { try await stream.write(bytes) }
            }
          }
        }
      }
      let watch = Stopwatch()
      let result = simulation.run()
      let seconds = watch.seconds
      guard case .finished = result.programs[0].state else {
        preconditionFailure(result.programs[0].sentence)
      }
      return Double(count) / seconds / 1e6
    } catch {
      preconditionFailure("\(error)")
    }
  }
}
