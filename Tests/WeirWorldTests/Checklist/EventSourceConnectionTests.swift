import Testing
import WeirEndpoints
import WeirNetwork
import WeirPrimitives
import WeirTCP
import WeirWorld

/// The lines of the conformance checklist that need a network; the others stand with the tests of
/// `EventSource` and of event streams.
@Suite struct `The checklist of EventSource, on a network` {
  /// Chromium's `EventSource` follows a topic over a link with a way of 1 ms.
  private func plan() -> WorldPlan {
    var plan = WorldPlan()
    plan.hosts = [HostPlan("phone"), HostPlan("api", server: ServerConfiguration())]
    var wire = LinkPlan("wire", between: "phone", and: "api")
    wire.set(\.delay, to: .milliseconds(1))
    plan.links = [wire]
    plan.workload = [
      .publish("/api/events", on: "api", count: 5, every: .seconds(4)),
      .follow("/api/events", on: "phone"),
    ]
    plan.duration = .seconds(60)
    return plan
  }

  /// What happened at the phone, with the milliseconds.
  private func story(_ result: RunResult) -> [String] {
    result.timeline.compactMap { entry in
      guard entry.host == "phone", case .note(let note) = entry.content else { return nil }
      let what: String? =
        switch note.kind {
        case .connectionLost: note.socketError?.name ?? "lost"
        case .waiting: "waits \(note.value / 1_000_000)"
        case .responded: "answered \(note.value)"
        default: nil
        }
      return what.map { "\(entry.at.nanoseconds / 1_000_000) \($0)" }
    }
  }

  @Test func `E1: the request is a GET that no cache may answer, and asks for an event stream`()
    throws
  {
    var sent: [UInt8] = []
    var world = try World(plan(), seed: 1)
    try world.capturePackets(at: .host("phone")) { captured in
      if captured.packet.isOutbound { sent += captured.packet.payload }
    }
    _ = world.run()
    #expect(
      String(decoding: sent, as: UTF8.self) == """
        GET /api/events HTTP/1.1\r
        Host: api\r
        Accept: text/event-stream\r
        Cache-Control: no-cache\r
        \r

        """)
  }

  @Test func `E1: a server does not require the request to accept an event stream`() throws {
    var plan = plan()
    plan.workload.removeLast()
    plan.duration = .seconds(1)
    let client = ScriptedProgram.client([
      .init(100) { $0.write("GET /api/events HTTP/1.1\r\nHost: api\r\nAccept: image/png\r\n\r\n") }
    ])
    var received: [UInt8] = []
    var world = try World(plan, seed: 1)
    try world.add(client, on: "phone")
    try world.capturePackets(at: .host("phone")) { captured in
      if !captured.packet.isOutbound { received += captured.packet.payload }
    }
    _ = world.run()
    let text = String(decoding: received, as: UTF8.self)
    #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
    #expect(text.contains("\r\nContent-Type: text/event-stream\r\n"))
  }

  @Test func `E5: a connection that is refused is tried again each time, until it is accepted`()
    throws
  {
    var plan = plan()
    plan.faults = [
      FaultRule(
        profile: "down", .serverCrash, on: FaultTarget("api"), start: .at(.zero),
        duration: .milliseconds(7_500))
    ]
    let result = try SmallWorlds.run(plan)
    // Chromium measured: errors at 3.5, 3,007 and 6,010 ms, the request at 9,012 ms.
    #expect(
      story(result) == [
        "2 ECONNREFUSED", "2 waits 3000", "3004 ECONNREFUSED", "3004 waits 3000",
        "6006 ECONNREFUSED", "6006 waits 3000", "9010 answered 200",
      ])
  }

  @Test func `E5: a connection that is reset before the head is made again`() throws {
    var plan = plan()
    plan.faults = [
      FaultRule(
        profile: "cut", .cut(.rst), on: FaultTarget("api"),
        start: .position(
          StreamPosition(stream: "/api/events", anchor: .response(1), byte: 0)))
    ]
    let result = try SmallWorlds.run(plan)
    #expect(story(result) == ["3 ECONNRESET", "3 waits 3000", "3007 answered 200"])
  }

  @Test(arguments: [(15, nil), (25, 20_012), (nil, 20_012)] as [(Int64?, Int64?)])
  func `E36: a heartbeat each 15 s keeps a proxy open that closes after a silence of 20 s`(
    seconds: Int64?, expected: Int64?
  ) throws {
    var plan = plan()
    plan.workload = [.publish("/api/quiet", on: "api", count: 1, every: .seconds(1_000))]
    plan.hosts[1].server?.heartbeat = seconds.map { .seconds($0) }
    plan.hosts.append(HostPlan("proxy"))
    var inside = LinkPlan("inside", between: "proxy", and: "api")
    inside.set(\.delay, to: .milliseconds(1))
    plan.links = [inside, LinkPlan("wire", between: "phone", and: "proxy")]
    plan.duration = .seconds(600)
    let proxy = GapProxy(to: 1, longestSilence: .seconds(20))
    let client = ScriptedProgram(
      [
        .init(0) { _ = $0.connect(host: 2, port: 80) },
        .init(10) { $0.write("GET /api/quiet HTTP/1.1\r\nHost: api\r\n\r\n") },
      ])
    var world = try World(plan, seed: 1)
    try world.add(proxy, on: "proxy")
    try world.add(client, on: "phone")
    let result = world.run()
    #expect(result.end == .durationReached)
    #expect(proxy.closedAt == expected)
  }
}
