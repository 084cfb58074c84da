import Testing
import WeirAudit
import WeirEndpoints
import WeirPrimitives
import WeirTCP

@testable import WeirWorld

/// Who holds a connection alive, and for how long.
@Suite struct EndsAgreeTests {
  private func deadPath(_ workload: [WorkloadItem]) -> WorldPlan {
    var plan = WorldPlan(
      hosts: [.host("listener"), .host("server")],
      links: [.link("path", between: "listener", and: "server", delay: .milliseconds(50))],
      workload: workload,
      faults: [.fault("dead", .blackhole, on: "path", at: .seconds(5))],
      expect: [.endsAgree(.seconds(45))], duration: .seconds(300))
    plan.tcp.retries2 = 5
    return plan
  }

  @Test func `A listener without keepalive never finds out that its peer has given up`() throws {
    let result = try SmallWorlds.run(
      deadPath([
        .messages(
          1_000, bytes: 60, every: .seconds(1), direction: .down, on: "listener", to: "server")
      ]))
    let transfer = try #require(result.transfers.first)
    #expect(transfer.acceptor.seen.ending == .failed(.timedOut))
    #expect(transfer.opener.seen.ending == nil)
    #expect(result.verdict == .failed)
    let evidence = result.findings[0].evidence[0]
    #expect(evidence.hasPrefix("connection 1: listener held it alive for 2"))
    #expect(evidence.hasSuffix(" s in which server did not and did so when the run ended"))
  }

  @Test func `Two that only listen agree that all is well`() throws {
    let result = try SmallWorlds.run(deadPath([.idle(on: "listener", to: "server")]))
    #expect(result.verdict == .passed)
    #expect(result.end == .durationReached)
    #expect(
      result.findings[0].evidence == [
        "connection 1: listener held it alive for 0.050 s in which server did not"
      ])
  }

  @Test func `A chat's connection is watched like any other`() throws {
    var plan = SmallWorlds.phoneAndServer(watchdog: .seconds(5))
    plan.workload = [SmallWorlds.chat(tokens: 600)]
    plan.faults = [.fault("dead", .blackhole, on: "radio", at: .seconds(5))]
    plan.expectations = [.endsAgree(.seconds(45))]
    plan.duration = .seconds(120)
    // The phone's watchdog closes; the server's data goes unacknowledged for a quarter of an hour.
    #expect(try SmallWorlds.run(plan).verdict(on: "ends-agree") == .failed)
  }

  @Test func `An answer that the end of the run cuts short is inconclusive`() throws {
    var plan = SmallWorlds.phoneAndServer()
    plan.workload = [SmallWorlds.chat(tokens: 600)]
    plan.duration = .seconds(10)
    let result = try SmallWorlds.run(plan)
    #expect(result.end == .durationReached)
    #expect(result.lost.isEmpty)
    #expect(result.verdict == .inconclusive)
    #expect(
      result.findings[0].evidence.last == "phone's chat was cut short by the run's end")
  }

  @Test func `The phase of a Linux timer is drawn for each host by its name, and may be given`() {
    var plan = WorldPlan(hosts: [.host("a"), .host("b")])
    plan.tcp.timerGranularity = .linuxHz250
    let phases = plan.hosts.map { plan.configuration(of: $0, seed: 1).timerGranularity }
    #expect(phases[0] != phases[1])
    #expect(phases.allSatisfy { $0 != .linuxHz250 })
    #expect(plan.configuration(of: plan.hosts[0], seed: 2).timerGranularity != phases[0])
    #expect(plan.configuration(of: plan.hosts[0], seed: 1).timerGranularity == phases[0])
    plan.hosts[1].tcp = plan.tcp
    plan.hosts[1].tcp?.timerGranularity = .linuxHz250(phase: .milliseconds(597))
    #expect(
      plan.configuration(of: plan.hosts[1], seed: 1).timerGranularity
        == .linuxHz250(phase: .milliseconds(597)))
  }
}
