import Testing
import WeirPrimitives

@testable import WeirEndpoints

@Suite("What each field of a policy changes")
struct ClientPolicyTests {
  private func policy(_ change: (inout ClientPolicy) -> Void) -> ClientPolicy {
    var policy = ClientPolicy()
    change(&policy)
    return policy
  }

  /// A client that streams on socket 0, with its head read.
  private func streaming(_ isChat: Bool, _ policy: ClientPolicy) -> Bench<StreamClient> {
    var bench = isChat ? Bench.chat(policy: policy) : Bench.follow(policy: policy)
    bench.begin()
    bench.receiveHead(on: 0)
    return bench
  }

  @Test(arguments: [("0", 1_000), ("999", 1_000), ("5000", 5_000), ("3600000", 60_000)])
  func `a floor and a ceiling bound what a server's retry can do`(retry: String, wait: Int64) {
    var bench = streaming(
      false,
      policy {
        $0.retryFloor = .seconds(1)
        $0.retryCeiling = .seconds(60)
      })
    bench.receive(chunk("retry: \(retry)\n\n"), on: 0)
    bench.give(.failed(SocketID(0), .reset))
    #expect(bench.nextDue == .zero + .milliseconds(wait))
    #expect(bench.takeNotes(.waiting).map(\.value) == [UInt64(wait) * 1_000_000])
  }

  @Test func `without bounds a retry of zero is obeyed at once`() {
    var bench = streaming(false, ClientPolicy())
    bench.receive(chunk("retry: 0\n\n"), on: 0)
    bench.give(.failed(SocketID(0), .reset))
    #expect(bench.nextDue == .zero)
  }

  // MARK: Making a new EventSource

  @Test(arguments: [
    ("/events", "/events?lastEventId=4"), ("/events?a=b", "/events?a=b&lastEventId=4"),
  ])
  func `a closed EventSource is made anew, and told the id in the query`(
    path: String, next: String
  ) {
    var bench = Bench.follow(path, policy: policy { $0.rebuildAfter = .seconds(7) })
    bench.begin()
    bench.receiveHead(on: 0)
    bench.receive(chunk("id: 4\ndata: x\n\n"), on: 0)
    bench.give(.failed(SocketID(0), .reset))
    bench.run(until: 3_000)
    bench.give(.connected(SocketID(1)))
    #expect(bench.asked(on: 1) == ["GET \(path)", "Last-Event-ID: 4"])
    bench.receiveHead("503 Service Unavailable", on: 1)
    #expect(bench.takeNotes(.sourceClosed) == [Note(.sourceClosed, consumer: 7, value: 503)])
    #expect(bench.takeNotes(.sourceError).map(\.value) == [0, 2])
    bench.run(until: 9_999)
    _ = bench.news()
    bench.run(until: 10_000)
    #expect(bench.news() == ["connect 2 to 1:80"])
    bench.give(.connected(SocketID(2)))
    #expect(bench.asked(on: 2) == ["GET \(next)"])
    // Nothing has come yet: the next one is told the same.
    bench.receiveHead("500 Internal Server Error", on: 2)
    bench.run(until: 17_000)
    bench.give(.connected(SocketID(3)))
    #expect(bench.asked(on: 3) == ["GET \(next)"])
  }

  @Test func `a 204 says stop, and no EventSource is made behind it`() {
    var bench = Bench.follow(policy: policy { $0.rebuildAfter = .seconds(7) })
    bench.begin()
    bench.receive("HTTP/1.1 204 No Content\r\n\r\n", on: 0)
    #expect(bench.news().last == "7 failed")
    #expect(bench.nextDue == nil)
  }

