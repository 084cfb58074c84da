import Testing
import WeirAudit
import WeirEndpoints
import WeirNetwork
import WeirPrimitives
import WeirWorld

/// Plain requests in a world, and how soon they are answered.
@Suite struct RequestTests {
  private func plan(_ limit: TimeSpan, reads: Bool = true) -> WorldPlan {
    var plan = SmallWorlds.phoneAndServer()
    plan.links[0].set(\.jitter, to: .zero)
    plan.workload = [.request("/profile", on: "phone", reads: reads, at: .seconds(1))]
    plan.expectations = [.requestWithin(limit)]
    return plan
  }

  @Test func `A request takes two round trips, and the run ends behind its answer`() throws {
    let result = try SmallWorlds.run(plan(.milliseconds(170)))
    #expect(result.verdict == .passed)
    #expect(result.end == .finished)
    #expect(result.ledger.observed.asks.map(\.at) == [SmallWorlds.at(seconds: 1)])
    let span = result.ledger.observed.asks[0].endedAt.elapsed(since: SmallWorlds.at(seconds: 1))
    #expect(span > .milliseconds(160) && span < .milliseconds(162))
    #expect(
      result.findings[0].evidence[0].hasPrefix(
        "the slowest, phone's /profile, asked for at 1.000 s, was answered after 0.16"))
    #expect(try SmallWorlds.run(plan(.milliseconds(160))).verdict == .failed)
  }

  @Test func `A request on a dead path waits out the time to settle and fails`() throws {
    var plan = plan(.seconds(2))
    plan.hosts[0].client.watchdog = nil
    plan.faults = [.fault("dead", .blackhole, on: "radio", at: .milliseconds(500))]
    let result = try SmallWorlds.run(plan)
    #expect(result.end == .settled)
    #expect(result.verdict(on: "request-within") == .failed)
    #expect(
      result.findings[0].evidence == [
        "phone's /profile, asked for at 1.000 s, had no answer when the run ended 30.000 s later"
      ])
  }

  @Test func `An answer that nobody reads is not waited for`() throws {
    let result = try SmallWorlds.run(plan(.seconds(2), reads: false))
    #expect(result.verdict(on: "request-within") == .inconclusive)
    #expect(result.end == .finished)
  }
}
