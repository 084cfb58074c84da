import TestSupport
import Testing
import WeirHTTP
import WeirPrimitives

@testable import WeirEndpoints

@Suite struct StreamServerHTTP2Tests {
  private func talk(
    window: UInt32 = 65_535, credit: HTTP2ConnectionCredit = .onReceipt,
    _ change: (inout ServerConfiguration) -> Void = { _ in }
  ) -> HTTP2Talk {
    var talk = HTTP2Talk(
      .server {
        $0.publications = [topic("/events", count: 5)]
        $0.resources = ["/data"]
        change(&$0)
      }, window: window, credit: credit)
    talk.open()
    return talk
  }

  /// What lies before the end of each mark, as far as it is the mark's.
  private func marked(_ bench: Bench<StreamServer>) -> [String] {
    bench.marks[0].map { mark in
      let range = (Int(mark.end) - Int(mark.length))..<Int(mark.end)
      return String(decoding: bench.written[0][range], as: UTF8.self)
    }
  }

  @Test("An answer is streamed as over HTTP/1.1, each event marked in its DATA frame")
  func answer() {
    var talk = talk()
    let stream = talk.ask(
      "POST /api/chat?tokens=2&every=50ms", [("idempotency-key", "k1")], by: 7)
    talk.run(until: 100)
    #expect(talk[stream].status == 200)
    #expect(
      talk[stream].headers == ["content-type: text/event-stream", "cache-control: no-cache"])
    #expect(
      talk[stream].events == [
        "stream {\"stream\":\"k1\"} #1", "message from #2", "message the #3", "done {} #4",
      ])
    #expect(talk[stream].isWhole)
    #expect(marked(talk.bench).joined() == talk[stream].text)
    #expect(talk.bench.marks[0].map(\.number) == [1, 2, 3, 4])
    #expect(
      talk.bench.news() == [
        "listen 80", "stream 0 is /events", "0 serves 7", "stream 1 is k1",
        "1 generated for 7", "7 gets stream 1", "emit 1#1, 43 bytes", "emit 1#2, 18 bytes",
        "emit 1#3, 17 bytes", "emit 1#4, 28 bytes, last",
      ])
  }

  @Test("What arrives byte by byte is answered with the same bytes")
  func cuts() {
    var whole = talk()
    var cut = HTTP2Talk(
      .server {
        $0.publications = [topic("/events", count: 5)]
        $0.resources = ["/data"]
      })
    cut.cuts = true
    cut.open()
    for _ in 0..<2 {
      for line in ["GET /data", "GET /events", "POST /api/chat?tokens=1&every=0s", "GET /x"] {
        whole.ask(line, by: 3)
        cut.ask(line, by: 3)
      }
      whole.run(until: whole.bench.now == .zero ? 1_500 : 3_000)
      cut.run(until: cut.bench.now == .zero ? 1_500 : 3_000)
    }
    #expect(cut.bench.written[0] == whole.bench.written[0])
    #expect(cut.bench.marks[0] == whole.bench.marks[0])
    #expect(cut.bench.news() == whole.bench.news())
  }

  @Test("Exchanges share a connection, and each write is told for whom it is")
  func several() {
    var talk = talk()
    let first = talk.ask("GET /events", by: 1)
    let second = talk.ask("GET /events", by: 2)
    let plain = talk.ask("GET /data", by: 3)
    #expect(talk[plain].text == "ok" && talk[plain].isWhole)
    _ = talk.bench.news()
    talk.run(until: 1_000)
    #expect(
      talk.bench.news() == ["emit 0#1, 39 bytes", "0 writes for 1", "0 writes for 2"])
    #expect(talk[first].events == talk[second].events)
    #expect(talk[first].events.count == 1)
    #expect(talk.bench.marks[0].map(\.number) == [1, 1])
  }

  @Test("The limit on streams is announced")
  func streamLimit() {
    var talk = talk { $0.http2?.maximumConcurrentStreams = 2 }
    #expect(talk.takeLog().first == "settings, 2 streams")
    #expect(talk.ask("GET /events") == 1)
    #expect(talk.ask("GET /events") == 3)
    #expect(talk.ask("GET /events") == 0)
    talk.reset(1)
    #expect(talk.ask("GET /events") == 5)
  }

  @Test("A stream that the client gives up ends alone, and generation goes on")
  func reset() {
    var talk = talk { $0.heartbeat = .seconds(2) }
    let first = talk.ask("POST /api/chat?tokens=3&every=1s", [("idempotency-key", "k")])
    let second = talk.ask("GET /events")
    talk.run(until: 1_500)
    talk.reset(first)
    talk.run(until: 5_000)
    #expect(talk[first].events.count == 2)
    #expect(talk[second].events.filter { $0 != "comment" }.count == 5)
    #expect(talk[second].events.count { $0 == "comment" } == 2)
    let again = talk.ask("GET /api/chat/k", [("last-event-id", "1")])
    #expect(talk[again].events.compactMap { $0.last } == ["2", "3", "4", "5"])
  }

  @Test("The end of the connection ends all its exchanges")
  func failure() {
    var talk = talk { $0.heartbeat = .seconds(2) }
    for _ in 0..<5 { talk.ask("GET /events") }
    talk.ask("GET /data?after=9s")
    talk.bench.give(.failed(SocketID(0), .reset))
    #expect(talk.bench.nextDue == .zero + .seconds(1), "only the topic goes on")
    let before = talk.bench.written[0]
    talk.run(until: 20_000)
    #expect(talk.bench.written[0] == before)
    #expect(talk.bench.program.channels[0].attached.filter { $0 != Exchange.none } == [])
    #expect(talk.bench.program.isQuiet)
  }

  @Test("Over HTTP/2 switched off, its preface is a request of a version that is not spoken")
  func off() {
    var bench = Bench<StreamServer>.server { $0.http2 = nil }
    bench.give(.accepted(SocketID(0), port: 80))
    bench.receive("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", on: 0)
    #expect(bench.response(on: 0).status == 505)
  }

  @Test("What only begins like the preface is HTTP/1.1, however it is cut")
  func almostPreface() {
    for text in ["PUT /data HTTP/1.1\r\nHost: a\r\n\r\n", "PRI /data HTTP/1.1\r\nHost: a\r\n\r\n"] {
      for cut in 0...4 {
        var bench = Bench<StreamServer>.server { $0.resources = ["/data"] }
        bench.give(.accepted(SocketID(0), port: 80))
        bench.receive(String(text.prefix(cut)), on: 0)
        bench.receive(String(text.dropFirst(cut)), on: 0)
        #expect(bench.response(on: 0).status == 405)
      }
    }
  }

  @Test("Any bytes behind the preface get an answer or nothing, never a trap")
  func garbage() {
    var choices = TestChoices(seed: 7)
    var model = talk()
    model.ask("GET /events")
    for _ in 0..<1_000 {
      var bench = Bench<StreamServer>.server { $0.publications = [topic("/events", count: 2)] }
      bench.give(.accepted(SocketID(0), port: 80))
      var bytes = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + [0, 0, 0, 4, 0, 0, 0, 0, 0]
      for _ in 0..<choices.below(6) {
        let length = choices.below(24)
        bytes += [0, 0, UInt8(length), UInt8(choices.below(11)), UInt8(choices.below(64)), 0, 0, 0]
        bytes.append(UInt8(choices.below(6)))
        for _ in 0..<length { bytes.append(UInt8(choices.below(256))) }
      }
      bench.receive(bytes, on: 0)
      bench.run(until: 1_500)
      bench.receive(bytes, on: 0)
      #expect(bench.news().count { $0 == "close 0" } <= 1)
    }
  }
}
