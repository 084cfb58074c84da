import Testing
import Weir
import WeirConcurrency
import WeirTesting

@Suite struct `A property over ordinary async code` {
  /// A client that asks again until a server answers; its link goes down for a while.
  private func result(seed: UInt64, plan: WorldPlan, attempts: Int) throws -> RunResult {
    let simulation = try Simulation(plan, seed: seed)
    try simulation.service("server", on: "server") { host in
      for try await stream in try host.listen() {
        Task {
          _ = try await stream.read()
          try await stream.write("ok")
          stream.close()
        }
      }
    }
    try simulation.program("client", on: "client") { host in
      for attempt in 1...attempts {
        do {
          let asking = Task {
            let stream = try await host.connect(to: "server")
            try await stream.write("?")
            return try await stream.read()
          }
          let giveUp = Task {
            try await Task.sleep(for: .seconds(2))
            asking.cancel()
          }
          defer { giveUp.cancel() }
          if try await asking.value != nil { return }
        } catch { host.note("attempt \(attempt): \(error)") }
      }
      throw Unanswered()
    }
    return simulation.run().run
  }

  private struct Unanswered: Error {}

  private let plan = WorldPlan(
    hosts: [.host("client"), .host("server")],
    links: [.link("wire", between: "client", and: "server", delay: .milliseconds(40))],
    faults: [
      .fault(
        "outage", .linkDown, on: "wire", between: .zero, and: .milliseconds(100), for: .seconds(3))

    ],
    duration: .seconds(60))

  @Test func `a client that asks often enough is answered whenever the outage begins`() {
    check(plan, seeds: 1...50) { seed in try result(seed: seed, plan: plan, attempts: 5) }
  }

  @Test func `one that asks once is not, and the issue says which program failed and why`() {
    withKnownIssue {
      check(plan, seeds: 1...50) { seed in try result(seed: seed, plan: plan, attempts: 1) }
    } matching: { issue in
      let text = issue.comments.map(\.rawValue).joined()
      return text.contains("failed       programs-finish")
        && text.contains("client on client failed at 2.000 s: Unanswered()")
        && text.contains("Replay:  WEIR_SEED=")
    }
  }
}
