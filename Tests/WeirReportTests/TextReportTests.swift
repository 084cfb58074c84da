import TestSupport
import Testing
import WeirAudit
import WeirPrimitives
import WeirReport
import WeirScenario
import WeirWorld

@Suite struct TextReportTests {
  /// The digests in these texts change with the models: re-record with
  /// `RECORD_GOLDENS=1 swift test --filter TextReportTests`.
  @Test(
    "Seed 7 of each variant is told as it was", arguments: ["fixed", "broken", "patient"])
  func golden(_ variant: String) throws {
    let text = local(try report(variant: variant).text)
    let path =
      "\(packageFolder)/Tests/WeirReportTests/Golden/chat-through-a-tunnel.\(variant).7.txt"
    #expect(text == (try Golden.text(path, now: text)))
  }

  @Test("The last line is the replay command, and running it gives the same digest")
  func replay() throws {
    let profile = packageFolder + "/Fault-Profiles/tunnel.json5"
    let first = try report(
      variant: "broken", seed: 11, settings: ["radio.delay=60ms", "expect={ latency: '2s' }"],
      profiles: [profile])
    let last = try #require(first.text.split(separator: "\n").last)
    #expect(
      local(String(last)) == """
        Replay:  weir run Scenarios/basics/chat-through-a-tunnel.json5 \
        --profile Fault-Profiles/tunnel.json5 --variant broken --set radio.delay=60ms \
        --set 'expect={ latency: '\\''2s'\\'' }' --seed 11
        """)
    let again = try report(
      variant: "broken", seed: 11, settings: ["radio.delay=60ms", "expect={ latency: '2s' }"],
      profiles: [profile])
    #expect(again.text == first.text)
    #expect(again.result.digest == first.result.digest)
    #expect(try report(variant: "broken", seed: 12).result.digest != first.result.digest)
  }

  @Test("Of a crowd the text tells the beginning, every fault, and how much it leaves out")
  func crowd() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      "p.json5", "{ title: 'p', rules: [{ fault: 'link-down', on: 'l', at: '1s', for: '1s' }] }")
    let path = try folder.write(
      "s.json5",
      """
      { title: "t", hosts: { a: { count: 700 }, b: { server: {} } },
        links: { l: { between: ["a", "b"] } }, profiles: ["p.json5"],
        workload: [{ on: "a", chat: { tokens: 100 } }], expect: { "in-order-once": {} } }
      """)
    let lines = try report(on: path).text.split(separator: "\n").map(String.init)
    #expect(lines.count < 700)
    #expect(lines.contains { $0.hasSuffix("p begins: link down on l for 1s") })
    #expect(lines.contains { $0.hasSuffix("p ends") })
    #expect(lines.contains { $0.hasSuffix(" more lines; --trace FILE tells everything") })
    #expect(lines.contains("  and 600 more; --ledger FILE tells of all"))
    #expect(lines.filter { $0.contains("'s chat  ") }.count == 100)
  }

  @Test("Of many things at one place and instant the first twelve are told")
  func gathered() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "s.json5",
      """
      { title: "t", hosts: { a: {}, b: { server: {} } }, links: { l: { between: ["a", "b"] } },
        workload: [\(String(repeating: "{ on: 'a', chat: { tokens: 1 } },", count: 20))],
        expect: { "in-order-once": {} } }
      """)
    let text = try report(on: path).text
    let sentence = "connected, sends its POST; "
    #expect(text.contains(": " + String(repeating: sentence, count: 12) + "and 8 more\n"))
  }

  @Test("A verdict is compared with the expected one only where there is one")
  func verdicts() throws {
    #expect(try report().text.contains("\nVerdict: passed, as expected\n"))
    #expect(try report(variant: "broken").text.contains("\nVerdict: failed, as expected\n"))
    #expect(try report(settings: ["radio.delay=41ms"]).text.contains("\nVerdict: passed\n"))
    let other = try report(settings: ["api.server.history=none", "phone.client.resume=none"])
    #expect(other.text.contains("\nVerdict: failed\n"))
  }

  @Test("A profile whose rules match nothing is printed, and the run is inconclusive")
  func notApplicable() throws {
    let folder = try TemporaryFolder()
    let profile = try folder.write(
      "elsewhere.json5",
      """
      { title: "Elsewhere", rules: [
        { fault: "link-down", on: "satellite", at: "1s", for: "1s" },
        { fault: "server-crash", on: "radio", at: "1s", for: "1s" },
      ] }
      """)
    let report = try report(profiles: [profile])
    #expect(report.result.verdict == .inconclusive)
    #expect(
      report.text.contains(
        """
          not applicable: elsewhere on satellite matches nothing here
          not applicable: elsewhere on radio matches nothing here
          inconclusive: nothing of elsewhere happened
        """))
    #expect(report.text.contains("\nVerdict: inconclusive\n"))
    let object = try JSONObject(report.json)
    #expect(object.string("verdict") == "inconclusive")
    #expect(
      object["notApplicable"] as? [String] == ["elsewhere on satellite", "elsewhere on radio"])
  }

  @Test("A rule that matches nothing is printed and does not count when another acts")
  func partlyApplicable() throws {
    let folder = try TemporaryFolder()
    let profile = try folder.write(
      "half.json5",
      """
      { title: "Half", rules: [
        { fault: "link-down", on: "access", at: "7s", for: "6s" },
        { fault: "reset", on: "satellite.up", at: "1s" },
      ] }
      """)
    let report = try report(profiles: [profile])
    #expect(report.text.contains("not applicable: half on satellite.up matches nothing here"))
    #expect(!report.text.contains("nothing of half"))
    #expect(report.result.idleProfiles == [])
  }

  @Test("A scenario that expects nothing is inconclusive and says so")
  func noExpectation() throws {
    let report = try report(settings: ["expect={}"], profiles: [])
    #expect(report.result.verdict == .inconclusive)
    #expect(report.text.contains("  inconclusive: the scenario expects nothing\n"))
  }

  @Test("A consumer whose stream never began is named, and the run is inconclusive")
  func neverBegan() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "s.json5",
      """
      { title: "t", hosts: { a: {}, b: { server: {} } },
        links: { l: { between: ["a", "b"] } }, duration: "5s",
        workload: [
          { on: "a", chat: { tokens: 1 } }, { on: "a", follow: "/nowhere" },
        ], expect: { "in-order-once": {} } }
      """)
    let report = try report(on: path)
    #expect(report.result.findings.map(\.verdict) == [.passed])
    #expect(report.result.verdict == .inconclusive)
    #expect(report.text.contains("\n  a's /nowhere: its stream never began\n"))
    #expect(report.text.contains("\nVerdict: inconclusive\n"))
    #expect(try JSONObject(report.json)["streamsNeverBegun"] as? [String] == ["a's /nowhere"])
  }

  @Test("A control character in a title does not reach the terminal")
  func controlCharacters() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "s.json5",
      """
      { title: "\\u001b[31mred", hosts: { a: {}, b: { server: {} } },
        links: { l: { between: ["a", "b"] } },
        workload: [{ on: "a", chat: { tokens: 1 } }], expect: { "in-order-once": {} } }
      """)
    let text = try report(on: path).text
    #expect(text.hasPrefix("·[31mred, seed 7\n"))
    #expect(!text.contains("\u{1B}"))
  }

  @Test("Wall time is told in microseconds where it is known")
  func wallTime() throws {
    let quiet = try report()
    let told = RunReport(quiet.scenario, quiet.result, wallTime: .nanoseconds(1_499))
    #expect(told.text.contains(" events in 1 µs\n"))
    #expect(!quiet.text.contains("µs"))
  }
}
