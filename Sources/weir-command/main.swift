import Weir

var plan = WorldPlan()
var server = ServerConfiguration()
server.history = .log
server.heartbeat = .seconds(2)
var phone = HostPlan("phone")
phone.client.watchdog = .seconds(5)
phone.client.reconnectDelay = .seconds(1)
plan.hosts = [phone, HostPlan("api", server: server)]
var radio = LinkPlan("radio", roles: ["access"], between: "phone", and: "api")
radio.set(\.delay, to: .milliseconds(40))
radio.set(\.jitter, to: .milliseconds(8))
radio.set(\.rate, to: .megabitsPerSecond(12))
plan.links = [radio]
plan.workload = [
  WorkloadItem(on: "phone", .chat(.answer(format: .plain, tokens: 600, every: .milliseconds(50)))),
  WorkloadItem(on: "phone", .follow(path: "/api/events")),
  WorkloadItem(
    on: "api", .publish(path: "/api/events", script: .publications(count: 30, every: .seconds(1)))),
]
plan.faults = [
  FaultRule(
    profile: "tunnel", .linkDown, on: FaultTarget("access"),
    start: .drawn(Instant(nanoseconds: 6_000_000_000)...Instant(nanoseconds: 10_000_000_000)),
    duration: .seconds(12))
]
plan.expectations = [.inOrderOnce, .recoversWithin(.seconds(5))]
let mode = CommandLine.arguments.count > 1 ? CommandLine.arguments[1] : ""
if mode == "broken" { plan.hosts[1].server!.history = .none; plan.hosts[0].client.resume = .none }
if mode == "patient" { plan.hosts[0].client.watchdog = nil }
let seeds = CommandLine.arguments.count > 2 ? UInt64(CommandLine.arguments[2])! : 7
do {
  for seed in (CommandLine.arguments.count > 3 ? 1 : seeds)...seeds {
    let world = try World(plan, seed: seed)
    let result = world.run()
    if seed == seeds {
      for t in result.timeline { print(t.at, t.host, t.content) }
      for f in result.findings { print(f.name, f.verdict, f.evidence) }
    }
    if seed == seeds || CommandLine.arguments.count > 4 {
      print(
        seed, result.digest.text, result.verdict, result.end, result.endedAt, result.eventCount,
        result.packets, result.ledger.obligations.count,
        result.ledger.recoveries(after: result.outages, within: .seconds(5)).map(\.delay))
    }
  }
} catch { print(error) }
