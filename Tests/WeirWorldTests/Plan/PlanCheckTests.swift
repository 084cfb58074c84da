import Testing
import WeirAudit
import WeirEndpoints
import WeirKernel
import WeirNetwork
import WeirPrimitives
import WeirTCP
import WeirWorld

/// A plan that is right but for one thing.
struct WrongPlan: Sendable, CustomTestStringConvertible {
  let path: String
  let problem: String
  let spoil: @Sendable (inout WorldPlan) -> Void

  init(_ path: String, _ problem: String, _ spoil: @escaping @Sendable (inout WorldPlan) -> Void) {
    self.path = path
    self.problem = problem
    self.spoil = spoil
  }

  var testDescription: String { "\(path): \(problem)" }

  /// A rule of one kind on the link or the server, with one thing wrong.
  static func rule(
    _ path: String, _ problem: String, _ kind: FaultKind = .linkDown,
    _ spoil: @escaping @Sendable (inout FaultRule) -> Void = { _ in }
  ) -> WrongPlan {
    WrongPlan("faults[0]" + path, problem) { plan in
      var rule = FaultRule(
        profile: "test", kind, on: FaultTarget("radio"), start: .at(.zero), times: 1)
      if [.cut(.fin), .cut(.rst), .drop(count: 0), .split].contains(kind) {
        rule.target = FaultTarget("api")
        rule.start = .position(StreamPosition(stream: "chat", anchor: .event(1), byte: 0))
      }
      spoil(&rule)
      plan.faults = [rule]
    }
  }
}

@Suite("Checks of a plan")
struct PlanCheckTests {
  private static let year = TimeSpan.seconds(365 * 86_400)

  private func expectProblem(_ wrong: WrongPlan) {
    var plan = SmallWorlds.tunnelWorld()
    #expect(plan.problems.isEmpty)
    wrong.spoil(&plan)
    #expect(plan.problems.map(\.path) == [wrong.path])
    #expect(plan.problems.map(\.problem) == [wrong.problem])
    #expect(plan.problems.allSatisfy { !$0.remedy.isEmpty })
    #expect(throws: PlanError.self) { _ = try World(plan, seed: 1).seed }
  }

  @Test(
    "Names tell hosts and links apart",
    arguments: [
      WrongPlan("hosts", "a name without characters") { $0.hosts.append(HostPlan("")) },
      WrongPlan("hosts.phone", "the name \"phone\" a second time") {
        $0.hosts.append(HostPlan("phone"))
      },
      WrongPlan("links.api", "the name \"api\" a second time") { $0.links[0].name = "api" },
      WrongPlan("hosts.a[b]", "the name \"a[b]\"") { $0.hosts.append(HostPlan("a[b]")) },
      WrongPlan("hosts.a[60%]", "the name \"a[60%]\"") { $0.hosts.append(HostPlan("a[60%]")) },
      WrongPlan("hosts.a[1]", "the name \"a[1]\"") { $0.hosts.append(HostPlan("a[1]", count: 2)) },
      WrongPlan("hosts.a[1]", "the name \"a[1]\" a second time") {
        $0.hosts += [HostPlan("a", count: 2), HostPlan("a[1]")]
      },
      WrongPlan("hosts.phone.roles", "the role \"\"") { $0.hosts[0].roles = [""] },
      WrongPlan("hosts.phone.roles", "the role \"a[1]\"") { $0.hosts[0].roles = ["a[1]"] },
    ])
  func names(wrong: WrongPlan) { expectProblem(wrong) }

