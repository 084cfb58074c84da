import Testing
import WeirEndpoints
import WeirNetwork
import WeirPrimitives
import WeirTCP
import WeirWorld

/// The client is connected at 80 ms, the server accepts at 120 ms; a way takes 40 ms.
@Suite struct `Sockets, as programs see them` {
  /// Runs two programs on hosts 40 ms apart and returns how the run ended.
  @discardableResult
  private func run(
    _ client: ScriptedProgram, _ server: ScriptedProgram, seconds: Int64 = 5,
    _ change: (inout WorldPlan) -> Void = { _ in }
  ) throws -> RunResult {
    var plan = WorldPlan()
    plan.hosts = [HostPlan("client"), HostPlan("server")]
    var wire = LinkPlan("wire", between: "client", and: "server")
    wire.set(\.delay, to: .milliseconds(40))
    plan.links = [wire]
    plan.duration = .seconds(seconds)
    change(&plan)
    var world = try World(plan, seed: 1)
    try world.add(server, on: "server")
    try world.add(client, on: "client")
    return world.run()
  }

  // MARK: Ends

  @Test func `a close with zero linger is ECONNRESET for the peer`() throws {
    let client = ScriptedProgram.client()
    let server = ScriptedProgram.server([.init(200) { $0.list.append(.abort(Effects.socket)) }])
    try run(client, server)
    #expect(client.log == ["80 connected", "240 ECONNRESET"])
    #expect(server.log == ["120 accepted"])
  }

  @Test func `a close with bytes unread is a RST, one with none a FIN`() throws {
    for readsOnRequest in [true, false] {
      let client = ScriptedProgram.client([.init(100) { $0.write("hello") }])
      let server = ScriptedProgram.server(
        readsOnRequest: readsOnRequest, [.init(200) { $0.close() }])
      try run(client, server)
      #expect(client.log == ["80 connected", readsOnRequest ? "240 ECONNRESET" : "240 end"])
    }
  }

  @Test func `a write after the peer's close is taken, gets a RST, and the next is EPIPE`() throws {
    let client = ScriptedProgram.client([
      .init(300) { $0.write("late") }, .init(400) { $0.send(bytes: 1) },
    ])
    let server = ScriptedProgram.server([.init(200) { $0.close() }])
    try run(client, server)
    #expect(client.log == ["80 connected", "240 end", "380 EPIPE", "400 EPIPE"])
  }

  @Test func `a write after one's own shutdown is EPIPE`() throws {
    let client = ScriptedProgram.client([
      .init(100) { $0.list.append(.finish(Effects.socket)) }, .init(110) { $0.send(bytes: 5) },
    ])
    try run(client, .server())
    #expect(client.log == ["80 connected", "110 EPIPE"])
  }

  @Test func `who has shut down writing still reads, and who has read the end still writes`() throws
  {
    let client = ScriptedProgram.client([
      .init(100) { effects in
        effects.write("ask")
        effects.list.append(.finish(Effects.socket))
      }
    ])
    let server = ScriptedProgram.server([
      .init(200) { $0.write("answer") }, .init(300) { $0.close() },
    ])
    try run(client, server)
    #expect(server.log == ["120 accepted", "140 read ask", "140 end"])
    #expect(client.log == ["80 connected", "240 read answer", "340 end"])
  }

  @Test func `the accepting side may shut down first`() throws {
    let client = ScriptedProgram.client([.init(300) { $0.write("more") }])
    let server = ScriptedProgram.server([
      .init(150) { effects in
        effects.write("all")
        effects.list.append(.finish(Effects.socket))
      }
    ])
    try run(client, server)
    #expect(client.log == ["80 connected", "190 read all", "190 end"])
    #expect(server.log == ["120 accepted", "340 read more"])
  }

  // MARK: A reset and what had arrived before it

  private var lastWords: ScriptedProgram {
    .server([
      .init(150) { $0.write("last words") },
      .init(200) { $0.list.append(.abort(Effects.socket)) },
    ])
  }

  @Test func `what arrived before a RST is read first, then ECONNRESET`() throws {
    let client = ScriptedProgram.client(readsOnRequest: true, [.init(500) { $0.read() }])
    try run(client, lastWords)
    #expect(client.log == ["80 connected", "500 read last words", "500 ECONNRESET"])
  }

