import TestSupport
import Testing
import WeirEndpoints
import WeirPrimitives
import WeirScenario
import WeirTCP
import WeirWorld

/// Plain TCP and its settings, read and written.
@Suite struct TransferReadingTests {
  private static let text = """
    {
      title: "t",
      hosts: {
        phone: { tcp: { congestion: "reno", "no-delay": false, keepalive: { idle: "5s" } } },
        api: { tcp: {} },
        bare: {},
      },
      links: { wire: { between: ["phone", "api"] }, cable: { between: ["bare", "api"] } },
      workload: [
        { on: "phone", to: "api", download: { bytes: "10MB" } },
        { at: "1s", on: "phone", to: "api", upload: { bytes: 1500, port: 7 } },
        { on: "phone", to: "api",
          messages: { count: 2400, bytes: 61, every: "20ms", direction: "up" } },
        { on: "api", to: "phone", messages: {} },
        { on: "bare", to: "api", connect: { count: 300, every: "200ms" } },
        { on: "bare", to: "api", connect: { listener: false, port: 9 } },
        { on: "bare", to: "api", idle: {} },
      ],
      tcp: {
        hystart: false, mtu: 1400, "initial-window": 4, sack: false, timestamps: false,
        "loss-probes": false, frto: false, "slow-start-after-idle": false, "syn-retries": 2,
        "syn-linear-timeouts": 0, "synack-retries": 1, retries2: 8, "orphan-retries": 3,
        "user-timeout": "10s", keepalive: { idle: "9s", interval: "2s", count: 4 }, cork: true,
        "notsent-lowat": "16KiB", "receive-buffer": "64KiB",
        "send-buffer": { initial: 8192, maximum: "1MiB" }, "rto-initial": "3s",
        "rto-min": "300ms", "rto-max": "60s", "delayed-ack": "10ms", "time-wait": "5s",
        "timer-granularity": { "linux-hz250": { phase: "597ms" } },
      },
    }
    """

  private var shared: TCPConfiguration {
    var tcp = TCPConfiguration()
    tcp.hystart = false
    tcp.mtu = 1_400
    tcp.initialWindow = 4
    tcp.selectiveAcknowledgments = false
    tcp.timestamps = false
    tcp.lossProbes = false
    tcp.forwardRTORecovery = false
    tcp.slowStartAfterIdle = false
    tcp.synRetries = 2
    tcp.synLinearTimeouts = 0
    tcp.synAckRetries = 1
    tcp.retries2 = 8
    tcp.orphanRetries = 3
    tcp.userTimeout = .seconds(10)
    tcp.keepAlive = .init(idle: .seconds(9), interval: .seconds(2), count: 4)
    tcp.cork = true
    tcp.notSentLowWater = 16_384
    tcp.receiveBuffer = 65_536
    tcp.receiveBufferMaximum = 65_536
    tcp.sendBuffer = 8_192
    tcp.sendBufferMaximum = 1 << 20
    tcp.initialTimeout = .seconds(3)
    tcp.minimumTimeoutVariance = .milliseconds(300)
    tcp.maximumTimeout = .seconds(60)
    tcp.delayedAcknowledgment = .milliseconds(10)
    tcp.timeWait = .seconds(5)
    tcp.timerGranularity = .linuxHz250(phase: .milliseconds(597))
    return tcp
  }

  @Test func `Every setting of TCP is read, and a host changes single ones of them`() throws {
    let plan = try ScenarioFolder(Self.text).read().plan
    #expect(plan.tcp == shared)
    var own = shared
    own.congestion = .reno
    own.noDelay = false
    own.keepAlive = .init(idle: .seconds(5))
    #expect(plan.hosts.map(\.tcp) == [own, shared, nil])
  }

  @Test func `Every transfer is read as it is built in Swift`() throws {
    let plan = try ScenarioFolder(Self.text).read().plan
    #expect(
      plan.workload == [
        .download(on: "phone", to: "api", bytes: .bytes(10_000_000)),
        .upload(on: "phone", to: "api", bytes: .bytes(1_500), at: .seconds(1), port: 7),
        .messages(
          2_400, bytes: 61, every: .milliseconds(20), direction: .up, on: "phone", to: "api"),
        .messages(100, bytes: 60, every: .milliseconds(50), on: "api", to: "phone"),
        .connects(300, every: .milliseconds(200), on: "bare", to: "api"),
        .connects(on: "bare", to: "api", port: 9, isServed: false),
        .idle(on: "bare", to: "api"),
      ])
  }

  @Test func `What is read is written, and reads as the same`() throws {
    let source = try ScenarioFolder(Self.text)
    let document = try ScenarioReader.document(source.request.scenario)
    let files = try ScenarioWriter.files(of: document, name: "again")
    let folder = try TemporaryFolder()
    let path = try folder.write("again.json5", files[0].bytes)
    let again = try ScenarioReader.document(path)
    #expect(again == document)
    let text = String(decoding: files[0].bytes, as: UTF8.self)
    #expect(text.contains(#"download: { bytes: "10MB" }"#))
    #expect(text.contains(#"api: { tcp: {} }"#))
    #expect(text.contains(#"idle: {}"#))
  }

  @Test func `Settings of TCP are set by their paths, for all hosts or for one`() throws {
    var folder = try ScenarioFolder(
      #"{ title: "t", hosts: { a: {}, b: {} }, workload: [{ on: "a", to: "b", idle: {} }] }"#)
    folder.request.settings = [
      "tcp.mtu=1280", "a.tcp.congestion=reno", "a.tcp.keepalive.interval=3s",
      "b.tcp.timer-granularity=linux-hz250", "b.tcp.send-buffer=4096", "b.tcp.user-timeout=2s",
      "b.tcp.user-timeout=off", "workload[0].idle.port=6000",
    ]
    let plan = try folder.read().plan
    #expect(plan.tcp.mtu == 1_280)
    #expect(plan.hosts[0].tcp?.congestion == .reno)
    #expect(plan.hosts[0].tcp?.mtu == 1_280)
    #expect(plan.hosts[0].tcp?.keepAlive == .init(interval: .seconds(3)))
    #expect(plan.hosts[1].tcp?.timerGranularity == .linuxHz250)
    #expect(plan.hosts[1].tcp?.sendBuffer == 4_096)
    #expect(plan.hosts[1].tcp?.sendBufferMaximum == 4_096)
    #expect(plan.hosts[1].tcp?.userTimeout == nil)
    #expect(plan.workload == [.idle(on: "a", to: "b", port: 6_000)])
  }

  @Test(arguments: ["none", "linux-hz250"])
  func `A timer's granularity is written as it is read`(_ word: String) throws {
    var folder = try ScenarioFolder(Fragments(phone: "tcp: { cork: true }").text)
    folder.request.settings = ["phone.tcp.timer-granularity=\(word)"]
    let document = try folder.read().document
    let text = String(
      decoding: try ScenarioWriter.files(of: document, name: "s")[0].bytes, as: UTF8.self)
    #expect(text.contains("\"timer-granularity\": \"\(word)\"") == (word != "none"))
  }
}
