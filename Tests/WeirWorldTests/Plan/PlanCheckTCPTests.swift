import Testing
import WeirEndpoints
import WeirPrimitives
import WeirTCP
import WeirWorld

@Suite("Checks of TCP's settings and of transfers")
struct PlanCheckTCPTests {
  private func problems(_ spoil: (inout WorldPlan) -> Void) -> [String] {
    var plan = SmallWorlds.tunnelWorld()
    spoil(&plan)
    return plan.problems.map { "\($0.path): \($0.problem)" }
  }

  private static let wrong: [(String, @Sendable (inout TCPConfiguration) -> Void)] = [
    ("mtu: 139 bytes", { $0.maximumSegmentSize = 87 }),
    ("initial-window: 0 segments", { $0.initialWindow = 0 }),
    ("orphan-retries: 0 repetitions", { $0.orphanRetries = 0 }),
    ("syn-retries: 128 repetitions", { $0.synRetries = 128 }),
    ("receive-buffer: 1000 bytes", { $0.receiveBuffer = 1_000 }),
    ("send-buffer: 0 bytes", { $0.sendBuffer = 0 }),
    ("send-buffer: a buffer of 16384 to 16000 bytes", { $0.sendBufferMaximum = 16_000 }),
    (
      "receive-buffer: a buffer of 131072 to 1073741825 bytes",
      { $0.receiveBufferMaximum = 1 << 30 + 1 }
    ),
    ("notsent-lowat: 0 bytes", { $0.notSentLowWater = 0 }),
    ("user-timeout: a time of 0s", { $0.userTimeout = .zero }),
    ("keepalive.idle: a time of 999ms", { $0.keepAlive = .init(idle: .milliseconds(999)) }),
    ("keepalive.interval: a time of 32768s", { $0.keepAlive = .init(interval: .seconds(32_768)) }),
    ("keepalive.count: 0 probes", { $0.keepAlive = .init(count: 0) }),
    ("rto-initial: a time of 0s", { $0.initialTimeout = .zero }),
    ("rto-max: a time of 500ms", { $0.maximumTimeout = .milliseconds(500) }),
    ("rto-min: a time of -1s", { $0.minimumTimeoutVariance = .seconds(-1) }),
    ("delayed-ack: a time of -1s", { $0.delayedAcknowledgment = .seconds(-1) }),
    ("time-wait: a time of -1s", { $0.timeWait = .seconds(-1) }),
    (
      "timer-granularity.linux-hz250.phase: a time of 16.384s",
      { $0.timerGranularity = .linuxHz250(phase: .milliseconds(16_384)) }
    ),
  ]

  @Test func `Each wrong setting of TCP is told where it stands, of all hosts or of one`() {
    for (problem, spoil) in Self.wrong {
      #expect(problems { spoil(&$0.tcp) } == ["tcp.\(problem)"])
      let own = problems { plan in
        var tcp = TCPConfiguration()
        spoil(&tcp)
        plan.hosts[1].tcp = tcp
      }
      #expect(own == ["hosts.api.tcp.\(problem)"])
    }
  }

  @Test func `A phase that the seed draws is no problem`() {
    #expect(problems { $0.tcp.timerGranularity = .linuxHz250 } == [])
  }

  @Test func `A transfer has somebody to go to, something to carry and a port of its own`() {
    func wrong(_ action: TransferRequest.Action, to host: String? = "api", port: UInt16 = 5_001)
      -> [String]
    {
      problems { plan in
        plan.workload = [
          WorkloadItem(on: "phone", .transfer(TransferRequest(action, port: port)), to: host)
        ]
      }
    }
    let bulk = TransferRequest.Action.bulk(bytes: ByteCount(bytes: 1))
    #expect(wrong(bulk) == [])
    #expect(wrong(bulk, to: nil) == ["workload[0]: a download to nobody"])
    #expect(wrong(bulk, to: "apo") == ["workload[0].to: the unknown host \"apo\""])
    #expect(wrong(bulk, port: 0) == ["workload[0].download.port: 0 as a port"])
    #expect(
      wrong(bulk, port: 80) == [
        "workload[0].download.port: port 80 of \"api\", on which its server listens"
      ])
    #expect(wrong(.bulk(bytes: .zero)) == ["workload[0].download.bytes: 0 bytes"])
    #expect(
      wrong(.messages(count: 0, bytes: 1, every: .seconds(1)))
        == ["workload[0].messages.count: 0 messages"])
    #expect(
      wrong(.messages(count: 1, bytes: 0, every: .seconds(1)))
        == ["workload[0].messages.bytes: 0 bytes"])
    #expect(
      wrong(.messages(count: 1, bytes: 1, every: .zero))
        == ["workload[0].messages.every: a time of 0s"])
    #expect(
      wrong(.connects(count: 100_001, every: .seconds(1)))
        == ["workload[0].connect.count: 100001 connects"])
  }

  @Test func `A transfer goes to one host`() {
    let found = problems { plan in
      plan.hosts.append(HostPlan("crowd", count: 3))
      plan.workload = [.idle(on: "phone", to: "crowd")]
    }
    #expect(found == ["workload[0].to: \"crowd\", which is 3 hosts"])
  }
}
