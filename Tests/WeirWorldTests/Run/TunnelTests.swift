import Testing
import WeirAudit
import WeirEndpoints
import WeirKernel
import WeirPrimitives
import WeirWorld

@Suite("A tunnel of 12 s")
struct TunnelTests {
  @Test("With a log and ids nothing is lost and nothing comes twice", arguments: 1...20)
  func fixed(seed: Int) throws {
    let result = try SmallWorlds.run(SmallWorlds.tunnelWorld(), seed: UInt64(seed))
    #expect(result.verdict == .passed)
    #expect(result.end == .finished)
    #expect(result.ledger.obligations.count == 632)
    #expect(result.ledger.obligations.allSatisfy { $0.deliveryCount == 1 })
  }

  @Test("Without history and ids events are lost, and the lost ids are named", arguments: 1...20)
  func broken(seed: Int) throws {
    let plan = SmallWorlds.tunnelWorld(
      SmallWorlds.phoneAndServer(history: .none, resume: .none))
    let result = try SmallWorlds.run(plan, seed: UInt64(seed))
    #expect(result.verdict(on: "in-order-once") == .failed)
    let evidence = try #require(result.findings.first?.evidence)
    for account in result.ledger.accounts {
      #expect(!account.lost.isEmpty)
      #expect(
        evidence.contains(
          "\(account.title) lost \(account.lost.count): ids \(listing(account.lost))"))
    }
  }

  @Test("Without a watchdog TCP delivers everything 4 to 13 s after the end", arguments: 1...20)
  func patient(seed: Int) throws {
    let plan = SmallWorlds.tunnelWorld(SmallWorlds.phoneAndServer(watchdog: nil))
    let result = try SmallWorlds.run(plan, seed: UInt64(seed))
    #expect(result.lost.isEmpty)
    #expect(result.verdict(on: "recovers-within") == .failed)
    let delays = result.ledger.recoveries(after: result.outages, within: .seconds(5))
    #expect(delays.count == 2)
    for recovery in delays {
      let delay = try #require(recovery.delay)
      #expect(delay >= .seconds(4) && delay <= .seconds(13))
    }
    #expect(result.connectionCount == 2)
  }

  @Test("A second, unrelated phone changes no draw and no delivery of the first")
  func secondPhone() throws {
    let alone = SmallWorlds.tunnelWorld()
    var crowded = alone
    crowded.hosts.append(HostPlan("tablet", roles: ["client"]))
    crowded.hosts[2].client = alone.hosts[0].client
    crowded.links.append(SmallWorlds.radio("wifi", from: "tablet"))
    crowded.workload.append(SmallWorlds.chat(tokens: 300, on: "tablet"))
    crowded.workload.append(WorkloadItem(on: "tablet", .follow(path: "/api/events")))
    for seed in 1...10 as ClosedRange<UInt64> {
      let one = try SmallWorlds.run(alone, seed: seed, trace: true)
      let two = try SmallWorlds.run(crowded, seed: seed, trace: true)
      let first = records(of: one)
      #expect(first == records(of: two))
      #expect(first.count > 2_000)
      #expect(deliveries(to: [0, 1], in: one) == deliveries(to: [0, 1], in: two))
    }
  }

  /// What was recorded at the first phone and its link, by name.
  private func records(of result: RunResult) -> [String] {
    result.occurrences.compactMap { occurrence in
      let name = result.componentNames[Int(occurrence.component)]
      guard ["phone", "radio.up", "radio.down"].contains(name) else { return nil }
      switch occurrence.kind {
      case .faultBegan, .faultEnded: return nil  // they count what they act on
      default: break
      }
      let fields = "\(occurrence.first) \(occurrence.second)"
      return "\(occurrence.instant.nanoseconds) \(name) \(occurrence.kind) \(fields)"
    }
  }

  private func deliveries(to consumers: [UInt32], in result: RunResult) -> [[Int64]] {
    result.ledger.obligations.filter { consumers.contains($0.consumer) }
      .map { [Int64($0.consumer), Int64($0.number), $0.deliveredAt.nanoseconds] }
  }
}
