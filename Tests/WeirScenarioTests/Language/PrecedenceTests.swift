import TestSupport
import Testing
import WeirAudit
import WeirEndpoints
import WeirNetwork
import WeirPrimitives
import WeirScenario
import WeirWorld

@Suite struct PrecedenceTests {
  private func folder() throws -> ScenarioFolder {
    let reset = #"{ title: "p", rules: [{ fault: "reset", on: "radio", at: "1s" }] }"#
    return try ScenarioFolder(
      Fragments(
        phone: #"client: { watchdog: "1s", reconnect: "1s" }"#,
        link: #"between: ["phone", "api"], delay: "10ms", jitter: "1ms", rate: "1Mbit/s""#,
        more: """
          profiles: ["own.json5"],
          variants: {
            slow: { expected: "passed", about: "Slower.", set: {
              "radio.delay": "20ms", "radio.jitter": "2ms", "api.server.history": { ring: 4 },
              "expect": { latency: "1s" }, "workload[0].follow": "/b", duration: "60s",
            } },
            broken: { expected: "failed" },
          }
          """
      ).text, files: [("own.json5", reset), ("other.json5", reset)])
  }

  @Test("The first variant listed is in force unless another is asked for")
  func firstVariant() throws {
    var folder = try folder()
    var scenario = try folder.read()
    #expect(scenario.variant == "slow")
    #expect(scenario.variants == ["slow", "broken"])
    #expect(scenario.expectedVerdict == .passed)
    folder.request.variant = "broken"
    scenario = try folder.read()
    #expect(scenario.variant == "broken")
    #expect(scenario.expectedVerdict == .failed)
    #expect(scenario.plan.links[0].up.delay == .milliseconds(10))
  }

  @Test("A variant beats the scenario, and a setting beats both")
  func order() throws {
    var folder = try folder()
    folder.request.settings = [
      "radio.jitter=3ms", "phone.client.watchdog=off", "api.server.history.ring=9",
      "settle=1s", "radio.jitter=4ms",
    ]
    let plan = try folder.read().plan
    #expect(plan.links[0].up.rate == .megabitsPerSecond(1))
    #expect(plan.links[0].up.delay == .milliseconds(20))
    #expect(plan.links[0].up.jitter == .milliseconds(4))
    #expect(plan.hosts[0].client.watchdog == nil)
    #expect(plan.hosts[0].client.reconnectDelay == .seconds(1))
    #expect(plan.hosts[1].server?.history == .ring(9))
    #expect(plan.expectations == [.latency(.seconds(1))])
    #expect(plan.workload[0].action == .follow(path: "/b"))
    #expect(plan.duration == .seconds(60))
    #expect(plan.settle == .seconds(1))
  }

  @Test("A setting of a link wins over what its directions say, a recording too")
  func linkBeforeDirections() throws {
    var folder = try ScenarioFolder(
      Fragments(
        link: """
          between: ["phone", "api"], delay: "10ms",
          up: { rate: "1Mbit/s", delay: "5ms" }, down: { trace: "radio.trace" }
          """
      ).text, files: [("radio.trace", "1\n2\n3\n")])
    #expect(try folder.read().plan.links[0].down.trace != nil)
    folder.request.settings = ["radio.rate=7Mbit/s"]
    var link = try folder.read().plan.links[0]
    #expect([link.up.rate, link.down.rate] == [.megabitsPerSecond(7), .megabitsPerSecond(7)])
    #expect(link.up.trace == nil && link.down.trace == nil)
    #expect([link.up.delay, link.down.delay] == [.milliseconds(5), .milliseconds(10)])
    folder.request.settings = ["radio.rate=7Mbit/s", "radio.down.rate=2Mbit/s", "radio.delay=1ms"]
    link = try folder.read().plan.links[0]
    #expect([link.up.rate, link.down.rate] == [.megabitsPerSecond(7), .megabitsPerSecond(2)])
    #expect([link.up.delay, link.down.delay] == [.milliseconds(1), .milliseconds(1)])
  }

  @Test("A setting makes what is not there, and takes the place of a word")
  func creation() throws {
    var folder = try ScenarioFolder(
      Fragments(api: #"server: { history: "log" }"#, expect: "").text)
    folder.request.settings = [
      "phone.client.resume=none", "radio.up.delay=5ms", "api.server.history.ring=2",
      "expect.in-order-once={}", "expect.latency='2s'", "workload[0].at=1s",
    ]
    let plan = try folder.read().plan
    #expect(plan.hosts[0].client.resume == .none)
    #expect(plan.links[0].up.delay == .milliseconds(5))
    #expect(plan.links[0].down.delay == .zero)
    #expect(plan.hosts[1].server?.history == .ring(2))
    #expect(plan.expectations == [.inOrderOnce, .latency(.seconds(2))])
    #expect(plan.workload[0].at == .zero + .seconds(1))
  }

  @Test("Profiles given replace those of the scenario")
  func givenProfiles() throws {
    var folder = try folder()
    #expect(try folder.read().plan.faults.map(\.profile) == ["own"])
    let other = folder.folder.path + "/other.json5"
    folder.request.profiles = [other]
    let scenario = try folder.read()
    #expect(scenario.plan.faults.map(\.profile) == ["other"])
    #expect(scenario.profiles == [other])
    #expect(scenario.replacesProfiles)
  }

  @Test("With a setting or a profile given, no verdict is expected")
  func noExpectedVerdict() throws {
    var folder = try folder()
    folder.request.settings = ["radio.delay=1ms"]
    #expect(try folder.read().expectedVerdict == nil)
    folder.request.settings = []
    folder.request.profiles = [folder.folder.path + "/own.json5"]
    #expect(try folder.read().expectedVerdict == nil)
  }

  @Test("The replay command holds everything, in words a shell takes")
  func replay() throws {
    var folder = try folder()
    func replay(seed: UInt64 = 7) throws -> String {
      folder.shown(try folder.read().replayCommand(seed: seed))
    }
    #expect(try replay() == "weir run scenario.json5 --variant slow --seed 7")
    folder.request.profiles = [folder.folder.path + "/other.json5"]
    folder.request.variant = "broken"
    folder.request.settings = ["expect={ latency: '1s' }", "radio.rate=12Mbit/s", "settle=0s"]
    #expect(
      try replay(seed: 1 << 52) == """
        weir run scenario.json5 --profile other.json5 --variant broken \
        --set 'expect={ latency: '\\''1s'\\'' }' --set radio.rate=12Mbit/s --set settle=0s \
        --seed 4503599627370496
        """)
  }

  @Test("A file whose name begins with a hyphen or holds a space is quoted in the replay command")
  func oddNames() throws {
    let folder = try ScenarioFolder(Fragments().text)
    let path = try folder.folder.write("-my $tests/it's.json5", Fragments().text)
    let scenario = try ScenarioReader.read(RunRequest(scenario: path))
    #expect(
      scenario.replayCommand(seed: 1)
        == "weir run '\(folder.folder.path)/-my $tests/it'\\''s.json5' --seed 1")
  }
}
