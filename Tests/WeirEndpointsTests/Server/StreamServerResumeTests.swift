import Testing
import WeirPrimitives

@testable import WeirEndpoints

@Suite struct StreamServerResumeTests {
  /// A server whose answer `k` is finished: events 1 to 12.
  static func finished(_ history: HistoryPolicy) -> Bench<StreamServer> {
    var bench = Bench.server(history: history)
    bench.ask("POST /api/chat?tokens=10&every=10ms", "Idempotency-Key: k", on: 0, by: 7)
    bench.run(until: 100)
    #expect(bench.ids(on: 0) == Array(1...12))
    _ = bench.news()
    return bench
  }

  static let logCases: [(String, [Int])] = [
    ("Last-Event-ID: 0", Array(1...12)), ("Last-Event-ID: 1", Array(2...12)),
    ("Last-Event-ID: 11", [12]), ("Accept: */*", Array(1...12)),
    ("Last-Event-ID: abc", Array(1...12)), ("Last-Event-ID: -1", Array(1...12)),
    ("Last-Event-ID: 0000000000", Array(1...12)), ("Last-Event-ID:", Array(1...12)),
  ]

  @Test("A log replays exactly what comes behind the id, and ends", arguments: logCases)
  func log(field: String, expected: [Int]) {
    var bench = Self.finished(.log)
    bench.ask("GET /api/chat/k", field, on: 1, by: 7)
    #expect(bench.ids(on: 1) == expected)
    #expect(bench.events(on: 1)[...] == bench.events(on: 0).suffix(expected.count))
    #expect(bench.response(on: 1).isWhole)
    #expect(bench.marks[1].map { Int($0.number) } == expected)
    #expect(bench.news() == ["1 serves 7", "7 gets stream 0"])
    let position = field.hasSuffix(" 1") ? 1 : field.hasSuffix("11") ? 11 : 0
    #expect(
      bench.takeNotes(.resumed) == [
        Note(
          .resumed, consumer: 7, stream: 0, value: UInt64(expected.count),
          detail: UInt64(position))
      ])
  }

  @Test("Nothing left is 204 without a body", arguments: ["12", "13", "999999999"])
  func nothingLeft(id: String) {
    var bench = Self.finished(.log)
    bench.ask("GET /api/chat/k", "Last-Event-ID: \(id)", on: 1, by: 7)
    #expect(bench.text(on: 1) == "HTTP/1.1 204 No Content\r\n\r\n")
    #expect(bench.news() == ["1 serves 7"])
  }

  @Test("Without a history a finished answer is 204")
  func noHistory() {
    var bench = Self.finished(.none)
    bench.ask("GET /api/chat/k", "Last-Event-ID: 3", on: 1)
    #expect(bench.response(on: 1) == ReadResponse(status: 204, isWhole: true))
    #expect(!bench.program.canReplay(stream: 0, number: 12))
  }

  static let rings: [(Int, String, [Int])] = [
    (4, "5", [9, 10, 11, 12]), (4, "8", [9, 10, 11, 12]), (4, "9", [10, 11, 12]),
    (1, "0", [12]), (12, "0", Array(1...12)), (100, "0", Array(1...12)),
  ]

  @Test("A ring replays what it still holds", arguments: rings)
  func ring(capacity: Int, id: String, expected: [Int]) {
    var bench = Self.finished(.ring(capacity))
    bench.ask("GET /api/chat/k", "Last-Event-ID: \(id)", on: 1)
    #expect(bench.ids(on: 1) == expected)
    let held = (0...13).filter { bench.program.canReplay(stream: 0, number: UInt32($0)) }
    #expect(held == Array(max(1, 13 - capacity)...12))
  }

  @Test("A ring of no events is no history", arguments: [0, -1])
  func emptyRing(capacity: Int) {
    var bench = Self.finished(.ring(capacity))
    bench.ask("GET /api/chat/k", "Last-Event-ID: 3", on: 1)
    #expect(bench.response(on: 1).status == 204)
  }

  @Test(arguments: [ServerConfiguration.Evicted.resumesLive, .announces])
  func `A ring that no longer has what follows an id is told of, and the first event it has`(
    _ evicted: ServerConfiguration.Evicted
  ) {
    var configuration = ServerConfiguration()
    configuration.history = .ring(3)
    configuration.heartbeat = nil
    configuration.evicted = evicted
    var bench = Bench(
      StreamServer(name: "api", seed: 1, configuration: configuration, recordings: []))
    bench.give(.start)
    bench.ask("POST /api/chat?tokens=10&every=0ms", "Idempotency-Key: k", on: 0)
    bench.run(until: 1)
    bench.ask("GET /api/chat/k", "Last-Event-ID: 8", on: 1)
    #expect(
      bench.takeNotes(.evicted).map { [$0.value, $0.detail] } == [
        [8, evicted == .announces ? 1 : 0]
      ])
    #expect(bench.takeNotes(.resumed).map { [$0.value, $0.detail] } == [[3, 9]])
    bench.ask("GET /api/chat/k", "Last-Event-ID: 9", on: 2)
    #expect(bench.takeNotes(.evicted).isEmpty)
  }

  @Test("A running answer replays, then goes on; without a history there is a gap")
  func running() {
    for (history, expected) in [
      (HistoryPolicy.log, [3, 4, 5, 6, 7]), (.none, [5, 6, 7]), (.ring(1), [4, 5, 6, 7]),
    ] {
      var bench = Bench.server(history: history)
      bench.ask("POST /api/chat?tokens=5&every=100ms", "Idempotency-Key: k", on: 0)
      bench.run(until: 150)
      bench.give(.failed(SocketID(0), .reset))
      bench.run(until: 350)
      bench.ask("GET /api/chat/k", "Last-Event-ID: 2", on: 1)
      bench.run(until: 500)
      #expect(bench.ids(on: 1) == expected)
      #expect(bench.response(on: 1).isWhole)
    }
  }

  @Test("The same key twice does not generate twice")
  func sameKey() {
    var bench = Self.finished(.log)
    bench.ask("POST /api/chat?tokens=99", "Idempotency-Key: k", on: 1)
    #expect(bench.response(on: 1) == bench.response(on: 0))
    #expect(bench.news() == [])
    #expect(bench.takeNotes(.streamCreated).count == 1)
    #expect(bench.program.channels.count == 1)
  }

  @Test("The same key joins an answer that is still being generated")
  func sameKeyWhileRunning() {
    var bench = Bench.server()
    bench.ask("POST /api/chat?tokens=4&every=100ms", "Idempotency-Key: k", on: 0)
    bench.run(until: 250)
    bench.ask("POST /api/chat?tokens=4&every=100ms", "Idempotency-Key: k", on: 1)
    bench.run(until: 400)
    #expect(bench.response(on: 0) == bench.response(on: 1))
    #expect(bench.ids(on: 0) == [1, 2, 3, 4, 5, 6])
  }

  @Test("A topic goes on behind the id; without one, from now on")
  func topicResume() {
    var bench = Bench.server(history: .ring(3), publications: [topic("/events", count: 9)])
    bench.run(until: 6_000)
    bench.ask("GET /events", "Last-Event-ID: 4", on: 0)
    bench.ask("GET /events", "Last-Event-ID: 1", on: 1)
    bench.ask("GET /events", on: 2)
    bench.ask("GET /events", "Last-Event-ID: 77", on: 3)
    bench.run(until: 7_000)
    #expect(bench.ids(on: 0) == [5, 6, 7])
    #expect(bench.ids(on: 1) == [4, 5, 6, 7])
    #expect(bench.ids(on: 2) == [7])
    #expect(bench.ids(on: 3) == [7])
    #expect(bench.takeNotes(.resumed).map(\.value) == [2, 3, 0])
    #expect(bench.takeNotes(.attachedLive).map(\.detail) == [6])
  }
}
