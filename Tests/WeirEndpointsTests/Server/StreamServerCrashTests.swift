import Testing
import WeirPrimitives

@testable import WeirEndpoints

@Suite struct StreamServerCrashTests {
  /// A server that crashes 250 ms into an answer `k` (events 1 to 3 of 6) and is back at 1 s.
  private func restarted(_ history: HistoryPolicy) -> Bench<StreamServer> {
    var bench = Bench.server(history: history, heartbeat: .milliseconds(100))
    bench.ask("POST /api/chat?tokens=4&every=100ms", "Idempotency-Key: k", on: 0)
    bench.run(until: 250)
    _ = bench.news()
    bench.give(.crashed)
    #expect(bench.nextDue == nil, "no timer outlives the process")
    #expect(bench.program.isQuiet)
    bench.run(until: 1_000)
    #expect(bench.ids(on: 0) == [1, 2, 3])
    bench.give(.start)
    #expect(bench.news() == ["listen 80"])
    #expect(bench.takeNotes(.crashed).count == 1)
    return bench
  }

  @Test("A log survives; what was not generated yet never comes")
  func log() {
    var bench = restarted(.log)
    #expect(bench.program.canReplay(stream: 0, number: 3))
    bench.ask("GET /api/chat/k", "Last-Event-ID: 1", on: 1)
    #expect(bench.ids(on: 1) == [2, 3])
    #expect(bench.response(on: 1).isWhole)
    bench.ask("GET /api/chat/k", "Last-Event-ID: 3", on: 2)
    #expect(bench.response(on: 2).status == 204)
  }

  @Test(
    "A ring is gone, and the answer's name with it",
    arguments: [.ring(64), .none] as [HistoryPolicy])
  func ring(_ history: HistoryPolicy) {
    var bench = restarted(history)
    #expect(!bench.program.canReplay(stream: 0, number: 3))
    bench.ask("GET /api/chat/k", "Last-Event-ID: 1", on: 1)
    #expect(bench.response(on: 1).status == 404)
    bench.ask("POST /api/chat?tokens=1", "Idempotency-Key: k", on: 2)
    #expect(bench.news() == ["stream 1 is k", "emit 1#1, 42 bytes"])
  }

  @Test("A topic goes on with the next number; what it missed comes when the server is back")
  func topicGoesOn() {
    for (history, replayed) in [(HistoryPolicy.log, [2, 3, 4, 5]), (.ring(64), [3, 4, 5])] {
      var bench = Bench.server(history: history, publications: [topic("/events", count: 5)])
      bench.ask("GET /events", on: 0)
      bench.run(until: 2_500)
      bench.give(.crashed)
      #expect(!bench.program.isQuiet, "three events are to come")
      bench.run(until: 4_500)
      bench.give(.start)
      #expect(bench.nextDue == bench.now)
      bench.run(until: 4_500)
      bench.ask("GET /events", "Last-Event-ID: 1", on: 1)
      bench.run(until: 5_000)
      #expect(bench.ids(on: 0) == [1, 2])
      #expect(bench.ids(on: 1) == replayed)
      #expect(bench.program.isQuiet)
    }
  }

  @Test("Bytes and ends of connections from before the crash mean nothing")
  func lateInputs() {
    var bench = restarted(.log)
    bench.receive(Bench<StreamServer>.request("GET /"), on: 0)
    bench.give(.endOfStream(SocketID(0)))
    bench.give(.failed(SocketID(0), .reset))
    bench.give(.timer(1))
    #expect(bench.news() == [])
    #expect(bench.ids(on: 0) == [1, 2, 3])
    #expect(bench.nextDue == nil)
  }

  @Test("A server that crashes twice lets go twice and counts right")
  func twice() {
    var bench = restarted(.ring(4))
    bench.ask("POST /api/chat?tokens=4&every=100ms", "Idempotency-Key: k", on: 1)
    #expect(!bench.program.isQuiet)
    bench.give(.crashed)
    bench.give(.crashed)
    bench.give(.start)
    #expect(bench.program.isQuiet)
    bench.ask("GET /", on: 2)
    #expect(bench.response(on: 2).body == "ok\n")
  }
}
