import Testing
import WeirPrimitives

@testable import WeirEndpoints

@Suite struct StreamClientReconnectTests {
  private func watched() -> ClientPolicy {
    var policy = ClientPolicy()
    policy.watchdog = .seconds(5)
    policy.reconnectDelay = .milliseconds(700)
    return policy
  }

  private func bench(_ isChat: Bool, _ policy: ClientPolicy) -> Bench<StreamClient> {
    isChat ? Bench.chat(policy: policy) : Bench.follow(policy: policy)
  }

  @Test("The watchdog drops a connection that is not made in time", arguments: [true, false])
  func watchdogWhileConnecting(isChat: Bool) {
    var bench = bench(isChat, watched())
    bench.run(until: 100)
    bench.give(.command(0))
    _ = bench.news()
    bench.run(until: 5_099)
    #expect(bench.news() == [])
    bench.run(until: 5_100)
    #expect(bench.news() == ["close 0"])
    #expect(
      bench.takeNotes(.watchdogFired) == [
        Note(.watchdogFired, consumer: 7, value: 5_000_000_000)
      ])
    #expect(
      bench.takeNotes(.connectionLost) == [
        Note(.connectionLost, consumer: 7, value: Note.watchdog)
      ])
    #expect(
      bench.takeNotes(.waiting) == [Note(.waiting, consumer: 7, value: 700_000_000)])
    bench.give(.connected(SocketID(0)))
    #expect(bench.text(on: 0) == "", "it is done with that socket")
    bench.run(until: 5_799)
    #expect(bench.news() == [])
    bench.run(until: 5_800)
    #expect(bench.news() == ["connect 1 to 1:80"])
    bench.run(until: 10_799)
    #expect(bench.news() == [])
    bench.run(until: 10_800)
    #expect(bench.news() == ["close 1"])
  }

  @Test(
    "Each byte, a comment's too, puts the watchdog off by its full time", arguments: [true, false])
  func watchdogWhileStreaming(isChat: Bool) {
    var bench = bench(isChat, watched())
    bench.begin()
    bench.run(until: 4_000)
    bench.receiveHead(on: 0)
    bench.run(until: 8_999)
    bench.receive("3\r\n:\n", on: 0)
    bench.run(until: 13_998)
    #expect(bench.news() == [])
    bench.run(until: 13_999)
    #expect(bench.news() == ["close 0"])
    bench.receive("\n\r\n", on: 0)
    bench.run(until: 14_698)
    #expect(bench.news() == [])
    bench.run(until: 14_699)
    #expect(bench.news() == ["connect 1 to 1:80"])
  }

  @Test("Without a watchdog it waits for ever", arguments: [true, false])
  func noWatchdog(isChat: Bool) {
    var bench = bench(isChat, ClientPolicy())
    bench.begin()
    #expect(bench.nextDue == nil)
  }

  @Test("No timer outlives a consumer that has ended")
  func noTimerBehindTheEnd() {
    var bench = bench(true, watched())
    bench.begin()
    bench.receiveHead("404 Not Found", on: 0)
    #expect(bench.news() == ["close 0", "7 failed"])
    #expect(bench.nextDue == nil)
  }

  static let failures: [SocketError] = [
    .hostUnreachable, .refused, .connectTimedOut, .reset, .timedOut,
  ]

  @Test(
    "A socket that failed is not touched again; the next comes after the delay", arguments: failures
  )
  func failure(_ failure: SocketError) {
    for isChat in [true, false] {
      var bench = bench(isChat, watched())
      bench.give(.command(0))
      _ = bench.news()
      bench.give(.failed(SocketID(0), failure))
      #expect(bench.news() == [])
      #expect(
        bench.takeNotes(.connectionLost) == [
          Note(.connectionLost, consumer: 7, value: UInt64(failure.rawValue))
        ])
      bench.run(until: 699)
      #expect(bench.news() == [])
      bench.run(until: 700)
      #expect(bench.news() == ["connect 1 to 1:80"])
      bench.give(.connected(SocketID(1)))
      let line = isChat ? "POST /api/chat?tokens=2 " : "GET /events "
      #expect(bench.text(on: 1).hasPrefix(line), "the first request was never sent")
    }
  }

  @Test("A stream that ends before its terminal event is taken up again", arguments: [true, false])
  func earlyEnd(isChat: Bool) {
    for (rest, reason) in [("0\r\n\r\n", Note.cleanEnd), ("", Note.brokenResponse)] {
      var bench = bench(isChat, ClientPolicy())
      bench.begin()
      bench.receiveHead(on: 0)
      bench.receive(chunk("id: 4\ndata: x\n\n") + rest, on: 0)
      bench.give(.endOfStream(SocketID(0)))
      #expect(bench.news() == ["close 0"])
      #expect(
        bench.takeNotes(.connectionLost) == [
          Note(.connectionLost, consumer: 7, value: reason)
        ])
      bench.run(until: 3_000)
      #expect(bench.news() == ["connect 1 to 1:80"])
    }
  }

  @Test("A response that ends with its connection ends as it should")
  func untilClose() {
    var bench = bench(false, ClientPolicy())
    bench.begin()
    bench.receive("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: x\n\n", on: 0)
    bench.give(.endOfStream(SocketID(0)))
    #expect(bench.takeNotes(.connectionLost).map(\.value) == [Note.cleanEnd])
  }

  static let statuses: [(status: String, chat: Bool, follow: Bool)] = [
    ("204 No Content", false, false), ("404 Not Found", false, false),
    ("301 Moved Permanently", false, false), ("307 Temporary Redirect", false, false),
    ("401 Unauthorized", false, false), ("429 Too Many Requests", false, false),
    ("500 Internal Server Error", true, false), ("503 Service Unavailable", true, false),
    ("999 Odd", true, false), ("000 Odd", false, false),
  ]

  @Test(
    "A status other than 200 is given up; an answer is tried again after a 5xx", arguments: statuses
  )
  func status(_ status: String, chat: Bool, follow: Bool) {
    for (isChat, goesOn) in [(true, chat), (false, follow)] {
      var bench = bench(isChat, ClientPolicy())
      bench.begin()
      bench.receiveHead(status, on: 0)
      let number = UInt64(status.prefix(3)) ?? 0
      if goesOn {
        #expect(bench.news() == ["close 0"])
        #expect(bench.takeNotes(.connectionLost).map(\.value) == [number])
        bench.run(until: 3_000)
        bench.give(.connected(SocketID(1)))
        #expect(bench.text(on: 1).hasPrefix("GET /api/chat/k "), "the POST is not repeated")
      } else {
        #expect(bench.news() == ["close 0", "7 failed"])
        #expect(bench.takeNotes(.gaveUp) == [Note(.gaveUp, consumer: 7, value: number)])
        bench.give(.failed(SocketID(0), .reset))
        bench.run(until: 60_000)
        #expect(bench.news() == [])
      }
    }
  }

  static let types: [(String, Bool)] = [
    ("Content-Type: text/event-stream", true), ("content-type: TEXT/Event-Stream;x=y", true),
    ("Content-Type: text/event-stream ; charset=utf-8", true),
    ("Content-Type: text/html", false), ("Content-Type: text/event-streams", false),
    ("Content-Type: text/event", false), ("Content-Type:", false), ("X: y", false),
  ]

  @Test("A 200 that is no event stream, a portal's page say, is given up", arguments: types)
  func contentType(field: String, isStream: Bool) {
    for isChat in [true, false] {
      var bench = bench(isChat, ClientPolicy())
      bench.begin()
      bench.receive("HTTP/1.1 200 OK\r\n\(field)\r\n\r\ndata: x\n\n", on: 0)
      #expect(bench.news() == (isStream ? [] : ["close 0", "7 failed"]))
      #expect(
        bench.takeNotes(.gaveUp)
          == (isStream ? [] : [Note(.gaveUp, consumer: 7, detail: Note.noEventStream)]))
    }
  }

  @Test("A follower waits as long as the last retry line says, an answer's reader does not")
  func retry() {
    for isChat in [true, false] {
      var bench = bench(isChat, watched())
      bench.begin()
      bench.receiveHead(on: 0)
      bench.receive("c\r\nretry: 9000\n\r\n", on: 0)
      bench.give(.failed(SocketID(0), .reset))
      bench.run(until: 700)
      #expect(bench.news() == (isChat ? ["connect 1 to 1:80"] : []))
      bench.run(until: 8_999)
      _ = bench.news()
      bench.run(until: 9_000)
      #expect(bench.news() == (isChat ? [] : ["connect 1 to 1:80"]))
    }
  }

  @Test("A delay below zero is none")
  func negativeDelay() {
    for isChat in [true, false] {
      var policy = ClientPolicy()
      policy.reconnectDelay = .zero - .seconds(1)
      var bench = bench(isChat, policy)
      bench.give(.command(0))
      bench.give(.failed(SocketID(0), .refused))
      #expect(bench.nextDue == .zero)
    }
  }
}
