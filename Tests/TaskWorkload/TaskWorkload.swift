import Weir
public import WeirConcurrency

import Weir

/// Ordinary async code in a world, with much of what Swift's concurrency offers.
public enum TaskWorkload {
  /// Events that the reader waits for.
  public static let eventCount = 60

  /// A phone that reads a topic through an outage of its radio, and other tasks beside it.
  public static func simulation(
    seed: UInt64, containment: Containment = .strongest
  ) throws -> Simulation {
    let simulation = try Simulation(plan, seed: seed, containment: containment)
    try simulation.program("reader", on: "phone") { host in
      let reader = try StreamReader(host: host)
      try await reader.follow(untilID: "\(eventCount)")
      host.note("\(await reader.count) events in \(await reader.attempts) attempts")
    }
    try simulation.program("bystanders", on: "phone") { host in try await bystanders(host) }
    return simulation
  }

  private static var plan: WorldPlan {
    var plan = WorldPlan()
    plan.hosts = [HostPlan("phone"), HostPlan("api", server: ServerConfiguration())]
    var radio = LinkPlan("radio", roles: ["access"], between: "phone", and: "api")
    radio.set(\.delay, to: .milliseconds(40))
    radio.set(\.jitter, to: .milliseconds(8))
    radio.set(\.rate, to: .megabitsPerSecond(12))
    plan.links = [radio]
    plan.workload = [
      WorkloadItem(
        on: "api",
        .publish(
          path: "/api/events",
          script: .publications(count: eventCount, every: .milliseconds(100))))
    ]
    plan.faults = [
      FaultRule(
        profile: "tunnel", .linkDown, on: FaultTarget("access"),
        start: .drawn(Instant(nanoseconds: 2_000_000_000)...Instant(nanoseconds: 4_000_000_000)),
        duration: .milliseconds(1_500))
    ]
    plan.expectations = [.inOrderOnce]
    plan.duration = .seconds(60)
    return plan
  }

  private actor Tally {
    private(set) var sum = 0
    func add(_ number: Int) { sum = sum &* 31 &+ number }
  }

  @MainActor private static func onMain(_ host: SimulatedHost, _ number: Int) async {
    MainActor.assertIsolated()
    host.note("main \(number)")
    await Task.yield()
    host.note("main again \(number)")
  }

  /// Tasks of all kinds that race for one actor; the order in which they win is the digest's.
  private static func bystanders(_ host: SimulatedHost) async throws {
    let tally = Tally()
    let began = ContinuousClock.now
    await withTaskGroup(of: Int.self) { group in
      for index in 0..<20 {
        group.addTask {
          for step in 0..<3 {
            try? await Task.sleep(for: .milliseconds((index * 7 + step * 13) % 20))
            await tally.add(index * 10 + step)
          }
          if index % 5 == 0 { await onMain(host, index) }
          return index
        }
      }
      for await index in group { host.note("done \(index)") }
    }
    let (numbers, continuation) = AsyncStream<Int>.makeStream()
    let producers = (0..<4).map { producer in
      Task.detached {
        for step in 0..<3 {
          try? await Task.sleep(for: .microseconds(producer + step))
          continuation.yield(producer * 10 + step)
        }
      }
    }
    Task {
      for producer in producers { await producer.value }
      continuation.finish()
    }
    for await number in numbers { await tally.add(number) }
    let elapsed = ContinuousClock.now - began
    let order = [1, 2, 3, 4, 5, 6].shuffled()
    host.note("sum \(await tally.sum) after \(elapsed), chance \(order)")
  }
}
