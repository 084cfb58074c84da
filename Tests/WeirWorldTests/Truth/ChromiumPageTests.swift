import Testing
import WeirAudit
import WeirEndpoints
import WeirPrimitives
import WeirWorld

@Suite(
  "Leaving pages as in Chromium",
  .enabled(
    if: ChromiumTable.exists, "no folder shared/truth beside the package: nothing to compare with"))
struct ChromiumPageTests {
  /// How far an instant may be from the measured one.
  private static let tolerance = 20_000_000 as Int64

  private func run(_ action: PageAction, at time: TimeSpan) throws -> RunResult {
    try WorldPlan(
      hosts: [
        .browser("laptop", policy: .nativeEventSource), .server("api", heartbeat: nil),
      ],
      links: [.link("lo", between: "laptop", and: "api", delay: .nanoseconds(100_000))],
      workload: [
        .openTabs(1, on: "laptop", following: "/e", page: nil),
        .publish("/e", on: "api", count: 1, every: .seconds(3_600)),
        .page(action, tab: 1, on: "laptop", at: time),
      ],
      expect: [.endsAgree(.seconds(1))], duration: .seconds(65)
    ).run(seed: 1)
  }

  @Test(arguments: [
    ("leave_close_tab", PageAction.close), ("leave_navigate_same_origin", .navigate),
    ("leave_navigate_cross_site", .navigate),
  ])
  func `the server sees a stream end as its page is closed, or a minute after it was left`(
    name: String, action: PageAction
  ) throws {
    let seen = try ChromiumTable.seen(name)
    let left = try #require(seen.first { $0.ev.hasPrefix("left_") }).at
    let result = try run(action, at: left)
    Sightings(result.opens.map { ("open e", $0.at) }).expectLike(
      Sightings(seen, by: "page", ["open"]))
    let server = result.serverSightings("api")
    let measured = Sightings(seen, by: "server", ["request", "client_closed"])
    #expect(server.texts == measured.texts)
    let own = try #require(server.all.last).at
    let late = try #require(measured.all.last).at
    #expect(abs((late - own).nanoseconds) <= Self.tolerance)
    #expect(result.notes(.requested).count == seen.count { $0.ev == "request" })
  }

  @Test func `a RST on a kept connection is retried at once on a fresh one, without an error`()
    throws
  {
    // Measured (peers.md, part 3); there is no record of it in the table.
    for (byte, errors) in [(0, 0), (1, 1)] {
      let result = try WorldPlan(
        hosts: [
          .browser("laptop", policy: .nativeEventSource), .server("api", heartbeat: nil),
        ],
        links: [.link("lo", between: "laptop", and: "api", delay: .nanoseconds(100_000))],
        workload: [
          .openTabs(1, on: "laptop", following: "/e"),
          .publish("/e", on: "api", count: 1, every: .seconds(3_600)),
        ],
        faults: [
          FaultRule(
            profile: "stale", .cut(.rst), on: FaultTarget("origin"),
            start: .position(
              StreamPosition(stream: "/e", anchor: .response(1), byte: UInt32(byte))))
        ],
        expect: [.endsAgree(.seconds(1))], duration: .seconds(10)
      ).run(seed: 1)
      #expect(result.outages.count == 1)
      #expect(result.notes(.requested).count == 2)
      #expect(result.notes(.sourceError).count == errors, "behind byte \(byte)")
      #expect(result.notes(.sourceOpened).count == 1)
      let open = try #require(result.entries(.sourceOpened).first).at.elapsed(since: .zero)
      let due: TimeSpan = errors == 0 ? .zero : .seconds(3)
      #expect(open > due && open - due <= Sightings.tolerance)
      #expect(result.connectionCount == 2)
    }
  }
}
