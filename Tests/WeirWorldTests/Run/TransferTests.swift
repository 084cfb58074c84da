import Testing
import WeirAudit
import WeirEndpoints
import WeirNetwork
import WeirPrimitives
import WeirTCP
import WeirWorld

/// Plain TCP over a path of 50 ms each way; what is exact here does not depend on how TCP recovers.
@Suite struct TransferTests {
  private func plan(_ workload: [WorkloadItem], rate: BitRate? = nil) -> WorldPlan {
    var plan = WorldPlan(
      hosts: [.host("client"), .host("server")],
      links: [.link("path", between: "client", and: "server", delay: .milliseconds(50))],
      workload: workload, expect: [.inOrderOnce])
    if let rate { plan.links[0].set(\.rate, to: rate) }
    return plan
  }

  private func at(_ milliseconds: Int64) -> Instant { .zero + .milliseconds(milliseconds) }

  @Test func `An upload begins when the client's end stands, a download half a round trip later`()
    throws
  {
    let workload: [WorkloadItem] = [
      .upload(on: "client", to: "server", bytes: .bytes(1_000)),
      .download(on: "client", to: "server", bytes: .bytes(1_000), at: .seconds(1)),
    ]
    let result = try SmallWorlds.run(plan(workload))
    #expect(result.verdict == .passed)
    #expect(result.transfers.map(\.request.name) == ["upload", "download"])
    let (up, down) = (result.transfers[0], result.transfers[1])
    #expect(up.opener.seen.startedAt == .zero)
    #expect(up.opener.seen.establishedAt == at(100))
    #expect(up.acceptor.seen.establishedAt == at(150))
    #expect(up.reader?.host == "server")
    #expect(up.reader?.seen.firstByteAt == at(150))
    #expect(up.reader?.seen.readCount == 1_000)
    #expect(down.opener.seen.startedAt == at(1_000))
    #expect(down.acceptor.seen.establishedAt == at(1_150))
    #expect(down.reader?.host == "client")
    #expect(down.reader?.seen.firstByteAt == at(1_200))
    #expect(down.isFinished)
    // Half a round trip.
    #expect(down.goodput == 8 * 1_000 * 1_000 / 50)
    #expect(result.ledger.consumers.map(\.direction) == [.up, .down])
    #expect(
      result.ledger.accounts.map(\.title) == ["server's upload of client", "client's download"])
    #expect(result.ledger.obligations.map(\.emittedAt) == [at(100), at(1_150)])
    #expect(result.ledger.obligations.map(\.deliveredAt) == [at(150), at(1_200)])
  }

  @Test func `Both ends of a transfer close, and the run is over`() throws {
    let result = try SmallWorlds.run(
      plan([.download(on: "client", to: "server", bytes: .bytes(200_000))]))
    let transfer = try #require(result.transfers.first)
    #expect(transfer.opener.seen.ending == .closed)
    #expect(transfer.acceptor.seen.ending == .closed)
    #expect(result.end == .finished)
    #expect(result.retransmissionCount == 0)
    #expect(transfer.opener.retransmissionCount + transfer.acceptor.retransmissionCount == 0)
  }

  @Test func `The goodput of a bulk is what the link carries, less headers`() throws {
    var scenario = plan(
      [.upload(on: "client", to: "server", bytes: .bytes(1_448_000))],
      rate: .megabitsPerSecond(1))
    // So slow that one round trip holds less than the first window: the link is never idle.
    scenario.links[0].set(\.limit, to: 10_000)
    let transfer = try #require(try SmallWorlds.run(scenario).transfers.first)
    let first = try #require(transfer.reader?.seen.firstByteAt)
    // 1,000 segments of 1,500 bytes: each takes 12 ms of the link.
    #expect(transfer.reader?.seen.lastByteAt == first + .milliseconds(999 * 12))
    // From half a round trip and the acknowledgment of the handshake before them.
    #expect(transfer.goodput == 1_448_000 * 8 * 1_000_000 / (50_416 + 1_000 * 12_000))
  }

  @Test func `A message counts from its instant, each an event of the ledger`() throws {
    let result = try SmallWorlds.run(
      plan([
        .messages(
          3, bytes: 60, every: .milliseconds(20), direction: .up, on: "client", to: "server")
      ]))
    #expect(result.verdict == .passed)
    #expect(result.ledger.obligations.map(\.number) == [1, 2, 3])
    #expect(result.ledger.obligations.map(\.emittedAt) == [at(100), at(120), at(140)])
    #expect(result.ledger.obligations.map(\.deliveredAt) == [at(150), at(170), at(190)])
    #expect(result.ledger.streams.map(\.name) == ["client-messages-1"])
    #expect(result.ledger.streams[0].events.map(\.bytes) == [60, 60, 60])
  }

  @Test func `A message that finds the send buffer full waits and counts from its instant`() throws
  {
    var scenario = plan([
      .messages(
        5, bytes: 3_000, every: .milliseconds(1), direction: .up, on: "client", to: "server")
    ])
    scenario.tcp.sendBuffer = 4_000
    scenario.tcp.sendBufferMaximum = 4_000
    let result = try SmallWorlds.run(scenario)
    #expect(result.verdict == .passed)
    #expect(
      result.ledger.obligations.map(\.emittedAt) == [at(100), at(101), at(102), at(103), at(104)])
    #expect(result.ledger.obligations[0].deliveredAt == at(150))
    // 1,000 bytes of the second went with the first; the rest waits for a round trip.
    #expect(result.ledger.obligations[1].deliveredAt >= at(250))
    #expect(result.transfers[0].reader?.seen.readCount == 15_000)
  }

  @Test func `A connect takes a round trip, or is refused as fast`() throws {
    var scenario = plan([
      .connects(3, every: .milliseconds(10), on: "client", to: "server"),
      .connects(on: "client", to: "server", at: .seconds(2), port: 9, isServed: false),
    ])
    scenario.expectations = []
    let result = try SmallWorlds.run(scenario)
    let attempts = result.transfers.map(\.opener.seen.attempts)
    #expect(attempts[0].map(\.startedAt) == [at(0), at(10), at(20)])
    #expect(attempts[0].map(\.endedAt) == [at(100), at(110), at(120)])
    #expect(attempts[0].allSatisfy { $0.failure == nil })
    #expect(attempts[1].map(\.failure) == [.refused])
    #expect(attempts[1].map(\.endedAt) == [at(2_100)])
    #expect(result.transfers.allSatisfy { $0.isFinished })
    #expect(result.end == .finished)
    #expect(result.unreachedConsumers.isEmpty)
  }

  @Test func `A fault that begins with the run acts on what is sent with it`() throws {
    var scenario = plan([.connects(on: "client", to: "server")])
    scenario.expectations = []
    scenario.faults = [.fault("hole", .blackhole, on: "path", at: .zero, for: .seconds(1_000))]
    let transfer = try #require(try SmallWorlds.run(scenario).transfers.first)
    #expect(transfer.opener.seen.attempts.map(\.failure) == [.connectTimedOut])
    #expect(transfer.opener.retransmissionCount == 10)
    // No SYN came, so none was answered.
    #expect(transfer.acceptor.retransmissionCount == 0)
  }

  @Test func `A host without a link to the other is told that it is unreachable`() throws {
    var scenario = plan([.idle(on: "client", to: "server")])
    scenario.links = []
    let transfer = try #require(try SmallWorlds.run(scenario).transfers.first)
    #expect(transfer.opener.seen.ending == .failed(.networkUnreachable))
    #expect(transfer.opener.seen.endedAt == .zero)
    #expect(transfer.acceptor.seen == TransferEnd())
  }

  @Test func `An idle connection lasts until somebody is told of its end`() throws {
    var scenario = plan([.idle(on: "client", to: "server")])
    scenario.duration = .seconds(100)
    let quiet = try SmallWorlds.run(scenario)
    #expect(quiet.end == .durationReached)
    #expect(quiet.transfers[0].opener.seen.ending == nil)
    scenario.faults = [
      .fault("reset", .reset, on: "path", at: .seconds(7))
    ]
    let reset = try SmallWorlds.run(scenario)
    #expect(reset.transfers[0].opener.seen.ending == .failed(.reset))
    #expect(reset.transfers[0].acceptor.seen.ending == .failed(.reset))
    #expect(reset.transfers[0].opener.seen.endedAt == at(7_050))
    #expect(reset.end == .finished)
  }

  @Test func `A transfer that the end of the run cuts short is inconclusive and has a goodput`()
    throws
  {
    var scenario = plan(
      [.download(on: "client", to: "server", bytes: .bytes(10_000_000))],
      rate: .megabitsPerSecond(1))
    scenario.duration = .seconds(10)
    let result = try SmallWorlds.run(scenario)
    #expect(result.end == .durationReached)
    #expect(result.verdict == .inconclusive)
    let evidence = result.findings[0].evidence
    #expect(evidence.last == "client's download was cut short by the run's end")
    let transfer = result.transfers[0]
    #expect(!transfer.isFinished)
    let bytes = try #require(transfer.reader?.seen.readCount)
    #expect(bytes > 0 && bytes < 1_250_000)
    // Accepted after three halves of a round trip, and what the SYN takes of the link.
    let start = try #require(transfer.writer?.seen.establishedAt)
    let span = UInt64(10_000_000_000 - start.nanoseconds)
    #expect(transfer.goodput == bytes * 8_000_000_000 / span)
  }

  @Test func `Messages that the end of the run cuts short are inconclusive though all came`() throws
  {
    var scenario = plan([
      .messages(1_000, bytes: 60, every: .seconds(1), on: "client", to: "server")
    ])
    scenario.duration = .milliseconds(9_900)
    let result = try SmallWorlds.run(scenario)
    #expect(result.ledger.obligations.count == 10)
    #expect(result.ledger.openCount == 0)
    #expect(result.verdict == .inconclusive)
    #expect(
      result.findings[0].evidence == ["client's messages was cut short by the run's end"])
  }

  @Test func `A transfer that breaks in the middle has lost what it owed`() throws {
    var scenario = plan(
      [.upload(on: "client", to: "server", bytes: .bytes(10_000_000))],
      rate: .megabitsPerSecond(10))
    scenario.faults = [.fault("reset", .reset, on: "path", at: .seconds(2))]
    let result = try SmallWorlds.run(scenario)
    #expect(result.verdict == .failed)
    #expect(
      result.findings[0].evidence == [
        "server's upload of client lost 1: ids 1",
        "  ids 1: written to connection 1, which ended before they arrived",
      ])
    #expect(result.transfers[0].opener.seen.ending == .failed(.reset))
    #expect(!result.transfers[0].isFinished)
  }

  @Test func `Transfers of a crowd do not mix`() throws {
    var scenario = WorldPlan(
      hosts: [HostPlan("phone", count: 20, roles: ["client"]), .host("server")],
      links: [.link("path", between: "phone", and: "server", delay: .milliseconds(50))],
      workload: [
        .download(on: "phone", to: "server", bytes: .bytes(30_000)),
        .upload(on: "phone[3]", to: "server", bytes: .bytes(50_000)),
        .messages(4, bytes: 100, every: .seconds(1), on: "phone[0..<3]", to: "server"),
      ], expect: [.inOrderOnce])
    scenario.links[0].set(\.jitter, to: .milliseconds(5))
    let result = try SmallWorlds.run(scenario)
    #expect(result.verdict == .passed)
    #expect(result.transfers.count == 24)
    let read = result.transfers.map { $0.reader?.seen.readCount }
    #expect(read == Array(repeating: 30_000, count: 20) + [50_000, 400, 400, 400])
  }

  @Test func `A host may transfer to itself`() throws {
    let result = try SmallWorlds.run(
      plan([.download(on: "client", to: "client", bytes: .bytes(100_000))]))
    #expect(result.verdict == .passed)
    #expect(result.transfers[0].reader?.seen.readCount == 100_000)
  }

  @Test func `The same plan and seed give the same run`() throws {
    var scenario = plan(
      [.download(on: "client", to: "server", bytes: .bytes(300_000))],
      rate: .megabitsPerSecond(10))
    scenario.links[0].set(\.loss, to: Ratio(1, outOf: 50))
    let digests = try [5, 5, 6].map { try SmallWorlds.run(scenario, seed: $0).digest }
    #expect(digests[0] == digests[1])
    #expect(digests[0] != digests[2])
  }
}
