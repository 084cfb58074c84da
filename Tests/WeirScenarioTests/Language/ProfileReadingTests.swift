import Testing
import WeirPrimitives
import WeirScenario
import WeirWorld

@Suite struct ProfileReadingTests {
  private func rules(_ profile: String) throws -> [FaultRule] {
    let scenario = Fragments(more: #"profiles: ["faults/rough.json5"]"#).text
    return try ScenarioFolder(scenario, files: [("faults/rough.json5", profile)]).read().plan.faults
  }

  private func instant(_ milliseconds: Int64) -> Instant { .zero + .milliseconds(milliseconds) }

  @Test("Every kind of rule becomes the right fault")
  func everyKind() throws {
    let found = try rules(
      """
      {
        title: "Rough", about: "All of it.",
        rules: [
          { fault: "link-down", on: "access", at: { between: ["6s", "10s"] }, for: "12s" },
          { fault: "blackhole", on: "radio.down", at: "500ms", every: "10s", times: 3 },
          { fault: "reset", on: "radio.up", at: "0s" },
          { fault: "drop-segment", on: "radio", at: "5s", segment: 4 },
          { fault: "server-crash", on: "origin", at: "7s", for: "1s" },
          { fault: "cut", on: "api", how: "fin", at: { stream: "chat", event: 7, byte: 3 } },
          { fault: "cut", on: "api", how: "rst", at: { stream: "/a", response: 2, byte: 90 },
            times: 4 },
          { fault: "cut", on: "api", how: "silence", at: { stream: "chat", event: 1 } },
          { fault: "drop", on: "api", at: { stream: "chat", event: 2 } },
          { fault: "drop", on: "api", at: { stream: "chat", event: 3, byte: 4 }, count: 2 },
          { fault: "split", on: "api", at: { stream: "chat", response: 1, byte: 5 } },
        ],
      }
      """)
    func rule(
      _ kind: FaultKind, _ target: FaultTarget, _ start: FaultStart,
      for duration: TimeSpan? = nil
    ) -> FaultRule {
      FaultRule(
        profile: "rough", kind, on: target, start: start, duration: duration)
    }
    func position(_ stream: String, _ anchor: StreamPosition.Anchor, _ byte: UInt32) -> FaultStart {
      .position(StreamPosition(stream: stream, anchor: anchor, byte: byte))
    }
    var blackhole = rule(.blackhole, FaultTarget("radio", direction: .down), .at(instant(500)))
    blackhole.every = .seconds(10)
    blackhole.times = 3
    var repeated = rule(.cut(.rst), FaultTarget("api"), position("/a", .response(2), 90))
    repeated.times = 4
    #expect(
      found == [
        rule(
          .linkDown, FaultTarget("access"), .drawn(instant(6_000)...instant(10_000)),
          for: .seconds(12)),
        blackhole,
        rule(.reset, FaultTarget("radio", direction: .up), .at(.zero)),
        rule(.dropSegment(4), FaultTarget("radio"), .at(instant(5_000))),
        rule(.serverCrash, FaultTarget("origin"), .at(instant(7_000)), for: .seconds(1)),
        rule(.cut(.fin), FaultTarget("api"), position("chat", .event(7), 3)),
        repeated,
        rule(.cut(.silence), FaultTarget("api"), position("chat", .event(1), 0)),
        rule(.drop(count: 1), FaultTarget("api"), position("chat", .event(2), 0)),
        rule(.drop(count: 2), FaultTarget("api"), position("chat", .event(3), 4)),
        rule(.split, FaultTarget("api"), position("chat", .response(1), 5)),
      ])
  }

  @Test("The example of each kind reads as that kind", arguments: FaultForm.all)
  func forms(_ form: FaultForm) throws {
    let found = try rules("{ title: \"p\", rules: [\(form.example)] }")
    #expect(found.map(\.kind.name) == [form.name])
  }

  @Test("There is a form for each kind")
  func allKinds() {
    #expect(FaultForm.all.map(\.name) == FaultKind.names)
  }

  @Test("Rules of several profiles come in the order of the profiles")
  func several() throws {
    let reset = #"{ title: "p", rules: [{ fault: "reset", on: "radio", at: "1s" }] }"#
    let folder = try ScenarioFolder(
      Fragments(more: #"profiles: ["b.json5", "a.json5"]"#).text,
      files: [("a.json5", reset), ("b.json5", reset)])
    let scenario = try folder.read()
    #expect(scenario.plan.faults.map(\.profile) == ["b", "a"])
    #expect(scenario.profiles.map(folder.shown) == ["b.json5", "a.json5"])
  }
}