  @Test func `after so many failures a new one begins at the URL the old one was made with`() {
    var bench = Bench.follow(policy: policy { $0.rebuildAfterFailures = 2 })
    bench.program.know(host: 2, port: 80, hostName: "elsewhere")
    bench.begin()
    bench.receive(
      "HTTP/1.1 301 Moved Permanently\r\nLocation: http://elsewhere/events\r\n"
        + "Content-Length: 0\r\n\r\n", on: 0)
    #expect(bench.news() == ["close 0", "connect 1 to 2:80"])
    bench.give(.connected(SocketID(1)))
    bench.receiveHead(on: 1)
    #expect(bench.takeNotes(.sourceOpened).map(\.consumer) == [7])
    bench.give(.failed(SocketID(1), .reset))
    bench.run(until: 3_000)
    #expect(bench.news() == ["connect 2 to 2:80"], "it stays where it was sent")
    bench.give(.failed(SocketID(2), .refused))
    bench.run(until: 6_000)
    #expect(bench.news() == ["connect 3 to 1:80"])
    bench.give(.failed(SocketID(3), .refused))
    bench.run(until: 9_000)
    #expect(bench.news() == ["connect 4 to 1:80"])
    bench.give(.connected(SocketID(4)))
    bench.receiveHead(on: 4)
    bench.give(.failed(SocketID(4), .reset))
    #expect(bench.takeNotes(.sourceError).map(\.value) == [0, 0, 0, 0])
  }

  // MARK: Statuses and endings

