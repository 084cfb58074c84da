import Testing
import WeirAudit
import WeirEndpoints
import WeirPrimitives

@testable import WeirWorld

/// What a world notes of its endpoints for expectations, with programs of our own.
@Suite struct ObservationTests {
  /// Runs a program that says things in a world whose consumer 0 is the chat of `phone`.
  private func run(
    expecting expectation: RunExpectation, _ steps: [ScriptedProgram.Step]
  ) throws -> Finding {
    var plan = SmallWorlds.phoneAndServer()
    plan.workload = [SmallWorlds.chat(tokens: 1)]
    plan.workload[0].at = SmallWorlds.at(seconds: 500)
    plan.duration = .seconds(10)
    plan.expectations = [expectation]
    var world = try World(plan, seed: 1)
    try world.add(ScriptedProgram(steps), on: "api")
    return world.run().findings[0]
  }

  private func opens(_ effects: inout Effects) {
    let stream = effects.openStream(named: Array("s".utf8))
    effects.list.append(.subscribe(consumer: 0, stream: stream))
  }

  private func emits(_ number: UInt32, _ effects: inout Effects) {
    effects.list.append(.emit(stream: 0, number: number, bytes: 9, isLast: false))
  }

  @Test func `An answer that is generated twice`() throws {
    let finding = try run(
      expecting: .runsOnce,
      [
        .init(100) { effects in
          opens(&effects)
          effects.list.append(.generate(consumer: 0, stream: 0))
        },
        .init(300) { $0.list.append(.generate(consumer: 0, stream: 0)) },
      ])
    #expect(finding.verdict == .failed)
    #expect(finding.evidence == ["phone's chat was generated 2 times: at 0.100 s, 0.300 s"])
  }

  @Test(arguments: [false, true])
  func `Events that are missing, with and without a word`(announces: Bool) throws {
    let finding = try run(
      expecting: .gapsAnnounced,
      [
        .init(100) { effects in
          opens(&effects)
          for number in 1...3 as ClosedRange<UInt32> { emits(number, &effects) }
          if announces { effects.list.append(.announceGap(consumer: 0)) }
          effects.list.append(.handOver(stream: 0, number: 3, consumer: 0))
        }
      ])
    #expect(finding.verdict == (announces ? .passed : .failed))
    #expect(
      finding.evidence == [
        announces
          ? "1 gap, each announced before what follows"
          : "phone's chat: ids 1 and 2 were missing when id 3 was handed over at 0.100 s, and no "
            + "gap was announced before"
      ])
  }

  @Test func `A text that changed, and an event that nobody sent`() throws {
    let finding = try run(
      expecting: .textIntact,
      [
        .init(100) { effects in
          opens(&effects)
          emits(1, &effects)
          #expect(effects.notesTexts)
          effects.list.append(.emitText(stream: 0, number: 1, hash: 5))
          effects.list.append(.handOverText(stream: 0, number: 1, consumer: 0, hash: 6))
          effects.list.append(.handOverStray(consumer: 0))
        }
      ])
    #expect(finding.verdict == .failed)
    #expect(
      finding.evidence == [
        "phone's chat: 1 of 1 texts are not as they were emitted, first that of id 1 of s, "
          + "handed over at 0.100 s",
        "phone's chat was handed 1 event that nobody sent, the first at 0.100 s",
      ])
  }

  @Test func `A reconnection that tells another id than it should`() throws {
    let finding = try run(
      expecting: .reconnectHeader,
      [
        .init(100) { effects in
          #expect(effects.notesPositions)
          effects.bytes += Array("78".utf8)
          effects.list.append(.tell(consumer: 0, id: 0..<1, expected: 1..<2))
          effects.list.append(.tell(consumer: 0, id: 2..<2, expected: 0..<0))
        }
      ])
    #expect(finding.verdict == .failed)
    #expect(
      finding.evidence == [
        #"phone's chat reconnected at 0.100 s with the id "7", where the id "8" is right"#
      ])
  }

  @Test func `Texts and positions are noted only where an expectation asks for them`() throws {
    var seen: [Bool] = []
    _ = try run(
      expecting: .inOrderOnce,
      [.init(100) { seen = [$0.notesTexts, $0.notesPositions] }])
    #expect(seen == [false, false])
  }

  // MARK: Connects and closes

  @Test func `Connects are counted by server and by client`() throws {
    for (scope, host) in [(RunExpectation.RateScope.server, "to api"), (.client, "by phone")] {
      var plan = SmallWorlds.phoneAndServer()
      plan.workload = [SmallWorlds.chat(tokens: 2), SmallWorlds.chat(tokens: 2)]
      plan.workload[1].at = SmallWorlds.at(seconds: 1)
      plan.expectations = [.connectRate(atMost: 1, within: .milliseconds(1_001), per: scope)]
      let finding = try SmallWorlds.run(plan).findings[0]
      #expect(finding.verdict == .failed)
      #expect(
        finding.evidence == [
          "2 connections \(host) begun within 1.001s from 0.000 s on, where 1 may be"
        ])
      plan.expectations = [.connectRate(atMost: 1, within: .seconds(1), per: scope)]
      #expect(try SmallWorlds.run(plan).verdict == .passed)
    }
  }

  /// Follows a topic that is silent for 10 s, with a watchdog of 5 s at the phone.
  private func quietTopic(heartbeat: TimeSpan?) -> WorldPlan {
    var plan = SmallWorlds.phoneAndServer()
    plan.hosts[1].server?.heartbeat = heartbeat
    plan.workload = [
      .follow("/t", on: "phone"), .publish("/t", on: "api", count: 2, every: .seconds(10)),
    ]
    plan.expectations = [.noCloseWhileHealthy]
    return plan
  }

  @Test func `A watchdog that cuts a quiet stream off closes it while all is well`() throws {
    let finding = try SmallWorlds.run(quietTopic(heartbeat: nil)).findings[0]
    #expect(finding.verdict == .failed)
    #expect(
      finding.evidence[0].hasPrefix(
        "phone's /t: at 5.") && finding.evidence[0].contains("was dropped by its client, which"))
    let calm = try SmallWorlds.run(quietTopic(heartbeat: .seconds(2))).findings[0]
    #expect(calm.verdict == .passed)
    #expect(calm.evidence == ["no connection was closed early"])
  }

  @Test func `A tunnel is an excuse`() throws {
    var plan = SmallWorlds.tunnelWorld()
    plan.expectations = [.noCloseWhileHealthy]
    let finding = try SmallWorlds.run(plan).findings[0]
    #expect(finding.verdict == .passed)
    #expect(finding.evidence == ["each close followed an outage"])
  }
}
