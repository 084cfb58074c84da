import Testing
import WeirAudit
import WeirEndpoints
import WeirPrimitives
import WeirWorld

@Suite("Pages that are closed before their programs begin")
struct ClosedPageTests {
  @Test func `an answer that a closed page was to ask for is not waited for`() throws {
    let result = try WorldPlan(
      hosts: [.browser("laptop"), .server("api", heartbeat: nil)],
      links: [.link("lo", between: "laptop", and: "api", delay: .milliseconds(1))],
      workload: [
        .chat(on: "laptop", tokens: 2, every: .milliseconds(50), at: .seconds(1)).inTab(1),
        .page(.close, tab: 1, on: "laptop", at: .seconds(3)),
        .chat(on: "laptop", tokens: 2, every: .milliseconds(50), at: .seconds(5)).inTab(1),
      ],
      duration: .seconds(600)
    ).run(seed: 1)
    #expect(result.ledger.consumers.map(\.status) == [.complete, .stopped])
    #expect(result.end == .finished)
    #expect(result.endedAt == .zero + .seconds(5))
  }
}
