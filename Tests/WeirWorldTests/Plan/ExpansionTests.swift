import Testing
import WeirAudit
import WeirEndpoints
import WeirPrimitives
import WeirWorld

@Suite("Counted hosts")
struct ExpansionTests {
  /// So many phones, each with a link to one server and a short answer.
  private func phones(_ count: Int) -> WorldPlan {
    var plan = SmallWorlds.twelveEvents()
    plan.hosts[0].count = count
    return plan
  }

  @Test("A counted host and its link are written out, indices from zero")
  func writtenOut() {
    var plan = phones(3)
    plan.links[0].roles = ["access"]
    let expanded = plan.expanded()
    #expect(expanded.hosts.map(\.name) == ["phone[0]", "phone[1]", "phone[2]", "api"])
    #expect(expanded.hosts.allSatisfy { $0.count == nil })
    #expect(expanded.hosts[2].roles == ["client"])
    #expect(expanded.hosts[2].client == plan.hosts[0].client)
    #expect(expanded.links.map(\.name) == ["radio[0]", "radio[1]", "radio[2]"])
    #expect(expanded.links.map(\.first) == ["phone[0]", "phone[1]", "phone[2]"])
    #expect(expanded.links.map(\.second) == ["api", "api", "api"])
    #expect(expanded.links.allSatisfy { $0.up == plan.links[0].up && $0.roles == ["access"] })
    #expect(expanded.workload.map(\.on) == ["phone[0]", "phone[1]", "phone[2]"])
    #expect(plan.problems.isEmpty)
  }

  @Test("Expanding a second time changes nothing, and the world is the same")
  func idempotence() throws {
    var plan = phones(3)
    plan.faults = [
      FaultRule(
        profile: "test", .linkDown, on: FaultTarget("radio", selection: .index(1)),
        start: .at(SmallWorlds.at(seconds: 0)), duration: .seconds(1))
    ]
    let expanded = plan.expanded()
    #expect(expanded.expanded() == expanded)
    #expect(expanded.problems.isEmpty)
    #expect(try SmallWorlds.run(plan).digest == SmallWorlds.run(expanded).digest)
  }

  @Test("A plan without counts stays as it is")
  func unchanged() {
    let plan = SmallWorlds.tunnelWorld()
    #expect(plan.expanded() == plan)
  }

  @Test("Two counted hosts of equal number pair up by index")
  func pairs() throws {
    var plan = phones(2)
    plan.hosts[1].count = 2
    plan.workload = [0, 1].map { index in
      var chat = SmallWorlds.chat(tokens: 3, on: "phone[\(index)]")
      chat.to = "api[\(index)]"
      return chat
    }
    #expect(plan.problems.isEmpty)
    #expect(plan.expanded().links.map(\.first) == ["phone[0]", "phone[1]"])
    #expect(plan.expanded().links.map(\.second) == ["api[0]", "api[1]"])
    let result = try SmallWorlds.run(plan)
    #expect(result.verdict == .passed)
    #expect(result.ledger.streams.map(\.host) == ["api[0]", "api[1]"])
  }

  @Test(
    "An item is done by a host, a counted one, one or some of its members, or a role",
    arguments: [
      ("phone", ["phone[0]", "phone[1]", "phone[2]", "phone[3]"]), ("phone[3]", ["phone[3]"]),
      ("phone[1..<3]", ["phone[1]", "phone[2]"]), ("api", ["api"]),
      ("client", ["phone[0]", "phone[1]", "phone[2]", "phone[3]", "tablet"]),
      ("client[4]", ["tablet"]), ("client[3..<5]", ["phone[3]", "tablet"]),
    ])
  func workload(on: String, hosts: [String]) {
    var plan = phones(4)
    plan.hosts.append(HostPlan("tablet", roles: ["client"]))
    plan.workload = [SmallWorlds.chat(tokens: 1, on: on)]
    #expect(plan.problems.isEmpty)
    #expect(plan.expanded().workload.map(\.on) == hosts)
    #expect(plan.expanded().workload.allSatisfy { $0.action == plan.workload[0].action })
  }

  @Test("A server is named by its role or index where that is one host")
  func oneServer() {
    var plan = phones(2)
    plan.hosts[1].count = 3
    plan.links = []
    for (to, name) in [("api[2]", "api[2]"), ("origin[1]", "api[1]"), ("api[1..<2]", "api[1]")] {
      plan.workload[0].to = to
      #expect(plan.problems.isEmpty)
      #expect(plan.expanded().workload.map(\.to) == [name, name])
    }
  }

  @Test("A topic of another server and a redirect name one host each")
  func otherServers() {
    var plan = WorldPlan(
      hosts: [
        .browser("laptop"), .server("live", roles: ["live"]),
        .server("api").answering(307, location: "live").answering(503),
      ],
      workload: [.openTabs(2, on: "laptop", following: "/t", from: "live", to: "api")])
    plan.hosts[1].count = 1
    #expect(plan.problems.isEmpty)
    let expanded = plan.expanded()
    #expect(
      expanded.workload == [.openTabs(2, on: "laptop", following: "/t", from: "live[0]", to: "api")]
    )
    #expect(expanded.hosts[2].server?.overrides.map(\.location) == ["live[0]", nil])
    #expect(expanded.expanded() == expanded)
  }

  @Test("Members share a recording, which the server has once")
  func recordings() throws {
    var plan = phones(3)
    let recording = try Recording(reading: Array("0 10\n250 20\n".utf8))
    plan.workload = [WorkloadItem(on: "phone", .chat(.recording(recording)))]
    let result = try SmallWorlds.run(plan)
    #expect(result.verdict == .passed)
    #expect(result.ledger.streams.map(\.events.count) == [4, 4, 4])
  }

  @Test("A counted server publishes with each of its members")
  func countedPublications() throws {
    var plan = phones(2)
    plan.hosts[1].count = 2
    plan.workload = [
      WorkloadItem(
        on: "api", .publish(path: "/news", script: .publications(count: 5, every: .seconds(1)))),
      WorkloadItem(on: "phone[1]", .follow(path: "/news"), to: "api[1]"),
    ]
    let result = try SmallWorlds.run(plan)
    #expect(result.verdict == .passed)
    #expect(result.ledger.streams.map(\.events.count) == [5, 5])
    #expect(result.ledger.obligations.count == 5)
  }

  @Test("More members change nothing for those there were")
  func growth() throws {
    let few = try SmallWorlds.run(phones(2))
    let many = try SmallWorlds.run(phones(5))
    for consumer in [0, 1] as [UInt32] {
      let deliveries = [few, many].map { result in
        result.ledger.obligations.filter { $0.consumer == consumer }.map(\.deliveredAt)
      }
      #expect(deliveries[0].count == 12)
      #expect(deliveries[0] == deliveries[1])
    }
  }
}
