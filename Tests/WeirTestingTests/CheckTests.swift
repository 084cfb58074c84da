import TestSupport
import Testing
import WeirTesting

@testable import WeirTesting

/// A chat through a tunnel; without history and ids events are lost in it.
func tunnel(
  history: HistoryPolicy = .log, resume: ClientPolicy.Resume = .lastEventID,
  expect: [RunExpectation] = [.inOrderOnce, .recoversWithin(.seconds(5))]
) -> WorldPlan {
  WorldPlan(
    hosts: [
      .client("phone", watchdog: .seconds(5), reconnect: .seconds(1), resume: resume),
      .server("api", history: history, heartbeat: .seconds(2)),
    ],
    links: [.link("radio", between: "phone", and: "api", delay: .milliseconds(40))],
    workload: [
      .follow("/api/events", on: "phone"),
      .publish("/api/events", on: "api", count: 30, every: .seconds(1)),
    ],
    faults: [
      .fault(
        "tunnel", .linkDown, on: "access", between: .seconds(6), and: .seconds(10),
        for: .seconds(12))
    ],
    expect: expect)
}

private func property(_ plan: WorldPlan, expecting expected: Verdict = .passed) -> Property {
  Property(plan: plan, expected: expected) { "again \($0)" }
}

private func outcome(
  _ plan: WorldPlan, _ seeds: ClosedRange<UInt64> = 1...20, expecting expected: Verdict = .passed,
  variable: String? = nil, configure: (inout World) throws -> Void = { _ in }
) -> PropertyCheck.Outcome {
  PropertyCheck(property(plan, expecting: expected), seeds, variable: variable).outcome(configure)
}

/// Whether an issue has one comment, and that is the text kept under a name.
func isGolden(_ issue: Issue, _ name: String) -> Bool {
  let text = issue.comments.map(\.rawValue).joined(separator: "\n(next comment)\n")
  let path = "\(packageFolder)/Tests/WeirTestingTests/Golden/\(name).txt"
  guard let golden = try? Golden.text(path, now: text + "\n") else {
    Issue.record("\(path) is missing")
    return false
  }
  return text + "\n" == golden
}

private struct Unwilling: Error {}

/// Does nothing but count its starts.
private final class Starts: Endpoint {
  nonisolated(unsafe) var count = 0

  func handle(_ input: EndpointInput, at now: Instant, into effects: inout Effects) {
    if input == .start { count += 1 }
  }

  func receive(
    _ bytes: Span<UInt8>, offset: UInt64, marks: ArraySlice<Mark>, on socket: SocketID,
    at now: Instant, into effects: inout Effects
  ) {}
}

@Suite struct CheckTests {
  @Test("A broken plan is one issue, at the caller, with reason, lost ids, end and replay line")
  func issue() throws {
    let line = #line + 2
    withKnownIssue {
      check(tunnel(history: .none, resume: .none), seeds: 1...100)
    } matching: { issue in
      isGolden(issue, "follower") && issue.sourceLocation?.line == line
        && issue.sourceLocation?.fileID == #fileID
    }
  }