  @Test func `an error is told once: after a write has taken it, reading finds the end`() throws {
    let client = ScriptedProgram.client(
      readsOnRequest: true,
      [
        .init(400) { $0.send(bytes: 1) }, .init(500) { $0.read() },
        .init(600) { $0.send(bytes: 1) },
      ])
    try run(client, lastWords)
    #expect(
      client.log == [
        "80 connected", "400 ECONNRESET", "500 read last words", "500 end", "600 EPIPE",
      ])
  }

  // MARK: Connecting

  @Test func `a port nobody listens on is ECONNREFUSED after a round trip`() throws {
    let client = ScriptedProgram.client()
    try run(client, ScriptedProgram([]))
    #expect(client.log == ["80 ECONNREFUSED"])
  }

  @Test func `a host without a link is ENETUNREACH, one that no link leads to EHOSTUNREACH`() throws
  {
    for (host, name) in [("lonely", "ENETUNREACH"), ("client", "EHOSTUNREACH")] {
      var plan = WorldPlan()
      plan.hosts = ["client", "server", "lonely"].map { HostPlan($0) }
      plan.links = [LinkPlan("wire", between: "client", and: "server")]
      plan.duration = .seconds(1)
      let program = ScriptedProgram([
        .init(7) { _ = $0.connect(host: host == "lonely" ? 1 : 2, port: 80) }
      ])
      var world = try World(plan, seed: 1)
      try world.add(program, on: host)
      _ = world.run()
      #expect(program.log == ["7 \(name)"])
    }
  }

  @Test func `SYNs that nobody answers are ETIMEDOUT`() throws {
    let client = ScriptedProgram.client()
    try run(client, .server(), seconds: 200) { plan in
      plan.links[0].set(\.loss, to: .percent(100))
    }
    // Five seconds of linear timeouts, then 1 + 2 + 4 + 8 + 16 + 32 + 64 s less the first: 131 s.
    #expect(client.log == ["131000 ETIMEDOUT"])
  }

  @Test func `listening where another listens is misuse`() throws {
    let second = ScriptedProgram([.init(5) { $0.list.append(.listen(port: 80)) }])
    var plan = WorldPlan()
    plan.hosts = [HostPlan("server")]
    plan.duration = .seconds(1)
    var world = try World(plan, seed: 1)
    try world.add(ScriptedProgram.server(), on: "server")
    try world.add(second, on: "server")
    #expect(
      world.run().end
        == .misuse(
          EndpointMisuse(
            host: "server", program: "ScriptedProgram",
            problem: "port 80, on which another listens (EADDRINUSE)")))
  }

  // MARK: Back-pressure

  /// A client with a send buffer of 10,000 bytes on a link that takes 1.2 ms for a full segment.
  private func narrow(_ plan: inout WorldPlan) {
    plan.links[0].up.rate = .megabitsPerSecond(10)
  }

  @Test func `a full buffer takes what fits, then EAGAIN, and is writable a third free`() throws {
    let client = ScriptedProgram.client(
      readsOnRequest: true,
      [
        .init(50) { $0.send(bytes: 10) },
        .init(200) { effects in
          effects.set(.sendBuffer(10_000))
          effects.send(bytes: 50_000)
          effects.send(bytes: 1)
          effects.list.append(.awaitWritable(Effects.socket))
        },
        .init(2_000) { $0.list.append(.awaitWritable(Effects.socket)) },
      ])
    let server = ScriptedProgram.server()
    try run(client, server, narrow)
    // Acknowledgments free a segment each: 4,344 bytes of 10,000 after the third, 3.6 ms of
    // sending and 80 ms of way later.
    #expect(
      client.log == [
        "50 EAGAIN", "80 connected", "200 sent 10000", "200 EAGAIN", "283 writable",
        "2000 writable",
      ])
  }

  @Test func `TCP_NOTSENT_LOWAT takes no more than it says, and is writable below half of it`()
    throws
  {
    let client = ScriptedProgram.client(
      readsOnRequest: true, [.init(200) { $0.set(.notSentLowWater(3_000)) }])
    var isFull = false
    var total: UInt32 = 0
    client.react = { input, effects in
      switch input {
      case .timer(1): effects.send(bytes: 3_000)
      case .sent(_, .success(let count)):
        total += count
        effects.send(bytes: 3_000)
      case .sent(_, .failure) where !isFull:
        isFull = true
        effects.list.append(.awaitWritable(Effects.socket))
      default: break
      }
    }
    try run(client, .server(), narrow)
    // Of 3,000 bytes two segments are full, the third is short: ten of them in flight are so much,
    // and behind them as many bytes wait as the mark allows. The first acknowledgment lets two full
    // ones go, which leaves 104.
    #expect(total == 3 * 3_000 + 1_448 + 3_000)
    #expect(client.log.last == "281 writable")
  }

  @Test func `a reader that does not read stops its peer at both buffers`() throws {
    let client = ScriptedProgram.client(
      readsOnRequest: true,
      [
        .init(100) { $0.set(.sendBuffer(20_000)) },
        .init(200) { $0.send(bytes: 20_000) }, .init(1_000) { $0.send(bytes: 20_000) },
        .init(2_000) { $0.send(bytes: 20_000) }, .init(3_000) { $0.send(bytes: 20_000) },
      ])
    let server = ScriptedProgram.server(readsOnRequest: true)
    try run(client, server) { plan in
      plan.tcp.receiveBuffer = 30_000
      plan.tcp.receiveBufferMaximum = 30_000
    }
    let sent = client.log.compactMap { entry -> Int? in
      entry.contains("sent") ? Int(entry.split(separator: " ")[2]) : nil
    }
    #expect(sent.reduce(0, +) > 35_000 && sent.reduce(0, +) <= 40_000)
    #expect(client.log.last == "3000 EAGAIN")
  }

  // MARK: Options

  @Test func `Nagle holds the second small write until TCP_NODELAY is set`() throws {
    for isSet in [false, true] {
      let client = ScriptedProgram.client([
        .init(100) { effects in
          effects.set(.noDelay(false))
          effects.write("a")
        },
        .init(110) { $0.write("b") },
        .init(120) { if isSet { $0.set(.noDelay(true)) } },
      ])
      let server = ScriptedProgram.server()
      try run(client, server)
      #expect(server.log == ["120 accepted", "140 read a", isSet ? "160 read b" : "220 read b"])
    }
  }

  @Test(arguments: [
    (SocketOption.keepAlive(.init(idle: .zero)), "a keepalive idle time of 0s, of 1s to 32767s"),
    (
      .keepAlive(.init(interval: .seconds(40_000))),
      "a keepalive interval of 40000s, of 1s to 32767s"
    ),
    (.keepAlive(.init(count: 0)), "a keepalive count of 0, of 1 to 127"),
    (.userTimeout(.zero), "a user timeout of 0s, of more than 0s"),
  ])
  func `an option with a value it does not take is misuse`(option: SocketOption, problem: String)
    throws
  {
    let result = try run(.client([.init(100) { $0.set(option) }]), .server())
    #expect(
      result.end
        == .misuse(
          EndpointMisuse(host: "client", program: "ScriptedProgram", problem: problem)))
  }
}
