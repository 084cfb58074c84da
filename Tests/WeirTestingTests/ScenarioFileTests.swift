import TestSupport
import Testing
import WeirTesting

@Suite struct ScenarioFileTests {
  private let path = packageFolder + "/Scenarios/basics/chat-through-a-tunnel.json5"

  @Test("Every variant of a file has the verdict the file names", arguments: ["fixed", "broken"])
  func variants(_ variant: String) {
    #expect(check(scenario: path, variant: variant, seeds: 1...5).runs == 5)
  }

  @Test("An issue on a file ends with the command that brings the run back")
  func replay() {
    let command = "weir run \(path) --variant broken --seed 2"
    withKnownIssue {
      check(scenario: path, variant: "broken", seeds: 2...2, expecting: .passed)
    } matching: { issue in
      issue.comments.first?.rawValue.hasSuffix("\nReplay:  \(command)") ?? false
    }
  }

  @Test("A file that cannot be read is an issue with the place of every error")
  func errors() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(
      "wrong.json5", "{ title: \"x\", workload: [], hots: {}, hosts: { a: {} } }")
    withKnownIssue {
      check(scenario: file, seeds: 1...5)
    } matching: { issue in
      issue.comments.first?.rawValue == """
        The scenario cannot be read.
        \(file):1:29: found the unknown key "hots" in a scenario; expected "title", "about", \
        "tcp", "hosts", "links", "workload", "expect", "duration", "settle", "profiles" or "variants"; \
        did you mean hosts?
          { title: "x", workload: [], hots: {}, hosts: { a: {} } }
                                      ^
        """
    }
  }

  @Test("The file and Swift build the same world")
  func sameValues() throws {
    let scenario = try ScenarioReader.read(RunRequest(scenario: path))
    let plan = WorldPlan(
      hosts: [
        .client("phone", watchdog: .seconds(5), reconnect: .seconds(1)),
        .server("api", history: .log, heartbeat: .seconds(2)),
      ],
      links: [
        .link(
          "radio", between: "phone", and: "api", delay: .milliseconds(40), jitter: .milliseconds(8)
        ).rates(up: .megabitsPerSecond(5), down: .megabitsPerSecond(12))
      ],
      workload: [
        .chat(on: "phone", tokens: 600, every: .milliseconds(50)),
        .follow("/api/events", on: "phone"),
        .publish("/api/events", on: "api", count: 30, every: .seconds(1)),
      ],
      faults: [
        .fault(
          "tunnel", .linkDown, on: "access", between: .seconds(6), and: .seconds(10),
          for: .seconds(12))
      ],
      expect: [.inOrderOnce, .recoversWithin(.seconds(5)), .completeOnlyWhenFinished])
    #expect(plan == scenario.plan)
  }
}
