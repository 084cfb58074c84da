import Testing
import WeirAudit
import WeirEndpoints
import WeirNetwork
import WeirPrimitives
import WeirWorld

@Suite("Faults")
struct FaultTests {
  private func rule(
    _ kind: FaultKind, on target: String, at seconds: Int64, for duration: TimeSpan? = nil,
    every: TimeSpan? = nil, times: UInt32 = 1
  ) -> FaultRule {
    FaultRule(
      profile: "test", kind, on: FaultTarget(target), start: .at(SmallWorlds.at(seconds: seconds)),
      duration: duration, every: every, times: times)
  }

  private func chatWorld(history: HistoryPolicy = .log, tokens: Int = 200) -> WorldPlan {
    var plan = SmallWorlds.phoneAndServer(history: history)
    plan.workload = [SmallWorlds.chat(tokens: tokens)]
    plan.expectations = [.inOrderOnce, .recoversWithin(.seconds(5))]
    return plan
  }

  @Test("A reset of every connection is noticed at once and survived")
  func reset() throws {
    var plan = chatWorld()
    plan.faults = [rule(.reset, on: "radio", at: 3)]
    let result = try SmallWorlds.run(plan)
    #expect(result.verdict == .passed)
    #expect(result.connectionCount == 2)
    #expect(result.outages == [Outage(name: "test", begin: at(3), end: at(3))])
  }

  @Test("A reset on a link reaches the client after the link's delay, in errno's name")
  func resetCrossesTheLink() throws {
    var plan = chatWorld()
    plan.links[0].set(\.jitter, to: .zero)
    plan.faults = [rule(.reset, on: "radio", at: 3)]
    let result = try SmallWorlds.run(plan)
    let lost = result.timeline.filter { entry in
      if case .note(let note) = entry.content { note.socketError == .reset } else { false }
    }
    #expect(lost.count == 1)
    // Behind what waits for the rate of 12 Mbit/s, if anything does.
    let late = try #require(lost.first).at.elapsed(since: at(3))
    #expect(late >= .milliseconds(40) && late < .milliseconds(41))
  }

