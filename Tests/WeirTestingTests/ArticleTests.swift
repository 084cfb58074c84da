import Foundation
import TestSupport
import Testing
import WeirTesting

/// What the article for test authors shows is what they get.
@Suite struct ArticleTests {
  private func text(_ path: String) throws -> String {
    try String(contentsOfFile: "\(packageFolder)/\(path)", encoding: .utf8)
  }

  @Test("The article shows a test that is run here, of at most 20 lines")
  func example() throws {
    let example = try text("Tests/WeirTestingTests/ReadmeExampleTests.swift")
    #expect(example.split(separator: "\n", omittingEmptySubsequences: false).count - 1 <= 20)
    let article = try text("Sources/WeirTesting/WeirTesting.docc/WeirTesting.md")
    #expect(article.contains("```swift\n\(example)```"))
    #expect(article.contains("```\n\(try text("Tests/WeirTestingTests/Golden/example.txt"))```"))
    let failure = try text("Tests/WeirTestingTests/Golden/example.txt")
    #expect(try text("README.md").contains("```\n\(failure)```"))
  }

  @Test func `A chat without history survives a tunnel`() throws {
    let plan = WorldPlan(
      hosts: [
        .client("phone", watchdog: .seconds(5), reconnect: .seconds(1), resume: .none),
        .server("api", history: .none, heartbeat: .seconds(2)),
      ],
      links: [.link("radio", between: "phone", and: "api", delay: .milliseconds(40))],
      workload: [.chat(on: "phone", tokens: 600, every: .milliseconds(50))],
      faults: [
        .fault(
          "tunnel", .linkDown, on: "radio", between: .seconds(6), and: .seconds(10),
          for: .seconds(12))
      ],
      expect: [.inOrderOnce, .recoversWithin(.seconds(5)), .completeOnlyWhenFinished])
    withKnownIssue {
      check(plan, seeds: 1...100)
    } matching: {
      isGolden($0, "example")
    }
  }
}
