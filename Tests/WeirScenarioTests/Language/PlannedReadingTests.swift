import Testing
import WeirAudit
import WeirEndpoints
import WeirPrimitives
import WeirScenario
import WeirWorld

/// Keys that no world can run yet.
@Suite struct PlannedReadingTests {
  @Test("Every key of a device and a proxy becomes the right value")
  func hosts() throws {
    let scenario = """
      {
        title: "t",
        hosts: {
          phone: { device: { networks: ["lte", "wifi"] } },
          edge: {
            proxy: {
              model: "haproxy", upstream: "origin", choose: "source-hash", "upstream-http": "1.1",
              buffering: false, "read-timeout": "30s",
            },
          },
          app: { role: "origin", count: 3, server: { "line-ending": "cr" } },
        },
        links: { wifi: { between: ["phone", "edge"] }, lte: { between: ["edge", "phone"] } },
        workload: [],
      }
      """
    let hosts = try ScenarioFolder(scenario).read().plan.hosts
    #expect(hosts[0].device == DevicePlan(networks: ["lte", "wifi"]))
    var proxy = ProxyPlan(.haproxy, upstream: "origin")
    proxy.choice = .sourceHash
    proxy.upstreamHTTP = .http11
    proxy.isBuffering = false
    proxy.readTimeout = .after(.seconds(30))
    #expect(hosts.map(\.proxy) == [nil, proxy, nil])
    #expect(hosts[2].count == 3)
    #expect(hosts[2].server?.lineEnding == .carriageReturn)
  }

  @Test("An audio session becomes frames, and those that are left out are none")
  func audio() throws {
    let fragments = Fragments(
      workload:
        "{ on: 'phone', audio: { path: '/v', up: { frames: 5, every: '20ms', bytes: 960 } } }")
    #expect(
      try ScenarioFolder(fragments.text).read().plan.workload[0].action
        == .audio(
          AudioPlan(
            path: "/v", up: FrameScript(frames: 5, every: .milliseconds(20), bytes: 960),
            down: FrameScript(frames: 0, every: .milliseconds(20), bytes: 0))))
  }

  @Test("Every expectation becomes the right value, in the order in which they are listed")
  func expectations() throws {
    let text = ExpectationForm.all.map(\.example).joined(separator: ", ")
    #expect(
      try ScenarioFolder(Fragments(expect: text).text).read().plan.expectations == [
        .inOrderOnce, .latency(.milliseconds(500)), .recoversWithin(.seconds(5)),
        .completeOnlyWhenFinished, .endsAgree(.seconds(45)),
        .connectRate(atMost: 400, within: .seconds(1), per: .server), .runsOnce,
        .isolation(of: "/api/audio", without: "chat", within: .milliseconds(20)), .textIntact,
        .gapsAnnounced, .requestWithin(.seconds(2)), .noCloseWhileHealthy, .reconnectHeader,
        .memoryBound(ByteCount(bytes: 1 << 20)), .stopsWithin(.seconds(1)), .subscriptions,
        .noSecretLogged, .radioWakeups(20), .staleness(.seconds(2)),
      ])
  }

  @Test("A target reads as the name, the selection and the direction it says")
  func targets() throws {
    for (text, target) in [
      ("radio", FaultTarget("radio")), ("radio.up", FaultTarget("radio", direction: .up)),
      ("radio[7]", FaultTarget("radio", selection: .index(7))),
      ("access[0..<300].down", FaultTarget("access", selection: .range(0..<300), direction: .down)),
      ("access[2.5%]", FaultTarget("access", selection: .share(Ratio(25, outOf: 1_000)))),
    ] {
      let folder = try ScenarioFolder(
        Fragments(more: "profiles: ['p.json5']").text,
        files: [("p.json5", "{ title: 'p', rules: [{ fault: 'reset', on: '\(text)', at: 0 }] }")])
      let read = try folder.read().plan.faults[0].target
      #expect(read == target)
      #expect(read.text == text)
    }
  }

  @Test("A place between CR and LF is that of the first line unless another is named")
  func places() throws {
    for (line, number) in [("", UInt32(1)), (", line: 3", 3)] {
      let at = "{ stream: '/a', event: 7, between: ['CR', 'LF']\(line) }"
      let folder = try ScenarioFolder(
        Fragments(more: "profiles: ['p.json5']").text,
        files: [
          ("p.json5", "{ title: 'p', rules: [{ fault: 'cut', how: 'fin', on: 'api', at: \(at) }] }")
        ])
      #expect(
        try folder.read().plan.faults[0].start
          == .position(
            StreamPosition(
              stream: "/a", anchor: .lineEnd(event: 7, line: number), byte: 0)))
    }
  }
}
