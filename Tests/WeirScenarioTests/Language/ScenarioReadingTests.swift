import TestSupport
import Testing
import WeirAudit
import WeirEndpoints
import WeirNetwork
import WeirPrimitives
import WeirScenario
import WeirWorld

@Suite struct ScenarioReadingTests {
  private static let everything = """
    {
      title: "Everything",
      about: "Each key once.",
      hosts: {
        phone: {
          role: "client",
          client: {
            watchdog: "5s", reconnect: "250ms", resume: "none", "commits-id": "before-dispatch",
          },
        },
        api: {
          roles: ["edge", "origin"],
          server: { port: 8080, history: { ring: 64 }, heartbeat: "off" },
        },
        logs: { server: { history: "log", heartbeat: "2s" } },
        bare: { client: { watchdog: "off", resume: "last-event-id", "commits-id": "at-dispatch" } },
      },
      links: {
        radio: {
          role: "access", between: ["phone", "api"],
          delay: "40ms", jitter: "8ms", loss: "0.5%", rate: "12Mbit/s", limit: 50,
          up: { delay: "60ms", jitter: "1ms", loss: "1%", rate: "5Mbit/s", limit: 7 },
          down: { rate: "20Mbit/s" },
        },
        cable: { between: ["bare", "logs"] },
      },
      workload: [
        { on: "phone", to: "api", chat: { tokens: 600, every: "20ms", format: "ai-sdk" } },
        { at: "1.5s", on: "phone", to: "logs", follow: "/api/events?topic=a" },
        { at: "2s", on: "api", publish: { to: "/api/events", count: 30, every: "1s" } },
        { at: "3s", on: "bare", to: "logs", chat: {} },
      ],
      expect: {
        "complete-only-when-finished": {}, "recovers-within": "5s", latency: "500ms",
        "in-order-once": {},
      },
      duration: "2m",
      settle: "0s",
    }
    """

  @Test("Every key of a scenario becomes the right value")
  func everyKey() throws {
    var plan = WorldPlan()
    var phone = HostPlan("phone", roles: ["client"])
    phone.client.watchdog = .seconds(5)
    phone.client.reconnectDelay = .milliseconds(250)
    phone.client.resume = .none
    phone.client.commitsIDBeforeDispatch = true
    var api = HostPlan("api", roles: ["edge", "origin"], server: ServerConfiguration())
    api.server?.port = 8_080
    api.server?.history = .ring(64)
    api.server?.heartbeat = nil
    var logs = HostPlan("logs", server: ServerConfiguration())
    logs.server?.history = .log
    logs.server?.heartbeat = .seconds(2)
    plan.hosts = [phone, api, logs, HostPlan("bare")]

    var radio = LinkPlan("radio", roles: ["access"], between: "phone", and: "api")
    radio.up.delay = .milliseconds(60)
    radio.up.jitter = .milliseconds(1)
    radio.up.loss = Ratio(1, outOf: 100)
    radio.up.rate = .megabitsPerSecond(5)
    radio.up.limit = 7
    radio.down.delay = .milliseconds(40)
    radio.down.jitter = .milliseconds(8)
    radio.down.loss = Ratio(5, outOf: 1_000)
    radio.down.rate = .megabitsPerSecond(20)
    radio.down.limit = 50
    plan.links = [radio, LinkPlan("cable", between: "bare", and: "logs")]

    plan.workload = [
      WorkloadItem(
        on: "phone", .chat(.answer(format: .aiSDK, tokens: 600, every: .milliseconds(20))),
        to: "api"),
      WorkloadItem(
        at: Instant(nanoseconds: 1_500_000_000), on: "phone",
        .follow(path: "/api/events?topic=a"), to: "logs"),
      WorkloadItem(
        at: Instant(nanoseconds: 2_000_000_000), on: "api",
        .publish(path: "/api/events", script: .publications(count: 30, every: .seconds(1)))),
      WorkloadItem(
        at: Instant(nanoseconds: 3_000_000_000), on: "bare",
        .chat(.answer(format: .plain, tokens: 100, every: .milliseconds(50))), to: "logs"),
    ]
    plan.expectations = [
      .inOrderOnce, .latency(.milliseconds(500)), .recoversWithin(.seconds(5)),
      .completeOnlyWhenFinished,
    ]
    plan.duration = .seconds(120)
    plan.settle = .zero

    let scenario = try ScenarioFolder(Self.everything).read()
    #expect(scenario.title == "Everything")
    #expect(scenario.about == "Each key once.")
    #expect(scenario.plan.hosts == plan.hosts)
    #expect(scenario.plan.links == plan.links)
    #expect(scenario.plan.workload == plan.workload)
    #expect(scenario.plan == plan)
    #expect(scenario.variant == nil)
    #expect(scenario.variants == [])
    #expect(scenario.expectedVerdict == nil)
    #expect(scenario.profiles == [])
    #expect(scenario.settings == [])
  }