  @Test("A reset every second, five times, is survived five times")
  func repetition() throws {
    var plan = chatWorld()
    plan.faults = [rule(.reset, on: "access", at: 2, every: .milliseconds(1_500), times: 5)]
    let result = try SmallWorlds.run(plan)
    #expect(result.verdict == .passed)
    #expect(
      result.outages.map(\.begin.nanoseconds)
        == [2_000, 3_500, 5_000, 6_500, 8_000].map { $0 * 1_000_000 })
    #expect(result.connectionCount == 6)
  }

  @Test("A blackhole in one direction lets TCP recover by itself when it is short")
  func blackhole() throws {
    var plan = chatWorld()
    plan.faults = [
      FaultRule(
        profile: "test", .blackhole, on: FaultTarget("radio", direction: .down),
        start: .at(at(3)), duration: .seconds(1))
    ]
    let result = try SmallWorlds.run(plan)
    #expect(result.verdict == .passed)
    #expect(result.connectionCount == 1)
    #expect(result.retransmissionCount > 0)
  }

  @Test("One lost data segment delays events and loses none")
  func droppedSegment() throws {
    var plan = chatWorld()
    plan.faults = [
      FaultRule(
        profile: "test", .dropSegment(1), on: FaultTarget("radio", direction: .down),
        start: .at(at(3)))
    ]
    let result = try SmallWorlds.run(plan)
    #expect(result.verdict(on: "in-order-once") == .passed)
    #expect(result.packets.dropped == 1)
    #expect(result.retransmissionCount >= 1)
    let slow = result.ledger.obligations.filter {
      $0.deliveredAt.elapsed(since: $0.emittedAt) > .milliseconds(100)
    }
    #expect(slow.count >= 1 && slow.count < 12)
  }

  @Test("A crash behind an outage loses what was in memory and keeps the log")
  func crash() throws {
    for (history, keeps) in [(HistoryPolicy.log, true), (.ring(1_000), false)] {
      var plan = chatWorld(history: history)
      plan.faults = [
        rule(.linkDown, on: "radio", at: 2, for: .seconds(10)),
        rule(.serverCrash, on: "api", at: 3, for: .seconds(2)),
      ]
      let result = try SmallWorlds.run(plan)
      // The producer has died: the answer stays unfinished, whatever the history.
      #expect(result.ledger.streams[0].events.count < 65)
      #expect(result.ledger.consumers[0].status == .failed)
      #expect(result.lost.isEmpty == keeps)
    }
  }

  @Test("What a killed server had written still arrives: its kernel sends it")
  func crashOnACleanPath() throws {
    var plan = chatWorld(history: .ring(1_000))
    plan.faults = [rule(.serverCrash, on: "api", at: 3, for: .seconds(2))]
    let result = try SmallWorlds.run(plan)
    #expect(result.lost.isEmpty)
    #expect(result.ledger.consumers[0].status == .failed)
  }

  @Test("Refused connections while a server is down do not stop a client from coming back")
  func refusedWhileDown() throws {
    var plan = SmallWorlds.phoneAndServer()
    plan.workload = [
      WorkloadItem(on: "phone", .follow(path: "/api/events")),
      WorkloadItem(
        on: "api",
        .publish(path: "/api/events", script: .publications(count: 20, every: .seconds(1)))),
    ]
    plan.faults = [rule(.serverCrash, on: "origin", at: 5, for: .seconds(4))]
    plan.expectations = [.inOrderOnce, .recoversWithin(.seconds(5))]
    let result = try SmallWorlds.run(plan)
    #expect(result.verdict == .passed)
    #expect(result.connectionCount >= 4)
  }

  @Test("A handshake under way when a server dies ends in a RST, not in an answer")
  func crashDuringHandshake() throws {
    var plan = chatWorld(tokens: 20)
    plan.links[0].set(\.jitter, to: .zero)
    plan.links[0].set(\.rate, to: nil)
    // The SYN arrives at 40 ms, the last step of the handshake would at 120 ms.
    plan.faults = [
      FaultRule(
        profile: "test", .serverCrash, on: FaultTarget("api"),
        start: .at(.zero + .milliseconds(60)), duration: .seconds(1))
    ]
    let result = try SmallWorlds.run(plan)
    #expect(result.end == .finished)
    // The POST met the RST on its way and is never repeated: no answer, and none from the dead.
    #expect(result.ledger.consumers[0].status == .failed)
    #expect(result.ledger.streams.isEmpty)
  }

  @Test("Overlapping crashes keep a server down until the last has ended")
  func overlappingCrashes() throws {
    var plan = SmallWorlds.phoneAndServer()
    plan.workload = [
      WorkloadItem(on: "phone", .follow(path: "/api/events")),
      WorkloadItem(
        on: "api",
        .publish(path: "/api/events", script: .publications(count: 30, every: .seconds(1)))),
    ]
    plan.faults = [
      rule(.serverCrash, on: "api", at: 5, for: .seconds(10), every: .seconds(3), times: 2)
    ]
    let result = try SmallWorlds.run(plan)
    let emitted = result.ledger.streams[0].events.map(\.emittedAt)
    #expect(!emitted.contains { $0 >= at(5) && $0 < at(18) })
    #expect(emitted.count == 30)
  }

  @Test("A server killed for good ends the run when what is owed has had its time")
  func killedForGood() throws {
    var plan = SmallWorlds.phoneAndServer()
    plan.workload = [
      WorkloadItem(on: "phone", .follow(path: "/api/events")),
      WorkloadItem(
        on: "api",
        .publish(path: "/api/events", script: .publications(count: 500, every: .seconds(1)))),
    ]
    plan.faults = [rule(.serverCrash, on: "api", at: 5)]
    let result = try SmallWorlds.run(plan)
    #expect(result.end == .finished || result.end == .settled)
    #expect(result.endedAt < at(60))
    #expect(result.ledger.streams[0].events.count == 4)  // the fifth was due as it died
  }

  @Test("A profile that acts on nothing makes the run inconclusive and is named")
  func notApplicable() throws {
    var plan = chatWorld(tokens: 5)
    plan.faults = [rule(.linkDown, on: "wifi", at: 1, for: .seconds(1))]
    let result = try SmallWorlds.run(plan)
    #expect(result.verdict == .inconclusive)
    #expect(result.notApplicable.map(\.target.text) == ["wifi"])
    #expect(result.idleProfiles == ["test"])
  }

  @Test("A cut whose position is never reached proves nothing, and the run says so")
  func neverReached() throws {
    var plan = chatWorld(tokens: 5)
    plan.expectations = [.inOrderOnce]
    plan.faults = [
      FaultRule(
        profile: "test", .cut(.rst), on: FaultTarget("api"),
        start: .position(StreamPosition(stream: "chat", anchor: .event(5_000), byte: 0)))
    ]
    let result = try SmallWorlds.run(plan)
    #expect(result.verdict(on: "in-order-once") == .passed)
    #expect(result.verdict == .inconclusive)
    #expect(result.notApplicable.isEmpty)
    #expect(result.neverBegun.map(\.target.text) == ["api"])
  }

  @Test("An outage that ends just before the run does is no failure to recover")
  func cutShort() throws {
    var plan = chatWorld(tokens: 600)
    plan.duration = .seconds(13)
    plan.faults = [rule(.linkDown, on: "radio", at: 2, for: .milliseconds(10_900))]
    let result = try SmallWorlds.run(plan)
    #expect(result.verdict(on: "recovers-within") == .inconclusive)
  }

  @Test("Two drawn rules of one profile begin at different instants")
  func drawsOfOneProfile() throws {
    var plan = chatWorld(tokens: 250)
    plan.faults = [SmallWorlds.tunnel, SmallWorlds.tunnel]
    let result = try SmallWorlds.run(plan)
    #expect(result.outages.count == 2)
    #expect(result.outages[0].begin != result.outages[1].begin)
  }

  @Test("The instant of a drawn fault depends on the seed and on nothing else")
  func drawnInstants() throws {
    var instants: [Int64] = []
    for seed in 1...50 as ClosedRange<UInt64> {
      var plan = SmallWorlds.phoneAndServer()
      plan.workload = [SmallWorlds.chat(tokens: 250)]
      plan.faults = [SmallWorlds.tunnel]
      let result = try SmallWorlds.run(plan, seed: seed)
      instants.append(result.outages[0].begin.nanoseconds)
      plan.links[0].set(\.delay, to: .milliseconds(1))
      let other = try SmallWorlds.run(plan, seed: seed)
      #expect(other.outages[0].begin == result.outages[0].begin)
    }
    #expect(Set(instants).count == 50)
    #expect(instants.allSatisfy { (6_000_000_000...10_000_000_000).contains($0) })
  }

  private func at(_ seconds: Int64) -> Instant { SmallWorlds.at(seconds: seconds) }
}
