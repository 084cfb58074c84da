import Testing
import WeirNetwork
import WeirPrimitives
import WeirWorld

@Suite struct LinkCheckTests {
  private func problems(_ change: (inout LinkParameters) -> Void) -> [PlanError] {
    WorldPlan(
      hosts: [.client("a"), .server("b")],
      links: [LinkPlan.link("l", between: "a", and: "b").down(change)],
      workload: [.follow("/t", on: "a")]
    ).problems
  }

  @Test func `What netem takes is taken`() {
    #expect(problems { _ in } == [])
    #expect(
      problems {
        $0.queue = .codel
        $0.limit = .bytes(.kibibytes(64))
        $0.mtu = 88
        $0.slot = Slots(.between(.zero, .zero), packets: 1)
        $0.framing = Framing(overhead: -14, cell: 48, cellOverhead: 5)
        $0.lossModel = .state(FourStateLoss(p13: .percent(50), p31: .one, p14: .percent(50)))
      } == [])
  }

  @Test func `Values that mean nothing are told with their place`() {
    let cases: [((inout LinkParameters) -> Void, String, String)] = [
      ({ $0.mtu = 87 }, "mtu", "87 bytes"),
      ({ $0.reorder.gap = 0 }, "reorder.gap", "0 packets"),
      ({ $0.limit = -1 }, "limit", "-1 packets"),
      ({ $0.framing.overhead = -1_001 }, "rate.overhead", "-1001 bytes"),
      ({ $0.framing.cellOverhead = 5 }, "rate", "headers of cells without cells"),
      (
        { $0.queue = .codel(CoDelParameters(interval: .zero)) }, "queue.codel.interval",
        "a time of 0s"
      ),
      (
        { $0.slot = Slots(.between(.milliseconds(2), .milliseconds(1))) }, "slot",
        "a least wait of 2ms above the longest, 1ms"
      ),
      ({ $0.slot = Slots(.between(.zero, .zero), packets: 0) }, "slot.packets", "0 packets"),
      (
        { $0.lossModel = .state(FourStateLoss(p13: .one, p31: .one, p14: .percent(1))) },
        "loss.state", "p13 and p14 above 100% together"
      ),
      (
        { $0.lossModel = .state(FourStateLoss(p13: .zero, p31: .one, p32: .percent(1))) },
        "loss.state", "p31 and p32 above 100% together"
      ),
    ]
    for (change, path, problem) in cases {
      let found = problems(change)
      #expect(found.map(\.path) == ["links.l.down." + path])
      #expect(found.map(\.problem) == [problem])
    }
  }

  @Test func `The builder knows the rarer parameters, in both kinds of time`() {
    let span: TimeSpan = .milliseconds(5)
    let duration: Duration = .milliseconds(5)
    func link(_ delay: TimeSpan) -> LinkPlan {
      .link(
        "l", between: "a", and: "b", delay: delay, limit: .bytes(.bytes(9)), queue: .codel,
        lossModel: .gilbertElliott(GilbertElliott(p: .percent(1), r: .percent(9))),
        duplicate: Chance(.percent(1)), corrupt: Corruption(Chance(.percent(2))),
        reorder: Reordering(Chance(.percent(3)), gap: 4), slot: Slots(.between(.zero, span)),
        mtu: 1_400)
    }
    let other = LinkPlan.link(
      "l", between: "a", and: "b", delay: duration, limit: .bytes(.bytes(9)), queue: .codel,
      lossModel: .gilbertElliott(GilbertElliott(p: .percent(1), r: .percent(9))),
      duplicate: Chance(.percent(1)), corrupt: Corruption(Chance(.percent(2))),
      reorder: Reordering(Chance(.percent(3)), gap: 4), slot: Slots(.between(.zero, span)),
      mtu: 1_400)
    #expect(link(span) == other)
    #expect(other.up.reorder.gap == 4 && other.down.mtu == 1_400 && other.up.queue == .codel)
    let both = other.bothWays { $0.keepsOrder = false }
    #expect(!both.up.keepsOrder && !both.down.keepsOrder)
  }
}