  @Test(
    "Hosts have counts and times that mean something",
    arguments: [
      WrongPlan("hosts.a.count", "0 hosts") { $0.hosts.append(HostPlan("a", count: 0)) },
      WrongPlan("hosts.a.count", "-3 hosts") { $0.hosts.append(HostPlan("a", count: -3)) },
      WrongPlan("hosts.a.count", "10000001 hosts") {
        $0.hosts.append(HostPlan("a", count: 10_000_001))
      },
      WrongPlan("hosts.phone.client.watchdog", "a time of 0s") {
        $0.hosts[0].client.watchdog = .zero
      },
      WrongPlan("hosts.phone.client.reconnect", "a time of -1s") {
        $0.hosts[0].client.reconnectDelay = .seconds(-1)
      },
      WrongPlan("hosts.api.server.heartbeat", "a time of 0s") {
        $0.hosts[1].server?.heartbeat = .zero
      },
      WrongPlan("hosts.api.server.port", "0 as a port") { $0.hosts[1].server?.port = 0 },
      WrongPlan("hosts.api.server.history.ring", "0 events") {
        $0.hosts[1].server?.history = .ring(0)
      },
      WrongPlan("hosts.api.server.publications", "a second publication of /a on api") {
        let script = EventScript.publications(count: 1, every: .seconds(1))
        let one = ServerConfiguration.Publication(path: "/a", startsAt: .zero, script: script)
        $0.hosts[1].server?.publications = [one, one]
      },
    ])
  func hosts(wrong: WrongPlan) { expectProblem(wrong) }

  @Test(
    "Links have delays that are not negative and ends that match",
    arguments: [
      WrongPlan("links.radio.up.delay", "a time of -1ms") {
        $0.links[0].up.delay = .milliseconds(-1)
      },
      WrongPlan("links.radio.down.delay", "a time of 3601s") {
        $0.links[0].down.delay = .seconds(3_601)
      },
      WrongPlan("links.radio.down.jitter", "a time of -1ns") {
        $0.links[0].down.jitter = .nanoseconds(-1)
      },
      WrongPlan("links.radio.up.limit", "-1 packets") { $0.links[0].up.limit = -1 },
      WrongPlan("links.l.between", "3 a and 2 b") {
        $0.hosts += [HostPlan("a", count: 3), HostPlan("b", count: 2)]
        $0.links.append(LinkPlan("l", between: "a", and: "b"))
      },
      WrongPlan("links.l.between[1]", "the unknown host \"a[3]\"") {
        $0.hosts.append(HostPlan("a", count: 3))
        $0.links.append(LinkPlan("l", between: "api", and: "a[3]"))
      },
      WrongPlan("links.l.between", "\"api\" at both ends") {
        $0.links.append(LinkPlan("l", between: "api", and: "api"))
      },
    ])
  func links(wrong: WrongPlan) { expectProblem(wrong) }

  @Test(
    "An item of the workload is done by hosts there are",
    arguments: [
      WrongPlan("workload[0].on", "the unknown host \"phon\"") { $0.workload[0].on = "phon" },
      WrongPlan("workload[0].on", "the unknown host \"phon\"") { $0.workload[0].on = "phon[2]" },
      WrongPlan("workload[0].on", "\"phone[1]\", of 1") { $0.workload[0].on = "phone[1]" },
      WrongPlan("workload[0].on", "\"a[2..<4]\", of 3") {
        $0.hosts.append(HostPlan("a", count: 3))
        $0.workload[0].on = "a[2..<4]"
      },
      WrongPlan("workload[0].on", "the share \"client[60%]\"") {
        $0.workload[0].on = "client[60%]"
      },
      WrongPlan("workload[0].to", "the unknown server \"phone\"") { $0.workload[0].to = "phone" },
      WrongPlan("workload[0].to", "the unknown server \"a\"") { $0.workload[0].to = "a" },
      WrongPlan("workload[1]", "3 servers and no \"to\"") {
        $0.hosts[1].count = 3
        $0.workload[0].to = "api[0]"
      },
      WrongPlan("workload[0].to", "\"api\", which is 3 hosts") {
        $0.hosts[1].count = 3
        $0.workload[0].to = "api"
        $0.workload[1].to = "api[2]"
      },
      WrongPlan("workload[2].on", "a publication on \"phone\", which has no server") {
        $0.workload[2].on = "phone"
      },
    ])
  func who(wrong: WrongPlan) { expectProblem(wrong) }

