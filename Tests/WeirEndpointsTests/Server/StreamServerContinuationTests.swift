import Testing
import WeirPrimitives

@testable import WeirEndpoints

@Suite struct StreamServerContinuationTests {
  /// A server with a topic of nine events, one a second; 500 ms behind the sixth.
  private func server(
    _ history: HistoryPolicy, _ change: (inout ServerConfiguration) -> Void
  ) -> Bench<StreamServer> {
    var bench = Bench<StreamServer>.server {
      $0.history = history
      $0.publications = [topic("/events", count: 9)]
      change(&$0)
    }
    bench.run(until: 6_500)
    return bench
  }

  @Test("A server that always begins at the start tells what it has, whatever id it is told")
  func fromStart() {
    var bench = server(.log) { $0.continues = .fromStart }
    bench.ask("GET /events", "Last-Event-ID: 5", on: 0)
    bench.ask("GET /events", on: 1)
    #expect(bench.ids(on: 0) == Array(1...6))
    #expect(bench.ids(on: 1) == Array(1...6))
    bench.ask("POST /api/chat?tokens=1&every=0s", "Idempotency-Key: k", on: 2)
    bench.run(until: 6_500)
    bench.ask("GET /api/chat/k", "Last-Event-ID: 3", on: 3)
    #expect(bench.ids(on: 3) == [1, 2, 3])
  }

  @Test("An id in the query stands for the header where there is none")
  func idInQuery() {
    var bench = server(.log) { _ in }
    bench.ask("GET /events?lastEventId=4", on: 0)
    bench.ask("GET /events?lastEventId=1", "Last-Event-ID: 5", on: 1)
    #expect(bench.ids(on: 0) == [5, 6])
    #expect(bench.ids(on: 1) == [6])
  }

  static let evictions: [(HistoryPolicy, String, String?, [Int])] = [
    (.ring(3), "1", "reset {\"oldest\":4} #", [4, 5, 6]),
    (.ring(3), "2", "reset {\"oldest\":4} #", [4, 5, 6]), (.ring(3), "3", nil, [4, 5, 6]),
    (.ring(3), "6", nil, []), (.ring(3), "7", nil, []), (.none, "1", "reset {\"oldest\":7} #", []),
    (.log, "0", nil, Array(1...6)),
  ]

  @Test("An id older than the history is answered with a reset first", arguments: evictions)
  func announces(history: HistoryPolicy, id: String, reset: String?, numbers: [Int]) {
    var bench = server(history) { $0.evicted = .announces }
    bench.ask("GET /events", "Last-Event-ID: \(id)", on: 0, by: 7)
    let events = bench.events(on: 0)
    #expect(events.first { $0.hasPrefix("reset") } == reset)
    let marks = 0 < bench.marks.count ? bench.marks[0] : []
    #expect(marks.filter(\.isOfStream).map { Int($0.number) } == numbers)
    #expect(marks.count { $0.stream == Mark.control } == (reset == nil ? 0 : 1))
    if reset != nil {
      #expect(events.first == reset, "it comes first")
      let text = "event: reset\ndata: {\"oldest\":\(numbers.first ?? 7)}\n\n"
      let mark = marks[0]
      #expect(Int(mark.length) == text.utf8.count)
      let range = (Int(mark.end) - Int(mark.length))..<Int(mark.end)
      #expect(String(decoding: bench.written[0][range], as: UTF8.self) == text)
    }
  }

  @Test("Told nothing, a server is silent about what its history has lost")
  func silent() {
    var bench = server(.ring(3)) { _ in }
    bench.ask("GET /events", "Last-Event-ID: 1", on: 0)
    #expect(bench.events(on: 0).count == 3)
  }

  // MARK: Reading takes time

  private typealias Order = ServerConfiguration.ReplayOrder

  static let readings: [(ServerConfiguration.ReplayOrder, [Int])] = [
    (.atomic, [4, 5, 6, 7, 8, 9]), (.readFirst, [4, 5, 6, 8, 9]),
    (.subscribeFirst, [7, 4, 5, 6, 7, 8, 9]),
  ]

