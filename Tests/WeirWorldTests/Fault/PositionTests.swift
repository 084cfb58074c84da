import Testing
import WeirAudit
import WeirEndpoints
import WeirNetwork
import WeirPrimitives
import WeirWorld

/// Segments that are lost, or end, at a position in a stream.
@Suite struct PositionTests {
  private func chat(_ kind: FaultKind, event: UInt32 = 7, byte: UInt32 = 0) -> WorldPlan {
    var plan = SmallWorlds.twelveEvents()
    plan.links[0].set(\.jitter, to: .zero)
    plan.faults = [
      FaultRule(
        profile: "hit", kind, on: FaultTarget("api"),
        start: .position(StreamPosition(stream: "chat", anchor: .event(event), byte: byte)))
    ]
    return plan
  }

  private func delay(_ number: Int, in result: RunResult) -> TimeSpan {
    let obligation = result.ledger.obligations[number - 1]
    return obligation.deliveredAt.elapsed(since: obligation.emittedAt)
  }

  @Test func `The segment of an event is lost so often, which delays it and is no outage`() throws {
    let calm = try SmallWorlds.run(chat(.split))
    var last = delay(7, in: calm)
    for count in 1...3 as ClosedRange<UInt32> {
      let result = try SmallWorlds.run(chat(.drop(count: count)))
      #expect(result.packets.dropped == UInt64(count))
      #expect(result.verdict == .passed)
      #expect(result.outages.isEmpty)
      #expect(result.neverBegun.isEmpty)
      #expect(delay(6, in: result) == delay(6, in: calm))
      #expect(delay(7, in: result) > last + .milliseconds(100))
      last = delay(7, in: result)
    }
  }

  @Test func `A segment that ends inside an event changes nothing of what is handed over`() throws {
    var plan = chat(.split)
    plan.faults = []
    let whole = try SmallWorlds.run(plan)
    for byte in [0, 5, 10] as [UInt32] {
      let split = try SmallWorlds.run(chat(.split, byte: byte))
      #expect(split.verdict == .passed)
      #expect(split.packets.dropped == 0)
      #expect(split.outages.isEmpty)
      #expect(split.idleProfiles.isEmpty)
      #expect(split.packets.sent > whole.packets.sent)
      #expect(split.timeline.contains { $0.content == .faultBegan(rule: 0) })
    }
  }

  @Test func `A position that no byte reaches loses nothing and says so`() throws {
    let result = try SmallWorlds.run(chat(.drop(count: 2), event: 13))
    #expect(result.packets.dropped == 0)
    #expect(result.neverBegun.map(\.kind) == [.drop(count: 2)])
    #expect(result.verdict == .inconclusive)
  }

  @Test func `A capture names the rule that lost a segment`() throws {
    var comments: [CaptureComment] = []
    var world = try World(chat(.drop(count: 1)), seed: 1)
    try world.capturePackets(at: .host("api")) { comments += $0.comments }
    _ = world.run()
    let lost = comments.filter { if case .dropped = $0 { true } else { false } }
    #expect(lost == [.dropped(.segmentFault, at: "phone", fault: "hit")])
  }
}
