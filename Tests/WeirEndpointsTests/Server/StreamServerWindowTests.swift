import Testing
import WeirHTTP
import WeirPrimitives

@testable import WeirEndpoints

@Suite struct StreamServerWindowTests {
  private func talk(
    window: UInt32, credit: HTTP2ConnectionCredit = .onReceipt,
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

  @Test(
    "What a window does not let through comes when it opens, whole, with its marks",
    arguments: [1, 7, 39, 40, 41, 100] as [UInt32])
  func smallWindow(window: UInt32) {
    var talk = talk(window: window)
    talk.reads = false
    let stream = talk.ask("GET /events", by: 7)
    talk.run(until: 3_000)
    #expect(talk[stream].body.count == Int(window))
    talk.reads = true
    talk.consume(talk[stream].body.count, of: stream)
    talk.run(until: 9_000)
    #expect(talk[stream].events.compactMap { $0.last } == ["1", "2", "3", "4", "5"])
    #expect(talk.bench.marks[0].map(\.number) == [1, 2, 3, 4, 5])
    for mark in talk.bench.marks[0] {
      let range = (Int(mark.end) - Int(mark.length))..<Int(mark.end)
      let part = String(decoding: talk.bench.written[0][range], as: UTF8.self)
      #expect(part.hasSuffix("\n\n") || part == "\n")
    }
  }

  @Test("A response that has ended is still sent to its end, then its stream is over")
  func endedBehindWindow() {
    var talk = talk(window: 50)
    talk.reads = false
    let stream = talk.ask("POST /api/chat?tokens=3&every=10ms", by: 7)
    talk.run(until: 1_000)
    #expect(!talk[stream].isWhole && talk[stream].body.count == 50)
    talk.reads = true
    talk.consume(50, of: stream)
    #expect(talk[stream].isWhole)
    #expect(talk[stream].events.count == 5)
    #expect(talk.bench.program.unsents.count == 0)
    #expect(talk.bench.program.sessions[0].openExchanges == [])
  }

  @Test("Streams that wait for the connection's window take turns, a frame each")
  func turns() {
    var talk = talk(window: 1 << 20, credit: .onConsumption)
    talk.reads = false
    let pin = talk.ask("GET /data?bytes=65535")
    #expect(talk[pin].body.count == 65_535)
    let streams = (0..<3).map { _ in talk.ask("GET /data?bytes=40000") }
    #expect(streams.map { talk[$0].body.count } == [0, 0, 0])
    _ = talk.takeLog()
    talk.reads = true
    talk.consume(65_535, of: pin)
    let order = talk.takeLog().map { Int($0.split(separator: ":")[0]) }
    #expect(order.prefix(6) == [3, 5, 7, 3, 5, 7])
    #expect(streams.map { talk[$0].body.count } == [40_000, 40_000, 40_000])
    #expect(streams.allSatisfy { talk[$0].isWhole })
  }

  @Test("A stream with a closed window of its own does not hold up the others")
  func ownWindow() {
    var talk = talk(window: 100)
    talk.reads = false
    let stuck = talk.ask("GET /data?bytes=1000")
    talk.reads = true
    let free = talk.ask("GET /data?bytes=1000")
    #expect(talk[stuck].body.count == 100)
    #expect(talk[free].body.count == 1_000 && talk[free].isWhole)
  }

  @Test("A large resource is written as the windows take it, and held nowhere")
  func large() {
    var talk = talk(window: 65_535)
    let stream = talk.ask("GET /data?bytes=1MB")
    #expect(talk[stream].headers.contains("content-length: 1000000"))
    #expect(talk[stream].body.count == 1_000_000 && talk[stream].isWhole)
    #expect(talk.bench.program.unsents.count == 0)
  }

  @Test("A stream for which too much waits is given up, and the others go on")
  func backlog() {
    var talk = talk(window: 10) {
      $0.backlogLimit = .bytes(100)
    }
    talk.reads = false
    let first = talk.ask("GET /events", by: 7)
    talk.run(until: 2_500)
    #expect(talk[first].reset == nil)
    talk.run(until: 5_000)
    #expect(talk[first].reset == .cancel)
    #expect(talk.bench.takeNotes(.tooSlow).map(\.consumer) == [7])
    #expect(talk.bench.program.channels[0].attached.filter { $0 != Exchange.none } == [])
    talk.reads = true
    let second = talk.ask("GET /data")
    #expect(talk[second].text == "ok")
  }

  @Test("Histories that take time to read go on over windows too")
  func readingBehindWindow() {
    var talk = talk(window: 30) {
      $0.historyRead = .milliseconds(500)
      $0.byteOrderMark = true
    }
    talk.run(until: 2_100)
    talk.reads = false
    let stream = talk.ask("GET /events", [("last-event-id", "0")])
    talk.run(until: 3_200)
    #expect(talk[stream].body.count == 30)
    talk.reads = true
    talk.consume(30, of: stream)
    talk.run(until: 9_000)
    #expect(talk[stream].events.compactMap { $0.last } == ["1", "2", "3", "4", "5"])
  }

  @Test("A stream is given up once, wherever in a replay too much waits")
  func backlogInReplay() {
    var talk = talk(window: 10) {
      $0.backlogLimit = .bytes(100)
      $0.heartbeat = .seconds(60)
    }
    talk.run(until: 9_000)
    talk.reads = false
    let first = talk.ask("GET /events", [("last-event-id", "0")], by: 7)
    #expect(talk[first].reset == .cancel)
    #expect(talk.bench.takeNotes(.tooSlow).map(\.consumer) == [7])
    #expect(talk.bench.program.freeExchanges == [0])
    #expect(talk.bench.program.unsents.count == 0)
    #expect(talk.bench.nextDue == nil)
  }
}