  @Test("What is emitted while the history is read comes once, never or twice", arguments: readings)
  func orders(order: ServerConfiguration.ReplayOrder, expected: [Int]) {
    var bench = server(.log) {
      $0.historyRead = .seconds(1)
      $0.replayOrder = order
      $0.heartbeat = .seconds(60)
    }
    bench.ask("GET /events", "Last-Event-ID: 3", on: 0, by: 7)
    #expect(!bench.program.isQuiet)
    bench.run(until: 7_499)
    #expect(bench.ids(on: 0) == (order == .subscribeFirst ? [7] : []))
    #expect(bench.response(on: 0).status == 200, "the head does not wait")
    bench.run(until: 9_000)
    #expect(bench.ids(on: 0) == expected)
    #expect(bench.marks[0].map { Int($0.number) } == expected)
    #expect(bench.takeNotes(.resumed).map(\.value) == [order == .subscribeFirst ? 4 : 3])
    #expect(bench.program.isQuiet)
  }

  @Test("Queued events stay even where the ring is smaller than the wait")
  func smallRing() {
    var bench = server(.ring(1)) { $0.historyRead = .milliseconds(2_600) }
    bench.ask("GET /events", "Last-Event-ID: 3", on: 0)
    bench.run(until: 9_500)
    #expect(bench.ids(on: 0) == [6, 7, 8, 9])
  }

  @Test(
    "Who says no id to a topic waits for no history",
    arguments: ServerConfiguration.ReplayOrder.allCases)
  func noID(order: ServerConfiguration.ReplayOrder) {
    var bench = server(.log) {
      $0.historyRead = .seconds(1)
      $0.replayOrder = order
    }
    bench.ask("GET /events", on: 0)
    bench.run(until: 7_000)
    #expect(bench.ids(on: 0) == [7])
  }

  static let answers: [(ServerConfiguration.ReplayOrder, [Int])] = [
    (.atomic, [2, 3, 4]), (.readFirst, [2]), (.subscribeFirst, [3, 4, 2, 3, 4]),
  ]

  @Test("An answer that ends while its history is read ends behind it", arguments: answers)
  func answer(order: ServerConfiguration.ReplayOrder, expected: [Int]) {
    var bench = Bench<StreamServer>.server {
      $0.historyRead = .milliseconds(100)
      $0.replayOrder = order
    }
    bench.ask("POST /api/chat?tokens=2&every=50ms", "Idempotency-Key: k", on: 0)
    bench.run(until: 60)
    bench.ask("GET /api/chat/k", "Last-Event-ID: 1", on: 1)
    bench.receive(Bench<StreamServer>.request("GET /"), on: 1)
    bench.run(until: 159)
    #expect(!bench.response(on: 1).isWhole)
    bench.run(until: 160)
    let responses = bench.responses(on: 1, count: 2)
    let ids = readEvents(responses[0].body).compactMap {
      $0.split(separator: "#").last.flatMap { Int($0) }
    }
    #expect(ids == expected)
    #expect(responses.map(\.isWhole) == [true, true])
    #expect(responses[1].body == "ok\n")
  }

  @Test(
    "Whoever leaves during the reading is forgotten",
    arguments: ServerConfiguration.ReplayOrder.allCases)
  func leaving(order: ServerConfiguration.ReplayOrder) {
    var bench = server(.log) {
      $0.historyRead = .seconds(1)
      $0.replayOrder = order
    }
    bench.ask("GET /events", "Last-Event-ID: 3", on: 0)
    bench.run(until: 7_100)
    bench.give(.failed(SocketID(0), .reset))
    let before = bench.text(on: 0)
    bench.ask("GET /events", "Last-Event-ID: 6", on: 1)
    bench.run(until: 9_000)
    #expect(bench.text(on: 0) == before)
    #expect(bench.ids(on: 1).sorted().last == 9)
    #expect(bench.program.isQuiet)
  }
}
