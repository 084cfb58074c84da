import WeirAudit
import WeirEndpoints
import WeirKernel
import WeirNetwork
import WeirPrimitives
import WeirWorld

/// Plans that tests start from.
enum SmallWorlds {
  /// A phone and a server with a link between them; no workload.
  static func phoneAndServer(
    history: HistoryPolicy = .log, watchdog: TimeSpan? = .seconds(5),
    resume: ClientPolicy.Resume = .lastEventID
  ) -> WorldPlan {
    var plan = WorldPlan()
    var server = ServerConfiguration()
    server.history = history
    server.heartbeat = .seconds(2)
    var phone = HostPlan("phone", roles: ["client"])
    phone.client.watchdog = watchdog
    phone.client.reconnectDelay = .seconds(1)
    phone.client.resume = resume
    plan.hosts = [phone, HostPlan("api", roles: ["origin"], server: server)]
    plan.links = [radio("radio", from: "phone")]
    plan.expectations = [.inOrderOnce]
    return plan
  }

  static func radio(_ name: String, from host: String) -> LinkPlan {
    var radio = LinkPlan(name, roles: ["access"], between: host, and: "api")
    radio.set(\.delay, to: .milliseconds(40))
    radio.set(\.jitter, to: .milliseconds(8))
    radio.set(\.rate, to: .megabitsPerSecond(12))
    return radio
  }

  /// A short answer: 12 events.
  static func twelveEvents(commitsIDBeforeDispatch: Bool = false) -> WorldPlan {
    var plan = phoneAndServer()
    plan.hosts[0].client.commitsIDBeforeDispatch = commitsIDBeforeDispatch
    plan.workload = [chat(tokens: 10)]
    return plan
  }

  static func chat(tokens: Int, on host: String = "phone") -> WorkloadItem {
    WorkloadItem(
      on: host, .chat(.answer(format: .plain, tokens: tokens, every: .milliseconds(50))))
  }

  /// A link-down of 12 s on every access link, from an instant in 6–10 s.
  static let tunnel = FaultRule(
    profile: "tunnel", .linkDown, on: FaultTarget("access"),
    start: .drawn(at(seconds: 6)...at(seconds: 10)), duration: .seconds(12))

  /// The phone of `phoneAndServer` streams an answer and follows a topic through a tunnel.
  static func tunnelWorld(_ plan: WorldPlan = phoneAndServer()) -> WorldPlan {
    var plan = plan
    plan.workload = [
      chat(tokens: 600),
      WorkloadItem(on: "phone", .follow(path: "/api/events")),
      WorkloadItem(
        on: "api",
        .publish(path: "/api/events", script: .publications(count: 30, every: .seconds(1)))),
    ]
    plan.faults = [tunnel]
    plan.expectations = [.inOrderOnce, .recoversWithin(.seconds(5)), .completeOnlyWhenFinished]
    return plan
  }

  static func at(seconds: Int64) -> Instant { .zero + .seconds(seconds) }

  static func run(_ plan: WorldPlan, seed: UInt64 = 1, trace: Bool = false) throws -> RunResult {
    var world = try World(plan, seed: seed, keepsFullTrace: trace)
    return world.run()
  }
}

extension RunResult {
  func verdict(on name: String) -> Verdict? { findings.first { $0.name == name }?.verdict }

  var lost: [UInt32] { ledger.accounts.flatMap(\.lost) }
}