  @Test("The replay line names the test that runs")
  func replayOfThisTest() {
    #expect(
      TestReplay.current(seed: 17)
        == "WEIR_SEED=17 swift test --filter CheckTests/replayOfThisTest")
  }

  @Test("A broken plan that is expected to fail is no issue")
  func expectedFailure() {
    let results = check(
      tunnel(history: .none, resume: .none), seeds: 1...20, expecting: .failed)
    #expect(results.failed == Array(1...20))
    #expect(results.counterexample == nil)
  }

  @Test("A sound plan that is expected to fail is an issue in words of its own")
  func unexpectedSuccess() throws {
    let issue = try #require(outcome(tunnel(), expecting: .failed).issue)
    #expect(issue.hasPrefix("Expected to fail, and 20 of 20 seeds passed: 1–20.\n\nSeed 1\n"))
    #expect(issue.hasSuffix("\nReplay:  again 1"))
  }

  @Test("An inconclusive run is an issue in words of its own")
  func inconclusive() throws {
    let outcome = outcome(tunnel(expect: []), 1...3)
    let issue = try #require(outcome.issue)
    #expect(
      issue.hasPrefix(
        """
        3 of 3 seeds never got to the point at which it can be told: 1–3.

        Seed 1
          inconclusive: the scenario expects nothing

        What happened
        """))
    #expect(outcome.results.inconclusive == [1, 2, 3])
    #expect(outcome.results.counterexample?.seed == 1)
  }

  @Test("One seed alone is told as one")
  func oneSeed() throws {
    let issue = try #require(outcome(tunnel(history: .none), 4...4).issue)
    #expect(issue.hasPrefix("Seed 4 failed.\n\nSeed 4\n  failed       in-order-once\n"))
  }

  @Test("Every problem of a plan is in the issue, with its path and remedy, and nothing runs")
  func planErrors() {
    var plan = tunnel()
    plan.links[0].second = "apo"
    plan.workload[0].on = "fone"
    let outcome = outcome(plan)
    #expect(
      outcome.issue == """
        The plan is not a world.
        links.radio.between[1]: found the unknown host "apo"; expected "phone" or "api"
        workload[0].on: found the unknown host "fone"; expected "phone" or "api"
        """)
    #expect(outcome.results.runs == 0)
  }

  @Test("Seeds that JSON could not carry are an issue")
  func largeSeeds() {
    #expect(
      outcome(tunnel(), 1...(1 << 53)).issue
        == "seeds: found the seed 9007199254740992; expected seeds below 2^53")
  }

  @Test("Several worlds at once come to the same as one after the other", arguments: [1, 2, 3, 64])
  func parallel(_ jobs: Int) async throws {
    let plan = tunnel(history: .ring(4))
    let check = PropertyCheck(property(plan), 3...22, variable: nil)
    let one = check.outcome { _ in }
    let several = await check.outcome(jobs: jobs) { _ in }
    #expect(several.issue == one.issue)
    #expect(several.results.passed == one.results.passed)
    #expect(several.results.failed == one.results.failed)
    #expect(several.results.counterexample?.digest == one.results.counterexample?.digest)
    #expect(one.results.runs == 20)
    #expect(one.results.failed.first == 3)
  }

  @Test("No jobs are an issue")
  func noJobs() async {
    let outcome = await PropertyCheck(property(tunnel()), 1...2, variable: nil)
      .outcome(jobs: 0) { _ in }
    #expect(outcome.issue == "jobs: found 0; expected at least one")
  }

  @Test("A cancelled check is an issue, for it has not checked everything")
  func cancelled() async {
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      return await PropertyCheck(property(tunnel()), 1...5, variable: nil)
        .outcome(jobs: 2) { _ in }
    }
    task.cancel()
    #expect(await task.value.issue == "Cancelled after 0 of 5 seeds, which all passed.")
  }

  @Test("Programs of one's own run in each world; what configure throws is an issue")
  func configure() {
    let starts = Starts()
    let plan = tunnel()
    let sound = outcome(plan, 1...3) { try $0.add(starts, on: "phone") }
    #expect(sound.issue == nil)
    #expect(sound.results.passed == [1, 2, 3])
    #expect(starts.count == 3)
    #expect(
      outcome(plan, 1...3) { try $0.add(starts, on: "tablet") }.issue == """
        The plan is not a world.
        hosts: found the unknown host "tablet"; expected "phone", "api"
        """)
    #expect(
      outcome(plan, 5...9) { _ in throw Unwilling() }.issue
        == "The run of seed 5 threw: Unwilling()")
  }
}

@Suite struct SeedRequestTests {
  @Test("Without WEIR_SEED the seeds named run, with it that one alone, told in full")
  func requests() throws {
    let all = try SeedRequest(1...100, variable: nil)
    #expect(all.seeds == 1...100)
    #expect(!all.isReplay)
    let one = try SeedRequest(1...100, variable: "9007199254740991")
    #expect(one.seeds == 9_007_199_254_740_991...9_007_199_254_740_991)
    #expect(one.isReplay)
    let outcome = outcome(tunnel(), 1...100, variable: "17")
    #expect(outcome.results.passed == [17])
    let story = try #require(outcome.story)
    #expect(story.hasPrefix("Seed 17, brought back by WEIR_SEED: passed\n\nWhat happened\n"))
    #expect(story.contains("tunnel begins: link down on access for 12s\n"))
    #expect(story.contains("\nDigest:  \(try tunnel().run(seed: 17).digest.text) (version "))
  }

  @Test(
    "A wrong WEIR_SEED is an issue",
    arguments: ["", "x", "-1", "1.5", " 7", "9007199254740992", "99999999999999999999"])
  func wrong(_ text: String) {
    #expect(
      outcome(tunnel(), variable: text).issue
        == "WEIR_SEED: found \"\(text)\"; expected a seed, a whole number below 2^53")
  }

  @Test("Workers share the seeds among them")
  func shares() throws {
    let request = try SeedRequest(5...11, variable: nil)
    #expect(
      (0..<3).map { Array(request.share(of: $0, among: 3)) } == [[5, 8, 11], [6, 9], [7, 10]])
  }
}

@Suite struct TestReplayTests {
  @Test("Names go into the filter as a regular expression in one word of the shell")
  func filters() {
    func filter(_ names: [String]) -> String {
      TestReplay.command(seed: 1, module: "ChatTests", names: names)
    }
    #expect(filter(["Tunnels", "a()"]) == "WEIR_SEED=1 swift test --filter Tunnels/a")
    #expect(filter(["Tunnels", "a(_:)"]) == "WEIR_SEED=1 swift test --filter Tunnels/a")
    #expect(filter(["a()"]) == "WEIR_SEED=1 swift test --filter ChatTests.a")
    #expect(
      filter(["`A chat (or two) doesn't end`()"])
        == #"WEIR_SEED=1 swift test --filter 'ChatTests.`A chat \(or two\) doesn'\''t end`'"#)
    #expect(TestReplay.command(seed: 1, module: nil, names: []) == "WEIR_SEED=1 swift test")
  }
}
