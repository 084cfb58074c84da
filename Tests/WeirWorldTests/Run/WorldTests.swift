import Testing
import WeirAudit
import WeirEndpoints
import WeirKernel
import WeirNetwork
import WeirPrimitives
import WeirWorld

@Suite("World")
struct WorldTests {
  @Test("The same plan and seed give the same digest; other seeds give others")
  func digests() throws {
    var seen: [UInt64] = []
    for seed in 1...25 as ClosedRange<UInt64> {
      let one = try SmallWorlds.run(SmallWorlds.tunnelWorld(), seed: seed)
      let two = try SmallWorlds.run(SmallWorlds.tunnelWorld(), seed: seed, trace: true)
      #expect(one.digest == two.digest)
      #expect(!seen.contains(one.digest.value))
      seen.append(one.digest.value)
    }
  }

  @Test("Worlds on several threads do not disturb each other")
  func parallelWorlds() async throws {
    let plan = SmallWorlds.tunnelWorld()
    let expected = try (1...8).map { try SmallWorlds.run(plan, seed: UInt64($0)).digest.value }
    let digests = await withTaskGroup(of: (Int, UInt64?).self) { group in
      for seed in 1...8 {
        group.addTask {
          (seed, try? SmallWorlds.run(plan, seed: UInt64(seed)).digest.value)
        }
      }
      var found = [UInt64?](repeating: nil, count: 8)
      for await (seed, digest) in group { found[seed - 1] = digest }
      return found
    }
    #expect(digests == expected)
  }

  @Test("Packets sent are delivered, dropped or in flight when the run ends")
  func conservation() throws {
    for seed in 1...10 as ClosedRange<UInt64> {
      var plan = SmallWorlds.tunnelWorld()
      plan.links[0].set(\.loss, to: .percent(5))
      let packets = try SmallWorlds.run(plan, seed: seed).packets
      #expect(packets.sent == packets.delivered + packets.dropped + packets.inFlight)
      #expect(packets.dropped > 0)
    }
  }

  @Test("A run ends at its duration and what could still come is pending, not lost")
  func duration() throws {
    var plan = SmallWorlds.phoneAndServer()
    plan.workload = [SmallWorlds.chat(tokens: 600)]
    plan.duration = .seconds(3)
    let result = try SmallWorlds.run(plan)
    #expect(result.end == .durationReached)
    #expect(result.endedAt == .zero + .seconds(3))
    #expect(result.lost.isEmpty)
    #expect(result.ledger.accounts[0].pending.count == 1)
    #expect(result.verdict == .inconclusive)
  }

  @Test("A bound on events ends a run as inconclusive and keeps what was recorded")
  func bound() throws {
    var plan = SmallWorlds.tunnelWorld()
    plan.bounds = RunBounds(events: 500)
    let result = try SmallWorlds.run(plan)
    #expect(result.end == .bound(.events(500)))
    #expect(result.verdict == .inconclusive)
    #expect(!result.ledger.obligations.isEmpty)
  }

  @Test("A bound on the bytes of a connection ends a run whose reader is cut off")
  func boundOnBytes() throws {
    var plan = SmallWorlds.phoneAndServer(watchdog: nil)
    plan.workload = [SmallWorlds.chat(tokens: 2_000)]
    plan.faults = [
      FaultRule(
        profile: "test", .linkDown, on: FaultTarget("radio"), start: .at(SmallWorlds.at(seconds: 1))
      )
    ]
    plan.bounds = RunBounds(bytesOnConnection: 10_000)
    let result = try SmallWorlds.run(plan)
    #expect(result.end == .bound(.bytesOnConnection(10_000)))
    #expect(result.verdict == .inconclusive)
    #expect(result.endedAt < SmallWorlds.at(seconds: 25))
  }

  @Test("Rules that repeat without end do not keep a run from ending")
  func endlessRepetition() throws {
    var plan = SmallWorlds.phoneAndServer()
    plan.workload = [SmallWorlds.chat(tokens: 5)]
    plan.faults = [
      FaultRule(
        profile: "test", .blackhole, on: FaultTarget("radio", direction: .up),
        start: .at(SmallWorlds.at(seconds: 5)), duration: .milliseconds(1), every: .seconds(1),
        times: .max)
    ]
    let result = try SmallWorlds.run(plan)
    #expect(result.end == .finished)
    #expect(result.endedAt < SmallWorlds.at(seconds: 5))
  }

  @Test("An interrupted run keeps what was done")
  func interruption() throws {
    var plan = SmallWorlds.phoneAndServer()
    plan.workload = [SmallWorlds.chat(tokens: 20_000)]
    plan.duration = .seconds(2_000)
    var world = try World(plan, seed: 1)
    var asked = 0
    let result = world.run {
      asked += 1
      return asked == 3
    }
    #expect(result.end == .interrupted)
    #expect(result.eventCount == 3 * 4_096)
    #expect(result.ledger.obligations.count > 1_000)
  }

  @Test(
    "Every token format reaches its end and counts every event once",
    arguments: TokenFormat.allCases)
  func formats(format: TokenFormat) throws {
    var plan = SmallWorlds.phoneAndServer()
    plan.workload = [
      WorkloadItem(
        on: "phone", .chat(.answer(format: format, tokens: 40, every: .milliseconds(20))))
    ]
    plan.expectations = [.inOrderOnce, .completeOnlyWhenFinished]
    let result = try SmallWorlds.run(plan)
    #expect(result.verdict == .passed)
    #expect(result.ledger.consumers[0].status == .complete)
  }

  @Test("A recording is streamed at its times")
  func recording() throws {
    var plan = SmallWorlds.phoneAndServer()
    plan.links[0].set(\.jitter, to: .zero)
    plan.links[0].set(\.rate, to: nil)
    let recording = try Recording(reading: Array("0 10\n250 20\n900 5000\n".utf8))
    plan.workload = [WorkloadItem(on: "phone", .chat(.recording(recording)))]
    let result = try SmallWorlds.run(plan)
    #expect(result.verdict == .passed)
    // Connect 80 ms, request 40 ms: the answer begins at 120 ms.
    #expect(
      result.ledger.obligations.map { $0.emittedAt.nanoseconds / 1_000_000 }
        == [120, 120, 370, 1_020, 1_020])
    #expect(
      result.ledger.obligations.map { $0.deliveredAt.nanoseconds / 1_000_000 }
        == [160, 160, 410, 1_060, 1_060])
  }

  @Test("A plan with a dangling name is refused with its place and a remedy")
  func danglingName() throws {
    var plan = SmallWorlds.phoneAndServer()
    plan.links[0].second = "apo"
    #expect(
      plan.problems == [
        PlanError(
          path: "links.radio.between[1]", problem: "the unknown host \"apo\"",
          remedy: "\"phone\" or \"api\"", name: "apo", choices: ["phone", "api"])
      ])
    #expect(throws: PlanError.self) { _ = try World(plan, seed: 1).seed }
  }
}
