import TestSupport
import Testing
import WeirAudit
import WeirEndpoints
import WeirPrimitives
import WeirScenario
import WeirWorld

/// The files of `Examples`, and what is known of each.
enum Example {
  static let folder = packageFolder + "/Tests/WeirScenarioTests/Examples"

  static let scenarios = [
    "audio-session", "chain-of-proxies", "client-7-of-2000", "clients-people-use", "cut-in-crlf",
    "handover", "rolling-deploy", "seventh-tab",
  ]
  static let profiles = [
    "between-cr-and-lf", "client-7", "deploy", "leaving-the-house", "uplink-outage",
  ]

  static func path(_ name: String) -> String { "\(folder)/\(name).json5" }

  static func read(_ name: String, variant: String? = nil) throws -> Scenario {
    var request = RunRequest(scenario: path(name))
    request.variant = variant
    return try ScenarioReader.read(request)
  }
}

@Suite struct ExampleTests {
  @Test("The folder holds the examples and nothing else")
  func folder() throws {
    let files = try #require(Directory.documents(below: Example.folder))
    #expect(files == (Example.scenarios + Example.profiles).map(Example.path).sorted())
  }

  @Test("What of each example cannot be run yet is named with its place")
  func unsupported() throws {
    func parts(_ name: String) throws -> [String] {
      try CheckedDocument.check(Example.path(name)).unsupported
    }
    #expect(try parts("client-7-of-2000") == [])
    #expect(try parts("cut-in-crlf") == [])
    #expect(try parts("seventh-tab") == [])
    #expect(try parts("clients-people-use") == [])
    #expect(
      try parts("chain-of-proxies") == [
        "a proxy at hosts.cdn.proxy", "a proxy at hosts.balancer.proxy",
        "a proxy at hosts.nginx.proxy",
      ])
    #expect(
      try parts("handover") == [
        "a device at hosts.phone.device", "the fault handover at leaving-the-house.rules[0]",
      ])
    #expect(
      try parts("audio-session") == [
        "the action audio at workload[1].audio",
        "the expectation staleness at expect.staleness",
      ])
    #expect(
      try parts("rolling-deploy") == [
        "a proxy at hosts.balancer.proxy",
        "the fault server-restart at deploy.rules[0]", "a stagger at deploy.rules[0]",
        "the fault server-restart at deploy.rules[1]",
      ])
    #expect(
      try parts("deploy") == [
        "the fault server-restart at deploy.rules[0]", "a stagger at deploy.rules[0]",
        "the fault server-restart at deploy.rules[1]",
      ])
  }

  @Test("A world is not built of what cannot be run yet, and the first part is named")
  func refused() throws {
    let plan = try Example.read("handover").plan
    let error = #expect(throws: PlanError.self) { _ = try World(plan, seed: 1).seed }
    #expect(error?.path == "hosts.phone.device")
    #expect(error?.problem == "a device, which cannot be run yet")
  }

  @Test("Of 2,000 clients only number 7 is cut off, and it loses events without a history")
  func oneOfMany() throws {
    for (variant, verdict) in [("fixed", Verdict.passed), ("broken", .failed)] {
      let plan = try Example.read("client-7-of-2000", variant: variant).plan
      var world = try World(plan, seed: 1)
      let result = world.run()
      #expect(result.verdict == verdict)
      let losers = result.ledger.accounts.filter { !$0.lost.isEmpty }.map(\.title)
      #expect(losers == (variant == "fixed" ? [] : ["phone[7]'s /api/events", "phone[7]'s chat"]))
    }
  }

  @Test("A cut between CR and LF loses event 7 for who takes ids at their lines")
  func cutInCRLF() throws {
    for (variant, lost) in [("fixed", [UInt32]()), ("broken", [7])] {
      var world = try World(Example.read("cut-in-crlf", variant: variant).plan, seed: 1)
      let result = world.run()
      #expect(result.verdict == (lost.isEmpty ? .passed : .failed))
      #expect(result.ledger.accounts.map(\.lost) == [lost])
    }
  }

  @Test("Each line of an event can be cut in its CRLF, and there is no fourth")
  func everyLine() throws {
    for line in UInt32(1)...4 {
      var plan = try Example.read("cut-in-crlf").plan
      plan.faults[0].start = .position(
        StreamPosition(stream: "chat", anchor: .lineEnd(event: 7, line: line), byte: 0))
      var world = try World(plan, seed: 1)
      // An event of the plain format has an id, its data and a blank line.
      #expect(world.run().verdict == (line <= 3 ? .passed : .inconclusive))
    }
  }

  @Test("The seventh tab reads as tabs in a browser")
  func browser() throws {
    let plan = try Example.read("seventh-tab", variant: "http2").plan
    #expect(plan.hosts[0].browser?.engine == .chromium)
    #expect(plan.hosts[0].browser?.http == .http2)
    #expect(plan.hosts[0].browser?.tls == .tls13)
    #expect(plan.hosts[0].browser?.connectionsPerOrigin == 6)
    #expect(
      plan.workload[0].action
        == .openTabs(TabsPlan(count: 7, every: .seconds(1), follow: "/api/events")))
    #expect(plan.workload[2].tab == 1)
    #expect(plan.workload[2].action == .request(path: "/api/profile", reads: true))
    #expect(plan.workload[3].action == .page(.navigate))
    #expect(plan.expectations == [.inOrderOnce, .requestWithin(.seconds(2))])
    for (variant, topic, closes) in [("another-origin", "live", false), ("hidden", nil, true)] {
      var tabs = TabsPlan(count: 7, every: .seconds(1), follow: "/api/events")
      tabs.followFrom = topic
      tabs.closesWhenHidden = closes
      let item = try Example.read("seventh-tab", variant: variant).plan.workload[0]
      #expect(item.action == .openTabs(tabs))
    }
  }

  @Test("The chain reads as proxies, each with its upstream")
  func proxies() throws {
    let hosts = try Example.read("chain-of-proxies").plan.hosts
    #expect(hosts.map { $0.proxy?.upstream } == [nil, "balancer", "nginx", "app", nil])
    var nginx = ProxyPlan(.nginx, upstream: "app")
    nginx.upstreamHTTP = .http10
    nginx.isBuffering = true
    nginx.readTimeout = .after(.seconds(60))
    #expect(hosts[3].proxy == nginx)
    #expect(hosts[4].count == 2)
    let fixed = try Example.read("chain-of-proxies", variant: "fixed").plan.hosts[3].proxy
    #expect(fixed?.readTimeout == .off)
    #expect(fixed?.isBuffering == false)
  }

  @Test("The handover reads as a device with two networks and a change to the second")
  func device() throws {
    let plan = try Example.read("handover").plan
    #expect(plan.hosts[0].device == DevicePlan(networks: ["wifi", "lte"]))
    #expect(plan.faults[0].kind == .handover(to: "lte"))
    #expect(plan.faults[0].target == FaultTarget("phone"))
    #expect(plan.faults[0].duration == .milliseconds(800))
  }

  @Test("The audio session reads as frames both ways")
  func audio() throws {
    let plan = try Example.read("audio-session").plan
    let audio = AudioPlan(
      up: FrameScript(frames: 1_500, every: .milliseconds(20), bytes: 960),
      down: FrameScript(frames: 60, every: .milliseconds(500), bytes: 48))
    #expect(plan.workload[1].action == .audio(audio))
    #expect(
      plan.expectations == [
        .isolation(of: "/api/audio", without: "chat", within: .milliseconds(20)),
        .noCloseWhileHealthy, .staleness(.milliseconds(400)),
      ])
  }

  @Test("The deploy reads as restarts with a grace, one after another")
  func deploy() throws {
    let rules = try Example.read("rolling-deploy").plan.faults
    #expect(rules[0].kind == .serverRestart(grace: .seconds(10)))
    #expect(rules[0].stagger == .seconds(20))
    #expect(rules[1].target == FaultTarget("origin", selection: .share(.percent(25))))
  }
}
