import Testing
import WeirTesting

@Test func `A chat survives a tunnel`() {
  let tunnel = WorldPlan(
    hosts: [
      .client("phone", watchdog: .seconds(5), reconnect: .seconds(1), resume: .lastEventID),
      .server("api", history: .log, heartbeat: .seconds(2)),
    ],
    links: [.link("radio", between: "phone", and: "api", delay: .milliseconds(40))],
    workload: [.chat(on: "phone", tokens: 600, every: .milliseconds(50))],
    faults: [
      .fault(
        "tunnel", .linkDown, on: "radio", between: .seconds(6), and: .seconds(10), for: .seconds(12)
      )
    ],
    expect: [.inOrderOnce, .recoversWithin(.seconds(5)), .completeOnlyWhenFinished])
  check(tunnel, seeds: 1...100)
}
