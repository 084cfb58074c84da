import Testing
import WeirAudit
import WeirEndpoints
import WeirPrimitives
import WeirWorld

@Suite("Selections")
struct SelectionTests {
  @Test(
    "The text of a target says what it selects",
    arguments: [
      (FaultTarget("phone", selection: .index(7)), "phone[7]"),
      (FaultTarget("client", selection: .range(0..<300)), "client[0..<300]"),
      (
        FaultTarget("access", selection: .share(.percent(60)), direction: .down), "access[60%].down"
      ),
      (FaultTarget("radio", direction: .up), "radio.up"), (FaultTarget("api"), "api"),
    ])
  func texts(target: FaultTarget, text: String) {
    #expect(target.text == text)
  }

  @Test(
    "A selection is read from its own text and from nothing else",
    arguments: [.index(0), .index(7), .range(0..<300), .share(.percent(60))] as [Selection])
  func reading(selection: Selection) {
    let text = String(selection.text.dropFirst().dropLast())
    #expect(Selection(text)?.text == selection.text)
    for wrong in ["", "x", "-1", "07", "1..2", "5..<5", "9..<3", "0.<3", "101%", "1234567890"] {
      #expect(Selection(wrong) == nil)
    }
  }

  // MARK: Whom it takes

  /// Five phones and two tablets, all clients with an access link of their own, silenced for
  /// good from the start by one rule; returns those that got nothing.
  private func silenced(
    _ name: String, _ selection: Selection?, seed: UInt64 = 1, others: [FaultRule] = []
  ) throws -> [String] {
    var plan = SmallWorlds.phoneAndServer()
    plan.hosts[0].count = 5
    plan.hosts.append(HostPlan("tablet", count: 2, roles: ["client"]))
    plan.links.append(SmallWorlds.radio("wifi", from: "tablet"))
    plan.workload = [SmallWorlds.chat(tokens: 3, on: "client")]
    plan.duration = .seconds(5)
    plan.faults =
      others + [
        FaultRule(
          profile: "test", .blackhole, on: FaultTarget(name, selection: selection),
          start: .at(.zero), duration: .seconds(5))
      ]
    let result = try SmallWorlds.run(plan, seed: seed)
    #expect(result.ledger.consumers.count == 7)
    return result.ledger.consumers.filter { $0.status != .complete }.map(\.host)
  }

  @Test("An index takes one, a range several, a bare name or role all")
  func indices() throws {
    #expect(try silenced("radio", .index(3)) == ["phone[3]"])
    #expect(try silenced("radio", .range(1..<3)) == ["phone[1]", "phone[2]"])
    #expect(try silenced("radio", .range(3..<300)) == ["phone[3]", "phone[4]"])
    #expect(try silenced("wifi", nil) == ["tablet[0]", "tablet[1]"])
    #expect(try silenced("access", nil).count == 7)
    #expect(try silenced("radio[2]", nil) == ["phone[2]"])
  }

  @Test("With a role the place counts among all that carry it, in the order of the plan")
  func places() throws {
    #expect(try silenced("access", .index(5)) == ["tablet[0]"])
    #expect(try silenced("access", .range(4..<6)) == ["phone[4]", "tablet[0]"])
  }

  @Test("A share takes exactly as many as its rounding says, drawn by the seed")
  func shares() throws {
    for (percent, count) in [(0, 0), (9, 0), (10, 1), (29, 1), (30, 2), (50, 3), (100, 5)] {
      let hit = try silenced("radio", .share(.percent(UInt64(percent))))
      #expect(hit.count == count)
    }
    var seen: [[String]] = []
    for seed in 1...30 as ClosedRange<UInt64> {
      let hit = try silenced("radio", .share(.percent(40)), seed: seed)
      #expect(hit.count == 2)
      #expect(try silenced("radio", .share(.percent(40)), seed: seed) == hit)
      if !seen.contains(hit) { seen.append(hit) }
    }
    // 10 pairs there are; 30 draws that found fewer than 6 would be one chance in a million.
    #expect(seen.count >= 6)
  }

  @Test("A larger share takes all that a smaller one took")
  func nesting() throws {
    for seed in 1...10 as ClosedRange<UInt64> {
      var last: [String] = []
      for percent in [15, 35, 55, 75, 100] as [UInt64] {
        let hit = try silenced("access", .share(.percent(percent)), seed: seed)
        #expect(last.allSatisfy { hit.contains($0) })
        last = hit
      }
    }
  }

  @Test("Whom a share takes does not depend on the rules of other profiles")
  func independence() throws {
    let other = FaultRule(
      profile: "other", .reset, on: FaultTarget("access", selection: .share(.percent(50))),
      start: .at(SmallWorlds.at(seconds: 4)))
    for seed in 1...10 as ClosedRange<UInt64> {
      #expect(
        try silenced("radio", .share(.percent(40)), seed: seed)
          == silenced("radio", .share(.percent(40)), seed: seed, others: [other]))
    }
  }

  @Test("An index nobody has makes the rule not applicable")
  func notApplicable() throws {
    var plan = SmallWorlds.twelveEvents()
    plan.hosts[0].count = 5
    plan.faults = [
      FaultRule(
        profile: "test", .linkDown, on: FaultTarget("radio", selection: .index(7)),
        start: .at(.zero), duration: .seconds(1))
    ]
    #expect(plan.problems.isEmpty)
    let result = try SmallWorlds.run(plan)
    #expect(result.notApplicable.map(\.target.text) == ["radio[7]"])
    #expect(result.verdict == .inconclusive)
  }

  @Test("Of three servers the one selected is killed")
  func servers() throws {
    var plan = SmallWorlds.phoneAndServer()
    plan.hosts[0].count = 3
    plan.hosts[1].count = 3
    plan.workload = (0..<3).map { index in
      var chat = SmallWorlds.chat(tokens: 100, on: "phone[\(index)]")
      chat.to = "api[\(index)]"
      return chat
    }
    plan.faults = [
      FaultRule(
        profile: "test", .serverCrash, on: FaultTarget("origin", selection: .index(1)),
        start: .at(SmallWorlds.at(seconds: 2)), duration: .seconds(1))
    ]
    let result = try SmallWorlds.run(plan)
    #expect(result.ledger.consumers.map(\.status) == [.complete, .failed, .complete])
  }

  @Test("Client 7 of 2,000 is cut off alone")
  func clientSeven() throws {
    var plan = SmallWorlds.phoneAndServer(watchdog: .seconds(2))
    plan.hosts[0].count = 2_000
    plan.workload = [SmallWorlds.chat(tokens: 20)]
    plan.faults = [
      FaultRule(
        profile: "test", .reset, on: FaultTarget("radio", selection: .index(7)),
        start: .at(.zero + .milliseconds(500)))
    ]
    let result = try SmallWorlds.run(plan)
    #expect(result.verdict == .passed)
    #expect(result.ledger.obligations.count == 2_000 * 22)
    #expect(result.connectionCount == 2_001)
    let lost = result.timeline.filter { entry in
      if case .note(let note) = entry.content { note.kind == .connectionLost } else { false }
    }
    #expect(lost.map(\.host) == ["phone[7]"])
  }
}