  @Test(
    "An item of the workload does something that can be done",
    arguments: [
      WrongPlan("workload[0].at", "a time of 31536001s") {
        $0.workload[0].at = .zero + year + .seconds(1)
      },
      WrongPlan("workload[0].chat", "publications as an answer") {
        $0.workload[0].action = .chat(.publications(count: 1, every: .seconds(1)))
      },
      WrongPlan("workload[0].chat.tokens", "-1 tokens") {
        $0.workload[0].action = .chat(.answer(format: .plain, tokens: -1, every: .zero))
      },
      WrongPlan("workload[0].chat.every", "a time of -1s") {
        $0.workload[0].action = .chat(.answer(format: .plain, tokens: 1, every: .seconds(-1)))
      },
      WrongPlan("workload[0].chat.recording[0]", "-1 bytes") {
        $0.workload[0].action = .chat(
          .recording(Recording(pieces: [Recording.Piece(at: .zero, bytes: -1)])))
      },
      WrongPlan("workload[0].chat.recording[1]", "a time of 1s") {
        $0.workload[0].action = .chat(
          .recording(
            Recording(pieces: [
              Recording.Piece(at: .seconds(2), bytes: 1),
              Recording.Piece(at: .seconds(1), bytes: 1),
            ])))
      },
      WrongPlan("workload[1].follow", "the path \"api/events\"") {
        $0.workload[1].action = .follow(path: "api/events")
      },
      WrongPlan("workload[1].follow", "the path \"/a b\"") {
        $0.workload[1].action = .follow(path: "/a b")
      },
      WrongPlan("workload[2].publish.to", "the path \"news\"") {
        $0.workload[2].action = .publish(
          path: "news", script: .publications(count: 1, every: .seconds(1)))
      },
      WrongPlan("workload[2].publish", "an answer as a publication") {
        $0.workload[2].action = .publish(
          path: "/news", script: .answer(format: .plain, tokens: 1, every: .seconds(1)))
      },
      WrongPlan("workload[2].publish.count", "0 events") {
        $0.workload[2].action = .publish(
          path: "/news", script: .publications(count: 0, every: .seconds(1)))
      },
      WrongPlan("workload[2].publish.every", "a time of 0s") {
        $0.workload[2].action = .publish(
          path: "/news", script: .publications(count: 1, every: .zero))
      },
    ])
  func what(wrong: WrongPlan) { expectProblem(wrong) }

  @Test(
    "A topic is published once, at a path of its own",
    arguments: [
      WrongPlan("workload[3].publish.to", "a second publication of /api/events on api") {
        $0.workload.append($0.workload[2])
      },
      WrongPlan("workload[4].publish.to", "a second publication of /n on b[1]") {
        let script = EventScript.publications(count: 1, every: .seconds(1))
        $0.hosts.append(HostPlan("b", count: 2, server: ServerConfiguration()))
        for index in 0...1 { $0.workload[index].to = "api" }
        $0.workload += ["b", "b[1]"].map {
          WorkloadItem(on: $0, .publish(path: "/n", script: script))
        }
      },
    ]
      + ["/news?x=1", "/api/chat", "/api/chat/7", "/"].map { topic in
        WrongPlan("workload[2].publish.to", "a topic at \(topic)") {
          $0.workload[2].action = .publish(
            path: topic, script: .publications(count: 1, every: .seconds(1)))
        }
      })
  func topics(wrong: WrongPlan) { expectProblem(wrong) }