  @Test("What a scenario leaves out is as in a plan built in Swift")
  func defaults() throws {
    let folder = try ScenarioFolder(
      #"{ title: "t", hosts: { a: { server: {} } }, workload: [{ on: "a", chat: {} }] }"#)
    var plan = WorldPlan()
    plan.hosts = [HostPlan("a", server: ServerConfiguration())]
    plan.workload = [
      WorkloadItem(on: "a", .chat(.answer(format: .plain, tokens: 100, every: .milliseconds(50))))
    ]
    #expect(try folder.read().plan == plan)
  }

  @Test("Histories and formats are read by their names")
  func words() throws {
    for (text, history) in [
      ("\"none\"", HistoryPolicy.none), ("\"log\"", .log), ("{ ring: 1 }", .ring(1)),
    ] {
      let fragments = Fragments(api: "server: { history: \(text) }")
      #expect(try ScenarioFolder(fragments.text).read().plan.hosts[1].server?.history == history)
    }
    for (text, format) in [
      ("plain", TokenFormat.plain), ("openai", .openai), ("anthropic", .anthropic),
      ("ai-sdk", .aiSDK),
    ] {
      let item = "{ on: \"phone\", chat: { format: \"\(text)\", tokens: 1, every: \"1s\" } }"
      let plan = try ScenarioFolder(Fragments(workload: item).text).read().plan
      let script = EventScript.answer(format: format, tokens: 1, every: .seconds(1))
      #expect(plan.workload == [WorkloadItem(on: "phone", .chat(script))])
    }
  }

  @Test("A recorded link is read beside the scenario, and a direction's rate takes its place")
  func traces() throws {
    let fragments = Fragments(
      link: """
        between: ["phone", "api"], trace: "traces/slow.trace", up: { rate: "1Mbit/s" }, \
        down: { delay: "1ms" }
        """)
    let folder = try ScenarioFolder(fragments.text, files: [("traces/slow.trace", "1\n3\n")])
    let link = try folder.read().plan.links[0]
    #expect(link.up.trace == nil)
    #expect(link.up.rate == .megabitsPerSecond(1))
    #expect(link.down.trace == (try MahimahiTrace.read(Array("1\n3\n".utf8).span)))
    #expect(link.down.rate == nil)
  }

  @Test("A recorded link in --set is seen from the working directory")
  func traceOfSetting() throws {
    var folder = try ScenarioFolder(Fragments().text, files: [("slow.trace", "1\n3\n")])
    folder.request.settings = ["radio.down.trace=\(folder.folder.path)/slow.trace"]
    #expect(try folder.read().plan.links[0].down.trace != nil)
    folder.request.settings = ["radio.down.trace=slow.trace"]
    #expect(
      folder.errors == [
        """
        --set:1:18: found "slow.trace", which does not exist; \
        expected a recorded link in the Mahimahi format
        """
      ])
  }

  @Test("A recorded answer is read beside the scenario")
  func recording() throws {
    let item = #"{ on: "phone", chat: { recording: "answer.txt" } }"#
    let folder = try ScenarioFolder(
      Fragments(workload: item).text, files: [("answer.txt", "0 12\n250 7\n")])
    let recording = try Recording(reading: Array("0 12\n250 7\n".utf8))
    #expect(recording.pieces.map(\.at) == [.zero, .milliseconds(250)])
    #expect(
      try folder.read().plan.workload == [WorkloadItem(on: "phone", .chat(.recording(recording)))])
  }

  @Test("The example of each expectation reads as that expectation", arguments: ExpectationForm.all)
  func expectationForms(_ form: ExpectationForm) throws {
    let plan = try ScenarioFolder(Fragments(expect: form.example).text).read().plan
    #expect(plan.expectations.map(\.name) == [form.name])
  }

  @Test("There is a form for each expectation")
  func allExpectations() {
    #expect(ExpectationForm.all.map(\.name) == RunExpectation.names)
  }
}
