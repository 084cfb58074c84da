import Testing
import WeirAudit
import WeirEndpoints
import WeirKernel
import WeirNetwork
import WeirPrimitives

@testable import WeirWorld

/// Worlds that are compared with themselves without a load.
@Suite struct TwinTests {
  /// A chat beside something that fills the link of 1 Mbit/s for 4 s.
  private func loaded(_ load: WorkloadItem, without name: String) -> WorldPlan {
    var plan = SmallWorlds.phoneAndServer(watchdog: nil)
    plan.links[0].set(\.rate, to: .megabitsPerSecond(1))
    plan.workload = [SmallWorlds.chat(tokens: 100), load]
    plan.expectations = [
      .isolation(of: "chat", without: name, within: .milliseconds(20))
    ]
    return plan
  }

  private let bulk = WorkloadItem.download(
    on: "phone", to: "api", bytes: ByteCount(bytes: 500_000))

  @Test func `A load on the same link delays the chat, and the finding says by how much`() throws {
    let plan = loaded(bulk, without: bulk.transferName)
    let finding = try SmallWorlds.run(plan).findings[0]
    #expect(finding.verdict == .failed)
    #expect(finding.evidence.count == 2)
    #expect(finding.evidence[0].hasSuffix(" of 102 were slower by more than 20ms"))
    #expect(finding.evidence[1].hasSuffix(" s without the load"))
  }

  @Test func `The same seed finds the same, and the run itself is as without the comparison`()
    throws
  {
    var plan = loaded(bulk, without: bulk.transferName)
    let first = try SmallWorlds.run(plan)
    let second = try SmallWorlds.run(plan)
    #expect(first.findings[0].evidence == second.findings[0].evidence)
    plan.expectations = [.inOrderOnce]
    #expect(try SmallWorlds.run(plan).digest.value == first.digest.value)
  }

  @Test func `A load on another link delays nothing`() throws {
    var plan = loaded(bulk, without: bulk.transferName)
    plan.hosts.append(HostPlan("laptop"))
    plan.links.append(SmallWorlds.radio("line", from: "laptop"))
    plan.workload[1].on = "laptop"
    let finding = try SmallWorlds.run(plan).findings[0]
    #expect(finding.verdict == .passed)
  }

  @Test func `Faults are a load too`() throws {
    var plan = SmallWorlds.tunnelWorld()
    plan.expectations = [.isolation(of: "chat", without: "faults", within: .seconds(1))]
    let hit = try SmallWorlds.run(plan).findings[0]
    #expect(hit.verdict == .failed)
    plan.faults = []
    let calm = try SmallWorlds.run(plan).findings[0]
    #expect(calm.verdict == .passed)
    #expect(calm.evidence.count == 1)
  }

  @Test func `What is not in the workload cannot be left out, nor be looked at`() throws {
    func evidence(_ of: String, _ without: String) throws -> [String] {
      var plan = loaded(bulk, without: "")
      plan.expectations = [.isolation(of: of, without: without, within: .zero)]
      let finding = try SmallWorlds.run(plan).findings[0]
      #expect(finding.verdict == .inconclusive)
      return finding.evidence
    }
    #expect(
      try evidence("chat", "/x") == ["nothing in the workload that could be left out is \"/x\""])
    #expect(try evidence("/x", "chat") == ["nobody asks for \"/x\""])
    #expect(try evidence("chat", "chat") == ["no event was delivered in both worlds"])
  }

  @Test func `Programs of the user's own are not run twice`() throws {
    var world = try World(loaded(bulk, without: "faults"), seed: 1)
    try world.add(ScriptedProgram([]), on: "phone")
    let finding = world.run().findings[0]
    #expect(finding.verdict == .inconclusive)
    #expect(
      finding.evidence == [
        "programs of the user's own cannot be run a second time for comparison"
      ])
  }
}

extension WorkloadItem {
  fileprivate var transferName: String {
    guard case .transfer(let request) = action else { return "" }
    return request.name
  }
}