  @Test(
    "A rule says when, for how long and how often, without contradiction",
    arguments: [
      .rule(".profile", "a profile without a name") { $0.profile = "" },
      .rule(".on", "a target without a name") { $0.target = FaultTarget("") },
      .rule(".on", "the index -1") { $0.target.selection = .index(-1) },
      .rule(".on", "the indices 5..<5") { $0.target.selection = .range(5..<5) },
      .rule(".on", "the indices -1..<5") { $0.target.selection = .range(-1..<5) },
      .rule(".on", "a direction for cut", .cut(.rst)) { $0.target.direction = .up },
      .rule(".at", "a time of 31536001s") { $0.start = .at(.zero + year + .seconds(1)) },
      .rule(".at.between[1]", "a time of 31536001s") {
        $0.start = .drawn(.zero...(.zero + year + .seconds(1)))
      },
      .rule(".at", "a cut by the clock", .cut(.rst)) { $0.start = .at(.zero) },
      .rule(".at", "a position for reset", .reset) {
        $0.start = .position(StreamPosition(stream: "chat", anchor: .event(1), byte: 0))
      },
      .rule(".at.event", "event 0", .cut(.fin)) {
        $0.start = .position(StreamPosition(stream: "chat", anchor: .event(0), byte: 0))
      },
      .rule(".at.response", "response 0", .cut(.fin)) {
        $0.start = .position(StreamPosition(stream: "chat", anchor: .response(0), byte: 0))
      },
      .rule(".at.stream", "a stream without a name", .cut(.fin)) {
        $0.start = .position(StreamPosition(stream: "", anchor: .event(1), byte: 0))
      },
      .rule(".for", "a time of 0s") { $0.duration = .zero },
      .rule(".for", "a time of -1s") { $0.duration = .seconds(-1) },
      .rule(".for", "a duration of reset, which is over at once", .reset) {
        $0.duration = .seconds(1)
      },
      .rule(".segment", "segment 0", .dropSegment(0)),
      .rule(".count", "0 transmissions to be lost", .drop(count: 0)),
      .rule(".at", "a split by the clock", .split) { $0.start = .at(.zero) },
      .rule(".times", "0 times") { $0.times = 0 },
      .rule(".times", "\"times\" without \"every\"") { $0.times = 2 },
      .rule(".every", "a time of 0s") {
        $0.every = .zero
        $0.times = 2
      },
      .rule(".every", "\"every\" beside a position", .cut(.fin)) { $0.every = .seconds(1) },
    ] as [WrongPlan])
  func rules(wrong: WrongPlan) { expectProblem(wrong) }

  @Test(
    "Settings of the run and of TCP are such that it can run",
    arguments: [
      WrongPlan("duration", "a time of 0s") { $0.duration = .zero },
      WrongPlan("duration", "a time of 31536001s") { $0.duration = year + .seconds(1) },
      WrongPlan("settle", "a time of -1s") { $0.settle = .seconds(-1) },
      WrongPlan("expect.latency", "a time of -1s") { $0.expectations = [.latency(.seconds(-1))] },
      WrongPlan("expect.recovers-within", "a time of -1s") {
        $0.expectations = [.recoversWithin(.seconds(-1))]
      },
      WrongPlan("bounds", "a bound of 0 events") { $0.bounds = RunBounds(events: 0) },
    ])
  func settings(wrong: WrongPlan) { expectProblem(wrong) }

  @Test("A plan at every limit has no problem")
  func limits() {
    var plan = SmallWorlds.tunnelWorld()
    plan.hosts.append(HostPlan("crowd", count: 10_000_000))
    plan.hosts[0].client.watchdog = .nanoseconds(1)
    plan.hosts[0].client.reconnectDelay = Self.year
    plan.hosts[1].server?.heartbeat = Self.year
    plan.links[0].set(\.delay, to: .seconds(3_600))
    plan.links[0].set(\.loss, to: .one)
    plan.links[0].set(\.limit, to: 0)
    plan.workload[0].action = .chat(.answer(format: .plain, tokens: 0, every: .zero))
    plan.workload[1].at = .zero + Self.year
    plan.faults[0].every = Self.year
    plan.faults[0].times = .max
    plan.duration = Self.year
    plan.settle = .zero
    plan.tcp.maximumSegmentSize = 88
    plan.hosts[0].tcp = plan.tcp
    #expect(plan.problems.isEmpty)
  }

  @Test("All problems are told, in the order of the plan")
  func order() {
    var plan = SmallWorlds.tunnelWorld()
    plan.settle = .seconds(-1)
    plan.faults[0].times = 0
    plan.workload[0].on = "phon"
    plan.links[0].first = "fone"
    plan.hosts[0].client.watchdog = .zero
    #expect(
      plan.problems.map(\.path) == [
        "hosts.phone.client.watchdog", "links.radio.between[0]", "workload[0].on",
        "faults[0].times", "settle",
      ])
  }
}
