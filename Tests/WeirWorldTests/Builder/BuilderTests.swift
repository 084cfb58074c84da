import Testing
import WeirAudit
import WeirEndpoints
import WeirNetwork
import WeirPrimitives
import WeirWorld

@Suite struct BuilderTests {
  @Test("A Duration means what the same TimeSpan means")
  func durations() {
    let second: Duration = .seconds(1)
    let span: TimeSpan = .seconds(1)
    #expect(
      HostPlan.client("a", watchdog: second, reconnect: second)
        == .client("a", watchdog: span, reconnect: span))
    #expect(HostPlan.server("a", heartbeat: second) == .server("a", heartbeat: span))
    #expect(
      LinkPlan.link("l", between: "a", and: "b", delay: second, jitter: second)
        == .link("l", between: "a", and: "b", delay: span, jitter: span))
    #expect(
      WorkloadItem.chat(on: "a", tokens: 3, every: second, at: second)
        == .chat(on: "a", tokens: 3, every: span, at: span))
    #expect(
      WorkloadItem.follow("/t", on: "a", at: second) == .follow("/t", on: "a", at: span))
    #expect(
      WorkloadItem.publish("/t", on: "a", count: 2, every: second, at: second)
        == .publish("/t", on: "a", count: 2, every: span, at: span))
    #expect(
      FaultRule.fault("f", .reset, on: "l", at: second).repeated(every: second, times: 3)
        == .fault("f", .reset, on: "l", at: span).repeated(every: span, times: 3))
    #expect(
      FaultRule.fault("f", .linkDown, on: "l", between: second, and: second, for: second)
        == .fault("f", .linkDown, on: "l", between: span, and: span, for: span))
    #expect(
      WorkloadItem.openTabs(2, on: "a", following: "/t", every: second, at: second)
        == .openTabs(2, on: "a", following: "/t", every: span, at: span))
    #expect(
      WorkloadItem.page(.hide, tab: 1, on: "a", at: second)
        == .page(.hide, tab: 1, on: "a", at: span))
    #expect(
      WorkloadItem.request("/x", on: "a", at: second) == .request("/x", on: "a", at: span))
    #expect(
      WorkloadItem.publish("/t", on: "a", texts: ["x"], every: second, at: second)
        == .publish("/t", on: "a", texts: ["x"], every: span, at: span))
    #expect(RunExpectation.latency(second) == .latency(span))
    #expect(RunExpectation.recoversWithin(second) == .recoversWithin(span))
  }

  @Test("A fraction of a second is exact to the nanosecond")
  func fractions() {
    #expect(
      LinkPlan.link("l", between: "a", and: "b", delay: .seconds(1.5)).up.delay
        == .milliseconds(1_500))
  }

  @Test("Nil is never, for a watchdog and for heartbeats")
  func never() {
    #expect(HostPlan.client("a", watchdog: nil).client.watchdog == nil)
    #expect(HostPlan.server("a", heartbeat: nil).server?.heartbeat == nil)
    #expect(HostPlan.server("a").server == ServerConfiguration())
    #expect(HostPlan.client("a").client == ClientPolicy())
    #expect(HostPlan.host("a", roles: ["edge"]) == HostPlan("a", roles: ["edge"]))
  }

  @Test("A link is the same in both directions until one is changed")
  func directions() {
    let link = LinkPlan.link("l", between: "a", and: "b", delay: .seconds(1), loss: .percent(2))
      .up { $0.limit = 3 }.down { $0.keepsOrder = false }
    #expect(link.up.delay == .seconds(1) && link.down.delay == .seconds(1))
    #expect(link.up.loss == .percent(2) && link.down.loss == .percent(2))
    #expect(link.up.limit == 3 && link.down.limit == 1_000)
    #expect(link.up.keepsOrder && !link.down.keepsOrder)
    #expect(link.roles == ["access"])
    let rates = link.rates(up: .kilobitsPerSecond(1), down: .kilobitsPerSecond(2))
    #expect(rates.up.rate == .kilobitsPerSecond(1) && rates.down.rate == .kilobitsPerSecond(2))
  }

  @Test("A target is a name or role, with a direction behind a dot")
  func targets() {
    #expect("radio" as FaultTarget == FaultTarget(stringLiteral: "radio"))
    #expect("phone[7]" as FaultTarget == FaultTarget("phone", selection: .index(7)))
    #expect("client[0..<300]" as FaultTarget == FaultTarget("client", selection: .range(0..<300)))
    #expect(
      "access[60%].down" as FaultTarget
        == FaultTarget("access", selection: .share(Ratio(60, outOf: 100)), direction: .down))
    #expect("phone[x]" as FaultTarget == FaultTarget("phone[x]"))
    #expect(("radio" as FaultTarget).direction == nil)
    let down: FaultTarget = "access.down"
    #expect(down.name == "access" && down.direction == .down)
    let up: FaultTarget = "access.up"
    #expect(up.name == "access" && up.direction == .up)
  }

  @Test("Cuts are at positions of events and responses")
  func cuts() {
    let event = FaultRule.cut("cut", .fin, on: "api", inEvent: 7, of: "chat", afterByte: 3)
    #expect(
      event
        == FaultRule(
          profile: "cut", .cut(.fin), on: FaultTarget("api"),
          start: .position(StreamPosition(stream: "chat", anchor: .event(7), byte: 3))))
    let response = FaultRule.cut("head", .rst, on: "api", inResponse: 2, to: "/t").repeated(
      times: 4)
    #expect(
      response
        == FaultRule(
          profile: "head", .cut(.rst), on: FaultTarget("api"),
          start: .position(StreamPosition(stream: "/t", anchor: .response(2), byte: 0)), times: 4))
  }

  @Test("A host may have a known client, a browser or a server told otherwise")
  func programs() {
    var http = HTTPClientOptions()
    http.version = .http2
    let client = HostPlan.client("a", policy: .useChat, http: http)
    #expect(client.client == .useChat && client.http == http && client.roles == ["client"])
    let browser = HostPlan.browser(
      "b", engine: .firefox, http: .http2, tls: .tls13, policy: .nativeEventSource,
      sharesEventSource: true
    ).browsing { $0.maximumConnections = 32 }
    #expect(browser.client == .nativeEventSource)
    #expect(browser.browser?.engine == .firefox && browser.browser?.http == .http2)
    #expect(browser.browser?.tls == .tls13 && browser.browser?.sharesEventSource == true)
    #expect(browser.browser?.maximumConnections == 32)
    #expect(HostPlan.browser("b").browser == BrowserPlan())
    let server = HostPlan.server("c").serving { $0.evicted = .announces }
      .answering(502, at: "/t", from: .seconds(20), until: .seconds(24), type: "text/html")
      .answering(307, location: "d")
    #expect(server.server?.evicted == .announces)
    #expect(
      server.server?.overrides == [
        ServerConfiguration.Override(
          path: "/t", from: .zero + .seconds(20), until: .zero + .seconds(24), status: 502,
          contentType: "text/html"),
        ServerConfiguration.Override(path: nil, status: 307, location: "d"),
      ])
    #expect(HostPlan.host("e").serving { _ in }.server == ServerConfiguration())
    #expect(HostPlan.host("e").browsing { _ in }.browser == BrowserPlan())
  }

  @Test("Tabs, pages, requests and streams are items of a workload")
  func pages() {
    var tabs = TabsPlan(count: 7, every: .seconds(1), follow: "/t")
    tabs.page = nil
    tabs.followFrom = "live"
    tabs.closesWhenHidden = true
    #expect(
      WorkloadItem.openTabs(
        7, on: "a", following: "/t", every: .seconds(1), page: nil, from: "live",
        closesWhenHidden: true, at: .seconds(2), to: "b")
        == WorkloadItem(at: .zero + .seconds(2), on: "a", .openTabs(tabs), to: "b"))
    let hidden = WorkloadItem.page(.hide, tab: 3, on: "a", at: .seconds(4))
    #expect(hidden.action == .page(.hide) && hidden.tab == 3)
    #expect(hidden.at == .zero + .seconds(4))
    #expect(
      WorkloadItem.request("/x", on: "a", reads: false, to: "b")
        == WorkloadItem(on: "a", .request(path: "/x", reads: false), to: "b"))
    #expect(WorkloadItem.follow("/t", on: "a").inTab(2).tab == 2)
    #expect(
      WorkloadItem.publish("/t", on: "b", texts: ["x", "y"], every: .seconds(1)).action
        == .publish(path: "/t", script: .texts(["x", "y"], every: .seconds(1))))
    let part = RawPart(at: .seconds(1), bytes: [0x61, 0x0A], ends: true)
    #expect(
      WorkloadItem.publish("/t", on: "b", stream: [.text("a\n", at: .seconds(1), ends: true)])
        .action == .publish(path: "/t", script: .raw([part])))
  }

  @Test("A recording, a duration and bounds reach the plan")
  func rest() {
    let recording = Recording(pieces: [Recording.Piece(at: .milliseconds(5), bytes: 10)])
    let plan = WorldPlan(
      hosts: [.client("a"), .server("b")], links: [.link("l", between: "a", and: "b")],
      workload: [.chat(on: "a", recording: recording, at: .seconds(1), to: "b")],
      expect: [.inOrderOnce], duration: .seconds(9), settle: .seconds(2))
    #expect(
      plan.workload == [
        WorkloadItem(at: .zero + .seconds(1), on: "a", .chat(.recording(recording)), to: "b")
      ])
    #expect(plan.duration == .seconds(9) && plan.settle == .seconds(2))
    #expect(plan.faults == [])
  }

  @Test("A run is that of the world; a plan that is none throws its first problem")
  func running() throws {
    let plan = SmallWorlds.twelveEvents()
    var world = try World(plan, seed: 3)
    #expect(try plan.run(seed: 3).digest == world.run().digest)
    #expect(throws: PlanError(path: "hosts", problem: "no host", remedy: "at least one")) {
      try WorldPlan().run(seed: 1)
    }
    #expect(
      throws: PlanError(
        path: "seed", problem: "the seed 9007199254740992",
        remedy: "a whole number below 2^53")
    ) {
      try plan.run(seed: 1 << 53)
    }
  }
}
