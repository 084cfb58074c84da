import Testing
import WeirEndpoints
import WeirKernel
import WeirNetwork
import WeirPrimitives
import WeirTCP
import WeirWorld

/// A client that asks for twenty seconds of events, one a millisecond, and does not read them.
@Suite struct `A client that does not read` {
  private func run(
    backlogLimit: ByteCount?, bound: UInt64 = 256 << 20
  ) throws -> (client: ScriptedProgram, result: RunResult) {
    var server = ServerConfiguration()
    server.backlogLimit = backlogLimit
    var plan = WorldPlan()
    plan.hosts = [HostPlan("client"), HostPlan("api", server: server)]
    var wire = LinkPlan("wire", between: "client", and: "api")
    wire.set(\.delay, to: .milliseconds(40))
    plan.links = [wire]
    plan.tcp.receiveBuffer = 20_000
    plan.tcp.receiveBufferMaximum = 20_000
    plan.bounds.bytesOnConnection = bound
    plan.duration = .seconds(30)
    let client = ScriptedProgram.client(
      readsOnRequest: true,
      [
        .init(100) {
          $0.write("POST /api/chat?tokens=20000&every=1ms HTTP/1.1\r\nHost: api\r\n\r\n")
        },
        .init(25_000) { $0.read() },
      ])
    var world = try World(plan, seed: 1)
    try world.add(client, on: "client")
    return (client, world.run())
  }

  private func resets(_ result: RunResult) -> [Instant] {
    result.timeline.compactMap { entry in
      if case .note(let note) = entry.content, note.kind == .tooSlow { entry.at } else { nil }
    }
  }

  @Test func `is reset once more waits for it than the server allows`() throws {
    let (client, result) = try run(backlogLimit: .bytes(50_000))
    #expect(resets(result).count == 1)
    // What it had room for is still there to be read, then the error.
    #expect(client.log.dropFirst(2).allSatisfy { $0 == "25000 ECONNRESET" })
    #expect(client.log.count == 3)
    #expect(client.log[1].hasPrefix("25000 read "))
    let read = try #require(client.log[1].split(separator: " ").last.flatMap { Int($0) })
    #expect((10_000...20_000).contains(read))
  }

  @Test func `may be waited for without bound, where that is configured`() throws {
    let (_, unbounded) = try run(backlogLimit: nil)
    #expect(resets(unbounded).isEmpty)
    #expect(unbounded.end == .durationReached)
    let (_, bounded) = try run(backlogLimit: nil, bound: 300_000)
    #expect(bounded.end == .bound(.bytesOnConnection(300_000)))
  }

  @Test func `a limit of no byte is refused`() {
    let expected = PlanError(
      path: "api.server.backlog-limit", problem: "a limit of 0 bytes",
      remedy: "at least 1 byte, or none")
    let error = #expect(throws: PlanError.self) { try run(backlogLimit: .zero) }
    #expect(error?.problem == expected.problem)
    #expect(error?.remedy == expected.remedy)
  }
}
