import Testing
import WeirPrimitives

@testable import WeirEndpoints

@Suite struct StreamServerStreamTests {
  @Test("An answer streams head, name, tokens, terminal event and last chunk, byte for byte")
  func answer() {
    var bench = Bench.server()
    bench.ask("POST /api/chat?tokens=2&every=50ms", "Idempotency-Key: k1", on: 0, by: 7)
    bench.run(until: 100)
    let head =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\n"
      + "Transfer-Encoding: chunked\r\n\r\n"
    let events =
      "2b\r\nid: 1\nevent: stream\ndata: {\"stream\":\"k1\"}\n\n\r\n"
      + "12\r\nid: 2\ndata: from\n\n\r\n" + "11\r\nid: 3\ndata: the\n\n\r\n"
      + "1c\r\nid: 4\nevent: done\ndata: {}\n\n\r\n"
    #expect(bench.text(on: 0) == head + events + "0\r\n\r\n")
    #expect(
      bench.news() == [
        "listen 80", "0 serves 7", "stream 0 is k1", "0 generated for 7", "7 gets stream 0",
        "emit 0#1, 43 bytes",
        "emit 0#2, 18 bytes", "emit 0#3, 17 bytes", "emit 0#4, 28 bytes, last",
      ])
  }

  @Test("Each token comes at its instant, the terminal event with the last")
  func instants() {
    var bench = Bench.server()
    bench.run(until: 1_000)
    bench.ask("POST /api/chat?tokens=3&every=50ms", on: 0)
    let expected: [(Int64, [Int])] = [
      (1_000, [1]), (1_049, [1]), (1_050, [1, 2]), (1_099, [1, 2]), (1_100, [1, 2, 3]),
      (1_149, [1, 2, 3]), (1_150, [1, 2, 3, 4, 5]),
    ]
    for (instant, ids) in expected {
      bench.run(until: instant)
      #expect(bench.ids(on: 0) == ids, "at \(instant) ms")
      #expect(bench.response(on: 0).isWhole == (instant == 1_150))
    }
  }

  @Test("An answer without tokens is its name and its end, at once")
  func noTokens() {
    var bench = Bench.server()
    bench.ask("POST /api/chat?tokens=0", "Idempotency-Key: k", on: 0)
    #expect(bench.events(on: 0) == ["stream {\"stream\":\"k\"} #1", "done {} #2"])
    #expect(bench.response(on: 0).isWhole)
    #expect(bench.program.isQuiet)
  }

  @Test(
    "Each mark ends at the last byte of its event and spans the event's bytes",
    arguments: TokenFormat.allCases, ["HTTP/1.1", "HTTP/1.0"])
  func marks(format: TokenFormat, version: String) {
    var bench = Bench.server()
    bench.ask("POST /api/chat?tokens=5&every=10ms&format=\(format.rawValue) \(version)", on: 0)
    bench.run(until: 50)
    let bytes = bench.written[0]
    let marks = bench.marks[0]
    #expect(marks.map { Int($0.number) } == Array(1...5 + format.extraEvents))
    for mark in marks {
      #expect(mark.stream == 0)
      let end = Int(mark.end)
      let event = String(decoding: bytes[(end - Int(mark.length))..<end], as: UTF8.self)
      #expect(event.hasPrefix("id: \(mark.number)\n"))
      #expect(event.hasSuffix("\n\n"))
      #expect(readEvents(event).count == 1)
    }
  }

  @Test("Events count their bytes as encoded, and the last says so")
  func emissions() {
    var bench = Bench.server()
    bench.ask("POST /api/chat?tokens=0", "Idempotency-Key: k", on: 0, by: 3)
    #expect(
      bench.news() == [
        "listen 80", "0 serves 3", "stream 0 is k", "0 generated for 3", "3 gets stream 0",
        "emit 0#1, \("id: 1\nevent: stream\ndata: {\"stream\":\"k\"}\n\n".utf8.count) bytes",
        "emit 0#2, \("id: 2\nevent: done\ndata: {}\n\n".utf8.count) bytes, last",
      ])
  }

  @Test("Generation goes on when nobody is connected")
  func withoutConnection() {
    var bench = Bench.server()
    bench.ask("POST /api/chat?tokens=4&every=100ms", "Idempotency-Key: k", on: 0)
    bench.run(until: 150)
    bench.give(.failed(SocketID(0), .reset))
    let before = bench.text(on: 0)
    bench.run(until: 1_000)
    #expect(bench.text(on: 0) == before)
    #expect(bench.program.isQuiet)
    bench.ask("GET /api/chat/k", on: 1)
    #expect(bench.ids(on: 1) == [1, 2, 3, 4, 5, 6])
  }

  @Test("All who follow a topic get the same events, each from when it came")
  func topicForSeveral() {
    var bench = Bench.server(publications: [topic("/events", count: 5)])
    bench.ask("GET /events", on: 0, by: 10)
    bench.run(until: 2_500)
    bench.ask("GET /events", on: 1, by: 11)
    bench.run(until: 3_500)
    bench.give(.endOfStream(SocketID(0)))
    bench.ask("GET /events", on: 2, by: 12)
    bench.run(until: 60_000)
    let all = bench.events(on: 0) + bench.events(on: 1).dropFirst()
    #expect(bench.ids(on: 0) == [1, 2, 3])
    #expect(bench.ids(on: 1) == [3, 4, 5])
    #expect(bench.ids(on: 2) == [4, 5])
    #expect(bench.events(on: 0).last == bench.events(on: 1).first)
    #expect(bench.events(on: 1).suffix(2) == bench.events(on: 2)[...])
    #expect(
      all == [
        "message {\"event\":1,\"text\":\"over\"} #1",
        "message {\"event\":2,\"text\":\"follows\"} #2",
        "message {\"event\":3,\"text\":\"flow\"} #3",
        "message {\"event\":4,\"text\":\"crest\"} #4",
        "message {\"event\":5,\"text\":\"over\"} #5",
      ])
    #expect(!bench.response(on: 1).isWhole, "a topic never ends")
    #expect(bench.takeNotes(.attachedLive).map(\.consumer) == [10, 11, 12])
  }

  @Test("Those who stay attached keep their order whoever leaves")
  func leaving() {
    var bench = Bench.server(publications: [topic("/events", count: 2)])
    for socket in 0..<10 { bench.ask("GET /events", on: UInt32(socket), by: UInt32(socket)) }
    for socket: UInt32 in [0, 3, 4, 9, 5, 1, 7] { bench.give(.endOfStream(SocketID(socket))) }
    bench.run(until: 1_000)
    bench.ask("GET /events", on: 10)
    bench.give(.failed(SocketID(6), .reset))
    bench.run(until: 2_000)
    let counts = (0..<11).map { bench.ids(on: UInt32($0)) }
    #expect(counts == [[], [], [1, 2], [], [], [], [1], [], [1, 2], [], [2]])
    #expect(
      bench.program.channels[0].attached.filter { $0 != Exchange.none }
        .map { bench.program.exchanges[Int($0)].socket.number } == [2, 8, 10])
  }
}

extension TokenFormat {
  /// Events besides the tokens.
  var extraEvents: Int { preludeCount + epilogueCount }
}