  @Test(arguments: [429, 500, 503])
  func `server errors are tried again or fatal, as the policy says`(status: Int) {
    for isChat in [true, false] {
      for (errors, retries) in [(ClientPolicy.ServerErrors.retry, true), (.fatal, false)] {
        var bench =
          isChat
          ? Bench.chat(policy: policy { $0.serverErrors = errors })
          : Bench.follow(policy: policy { $0.serverErrors = errors })
        bench.begin()
        bench.receiveHead("\(status) X", on: 0)
        #expect(bench.news() == (retries ? ["close 0"] : ["close 0", "7 failed"]))
        #expect(bench.takeNotes(.gaveUp).map(\.value) == (retries ? [] : [UInt64(status)]))
        #expect(
          bench.takeNotes(.connectionLost).map(\.value) == (retries ? [UInt64(status)] : []))
      }
    }
  }

  @Test func `an answer that is lost is continued, asked for again or given up`() {
    let expected: [(ClientPolicy.LostAnswer, String?)] = [
      (.resume, "GET /api/chat/k"), (.repeatPost, "POST /api/chat?tokens=2"), (.fail, nil),
    ]
    for (lostAnswer, request) in expected {
      var bench = streaming(true, policy { $0.lostAnswer = lostAnswer })
      bench.receive(chunk("id: 1\ndata: x\n\n"), on: 0)
      bench.give(.failed(SocketID(0), .reset))
      #expect(bench.news() == (request == nil ? ["7 failed"] : []))
      bench.run(until: 3_000)
      guard let request else {
        #expect(bench.takeNotes(.gaveUp) == [Note(.gaveUp, consumer: 7)])
        #expect(bench.news() == [])
        continue
      }
      bench.give(.connected(SocketID(1)))
      #expect(bench.asked(on: 1) == [request, "Last-Event-ID: 1"])
    }
  }

  @Test func `the end of the body is a loss, the end or a failure`() {
    let expected: [(ClientPolicy.CleanEnd, [String])] = [
      (.reconnect, ["close 0"]), (.complete, ["close 0", "7 complete"]),
      (.fail, ["close 0", "7 failed"]),
    ]
    for (cleanEnd, news) in expected {
      var bench = streaming(true, policy { $0.cleanEnd = cleanEnd })
      bench.receive(chunk("data: x\n\n") + "0\r\n\r\n", on: 0)
      #expect(bench.news() == news)
      #expect(bench.takeNotes(.completed).map(\.value) == (cleanEnd == .complete ? [1] : []))
      #expect(bench.takeNotes(.gaveUp).map(\.value) == (cleanEnd == .fail ? [0] : []))
      #expect(bench.takeNotes(.waiting).count == (cleanEnd == .reconnect ? 1 : 0))
    }
  }

  @Test func `a body that breaks off is no end, whatever the policy makes of ends`() {
    var bench = streaming(true, policy { $0.cleanEnd = .complete })
    bench.receive(chunk("data: x\n\n"), on: 0)
    bench.give(.endOfStream(SocketID(0)))
    #expect(bench.takeNotes(.completed) == [])
    #expect(bench.takeNotes(.waiting).count == 1)
  }

  // MARK: Names and numbers

  @Test func `an answer that was not named by its client is continued by the name it tells`() {
    var bench = streaming(true, policy { $0.namesAnswers = false })
    #expect(!bench.request(on: 0).contains("Idempotency-Key"))
    bench.receive(chunk("id: 1\ndata: {\"stream\":\"c-9f\"}\n\n"), on: 0)
    bench.receive(chunk("id: 2\ndata: {\"stream\":\"c-0\"}\n\n"), on: 0)
    bench.give(.failed(SocketID(0), .reset))
    bench.run(until: 3_000)
    bench.give(.connected(SocketID(1)))
    #expect(bench.asked(on: 1) == ["GET /api/chat/c-9f", "Last-Event-ID: 2"])
  }

  @Test func `a name that no path can hold is not taken`() {
    var bench = streaming(true, policy { $0.namesAnswers = false })
    bench.receive(chunk("data: {\"stream\":\"../x y\"}\n\n"), on: 0)
    bench.give(.failed(SocketID(0), .reset))
    bench.run(until: 3_000)
    bench.give(.connected(SocketID(1)))
    #expect(bench.asked(on: 1) == ["GET /api/chat/k"])
  }

  @Test func `events that come twice are dropped by their numbers, where the policy says so`() {
    for drops in [true, false] {
      var bench = streaming(false, policy { $0.dropsRepeated = drops })
      for id in [1, 2] as [UInt32] { bench.receiveEvent(id, on: 0) }
      bench.give(.failed(SocketID(0), .reset))
      bench.run(until: 3_000)
      bench.give(.connected(SocketID(1)))
      bench.receiveHead(on: 1)
      for id in [1, 2, 3, 3, 4] as [UInt32] { bench.receiveEvent(id, on: 1) }
      let handed = bench.news().filter { $0.hasSuffix(" to 7") }
      let ids = drops ? [1, 2, 3, 4] : [1, 2, 1, 2, 3, 3, 4]
      #expect(handed == ids.map { "5#\($0) to 7" })
    }
  }

  @Test func `a line that is too long is an error, or looks like the end`() {
    for (isChat, looksLikeEnd) in [(true, true), (true, false), (false, true), (false, false)] {
      var bench = streaming(
        isChat, policy { $0.lineLimit = .init(bytes: 20, looksLikeEnd: looksLikeEnd) })
      bench.receive(chunk("data: 90123456789012\n\n"), on: 0)
      #expect(bench.news() == [], "as long as may be")
      bench.receive(chunk("data: 90123456789012345\n\n"), on: 0)
      #expect(bench.news() == (looksLikeEnd ? ["close 0"] : ["close 0", "7 failed"]))
      #expect(bench.takeNotes(.waiting).count == (looksLikeEnd ? 1 : 0))
      #expect(bench.takeNotes(.gaveUp).count == (looksLikeEnd ? 0 : 1))
    }
  }

  @Test func `without a resume the next stream is asked for without an id, from a fresh reader`() {
    for isChat in [true, false] {
      var bench = streaming(isChat, policy { $0.resume = .none })
      bench.receive(chunk("id: 4\ndata: x\n\n"), on: 0)
      bench.give(.failed(SocketID(0), .reset))
      bench.run(until: 3_000)
      bench.give(.connected(SocketID(1)))
      #expect(bench.asked(on: 1) == [isChat ? "GET /api/chat/k" : "GET /events"])
    }
  }
}
