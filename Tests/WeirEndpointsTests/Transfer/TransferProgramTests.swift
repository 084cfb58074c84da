import Testing
import WeirEndpoints
import WeirPrimitives

@Suite struct TransferProgramTests {
  private func opener(_ request: TransferRequest) -> Bench<TransferProgram> {
    var program = TransferProgram()
    #expect(program.add(request, number: 7, to: 3, name: "s") == 0)
    return Bench(program)
  }

  /// A program that was told of one connection, its socket 0.
  private func acceptor(_ request: TransferRequest) -> Bench<TransferProgram> {
    var program = TransferProgram()
    program.addAcceptor(request, number: 7, name: "s")
    var bench = Bench(program)
    bench.give(.start)
    #expect(bench.news() == ["listen 5001"])
    bench.program.expect(7, on: SocketID(0))
    bench.give(.accepted(SocketID(0), port: 5_001))
    return bench
  }

  private static let bulk = TransferRequest.Action.bulk(bytes: .bytes(1_000))

  @Test func `A bulk is announced, written as far as there is room, and closed`() {
    var bench = opener(TransferRequest(Self.bulk, .up))
    bench.give(.command(0))
    #expect(bench.news() == ["7 running", "connect 0 to 3:5001"])
    #expect(!bench.program.isQuiet)
    bench.give(.connected(SocketID(0)))
    #expect(
      bench.news() == [
        "stream 0 is s", "7 gets stream 0", "emit 0#1, 1000 bytes, last", "await room 0",
      ])
    bench.sendSpace = 600
    bench.give(.writable(SocketID(0)))
    #expect(bench.news() == ["fill 0 600 marks 1", "await room 0"])
    bench.give(.writable(SocketID(0)))
    #expect(bench.news() == ["fill 0 400 marks 0", "finish 0"])
    bench.give(.endOfStream(SocketID(0)))
    #expect(bench.news() == ["close 0"])
    #expect(bench.program.isQuiet)
    #expect(bench.program.seen(7, opens: true)?.ending == .closed)
  }

  @Test func `The reader of a bulk is done with its mark and closes at the end of the stream`() {
    var bench = acceptor(TransferRequest(Self.bulk, .up))
    #expect(bench.news() == [])
    bench.run(until: 5)
    bench.receive(Array(repeating: 0, count: 600), on: 0)
    #expect(bench.news() == [])
    bench.run(until: 9)
    bench.receive(
      Array(repeating: 0, count: 400), marks: [Mark(end: 400, length: 1_000, stream: 2, number: 1)],
      on: 0)
    #expect(bench.news() == ["2#1 to 7", "7 complete"])
    #expect(bench.takeNotes(.receivedAll).map(\.value) == [1_000])
    bench.give(.endOfStream(SocketID(0)))
    #expect(bench.news() == ["close 0"])
    let seen = bench.program.seen(7, opens: false)
    #expect(seen?.firstByteAt == .zero + .milliseconds(5))
    #expect(seen?.lastByteAt == .zero + .milliseconds(9))
    #expect(seen?.readCount == 1_000)
    #expect(seen?.hasEverything == true)
  }

  @Test func `A stream that ends before the last byte has failed its reader`() {
    var bench = acceptor(TransferRequest(Self.bulk, .up))
    bench.receive([1, 2, 3], on: 0)
    bench.give(.endOfStream(SocketID(0)))
    #expect(bench.news() == ["close 0", "7 failed"])
    #expect(bench.takeNotes(.closedByPeer).count == 1)
    #expect(bench.program.seen(7, opens: false)?.ending == .closedByPeer)
    #expect(bench.program.isQuiet)
  }

  @Test func `Messages come into being at their instants and are written one by one`() {
    let action = TransferRequest.Action.messages(count: 3, bytes: 60, every: .milliseconds(20))
    var bench = acceptor(TransferRequest(action, .down))
    #expect(
      bench.news() == ["stream 0 is s", "7 gets stream 0", "emit 0#1, 60 bytes", "await room 0"])
    bench.run(until: 20)
    // It waits already: it does not ask again.
    #expect(bench.news() == ["emit 0#2, 60 bytes"])
    bench.sendSpace = 100
    bench.give(.writable(SocketID(0)))
    #expect(bench.news() == ["fill 0 60 marks 1", "fill 0 40 marks 1", "await room 0"])
    bench.give(.writable(SocketID(0)))
    #expect(bench.news() == ["fill 0 20 marks 0"])
    bench.run(until: 1_000)
    #expect(bench.news() == ["emit 0#3, 60 bytes, last", "await room 0"])
    #expect(bench.nextDue == nil)
    bench.give(.writable(SocketID(0)))
    // The reader closes once it has the last.
    #expect(bench.news() == ["fill 0 60 marks 1"])
    bench.give(.endOfStream(SocketID(0)))
    #expect(bench.news() == ["close 0"])
    #expect(bench.program.seen(7, opens: false)?.ending == .closed)
  }

  @Test func `No message comes into being once the connection has failed`() {
    let action = TransferRequest.Action.messages(count: 9, bytes: 60, every: .milliseconds(20))
    var bench = acceptor(TransferRequest(action, .down))
    bench.give(.failed(SocketID(0), .timedOut))
    #expect(bench.news().last == "7 failed")
    #expect(
      bench.takeNotes(.socketFailed).map(\.value) == [UInt64(SocketError.timedOut.rawValue)])
    bench.run(until: 1_000)
    #expect(bench.news() == [])
    #expect(bench.program.isQuiet)
  }

  @Test func `Connects begin at their interval, whatever becomes of those before`() {
    var bench = opener(TransferRequest(.connects(count: 3, every: .milliseconds(10))))
    bench.give(.command(0))
    bench.run(until: 15)
    bench.give(.connected(SocketID(1)))
    bench.run(until: 30)
    bench.give(.failed(SocketID(2), .refused))
    bench.give(.failed(SocketID(0), .connectTimedOut))
    #expect(
      bench.news() == [
        "7 running", "connect 0 to 3:5001", "connect 1 to 3:5001", "close 1", "connect 2 to 3:5001",
        "7 complete",
      ])
    let attempts = bench.program.seen(7, opens: true)?.attempts ?? []
    #expect(attempts.map(\.failure) == [.connectTimedOut, nil, .refused])
    #expect(attempts.map(\.startedAt) == [0, 10, 20].map { .zero + .milliseconds($0) })
    #expect(attempts.map(\.endedAt) == [30, 15, 30].map { .zero + .milliseconds($0) })
    #expect(bench.takeNotes(.connectedSeries).map(\.detail) == [2])
    #expect(bench.program.isQuiet)
  }

  @Test func `A connection that nobody told of is read and closed when the other end does`() {
    var bench = Bench(TransferProgram())
    bench.give(.accepted(SocketID(0), port: 5_001))
    bench.receive([1, 2, 3], on: 0)
    #expect(bench.news() == [])
    bench.give(.endOfStream(SocketID(0)))
    #expect(bench.news() == ["close 0"])
    bench.give(.failed(SocketID(0), .reset))
    bench.give(.writable(SocketID(0)))
    #expect(bench.news() == [])
  }

  @Test func `Two transfers to one port share the listener, one that nobody serves has none`() {
    var program = TransferProgram()
    program.addAcceptor(TransferRequest(.idle), number: 1, name: "a")
    program.addAcceptor(TransferRequest(.idle), number: 2, name: "b")
    program.addAcceptor(TransferRequest(.idle, port: 9, isServed: false), number: 3, name: "c")
    var bench = Bench(program)
    bench.give(.start)
    #expect(bench.news() == ["listen 5001"])
  }
}
