import Testing
import WeirPrimitives

@testable import WeirEndpoints

@Suite struct StreamClientRequestTests {
  private let postBytes =
    "POST /api/chat?tokens=2 HTTP/1.1\r\nHost: api\r\nAccept: text/event-stream\r\n"
    + "Cache-Control: no-cache\r\nContent-Type: application/json\r\nIdempotency-Key: k\r\n"
    + "Content-Length: 47\r\n\r\n{\"prompt\":\"How deep is the water at the weir?\"}"

  private func get(_ path: String, id: String? = nil) -> String {
    "GET \(path) HTTP/1.1\r\nHost: api\r\nAccept: text/event-stream\r\nCache-Control: no-cache\r\n"
      + (id.map { "Last-Event-ID: \($0)\r\n" } ?? "") + "\r\n"
  }

  @Test("An answer is asked for with one POST, marked as the consumer's request")
  func post() {
    var bench = Bench.chat()
    bench.give(.start)
    #expect(bench.news() == [])
    bench.give(.command(0))
    #expect(bench.news() == ["7 running", "connect 0 to 1:80"])
    #expect(bench.text(on: 0) == "")
    bench.give(.connected(SocketID(0)))
    #expect(bench.text(on: 0) == postBytes)
    let length = UInt32(postBytes.utf8.count)
    #expect(
      bench.marks[0] == [
        Mark(end: UInt64(length), length: length, stream: Mark.request, number: 7)
      ])
    #expect(bench.takeNotes(.requested) == [Note(.requested, consumer: 7)])
    bench.give(.command(0))
    #expect(bench.news() == [], "it begins once")
  }

  @Test("An answer without parameters has no question mark")
  func emptyQuery() {
    var bench = Bench.chat(query: "")
    bench.begin()
    #expect(bench.text(on: 0).hasPrefix("POST /api/chat HTTP/1.1\r\n"))
  }

  @Test("After the POST it asks with GET, and with the id of the last event handed over")
  func resume() {
    var bench = Bench.chat()
    bench.begin()
    bench.give(.failed(SocketID(0), .reset))
    bench.run(until: 3_000)
    bench.give(.connected(SocketID(1)))
    #expect(bench.text(on: 1) == get("/api/chat/k"))
    bench.receiveHead(on: 1)
    bench.receive(chunk("id: 41\ndata: x\n\nid: 42\ndata: cut\n"), on: 1)
    bench.give(.endOfStream(SocketID(1)))
    bench.run(until: 6_000)
    bench.give(.connected(SocketID(2)))
    #expect(bench.text(on: 2) == get("/api/chat/k", id: "41"))
    #expect(
      bench.takeNotes(.requested) == [
        Note(.requested, consumer: 7), Note(.requested, consumer: 7, value: 1),
        Note(.requested, consumer: 7, value: 2, detail: 41),
      ])
  }

  @Test("A follower asks with GET, and resumes with the id")
  func follow() {
    var bench = Bench.follow("/events?x=1")
    bench.begin()
    #expect(bench.text(on: 0) == get("/events?x=1"))
    bench.receiveHead(on: 0)
    bench.receive(chunk("id: a b\ndata: x\n\n"), on: 0)
    bench.give(.failed(SocketID(0), .timedOut))
    bench.run(until: 3_000)
    bench.give(.connected(SocketID(1)))
    #expect(bench.text(on: 1) == get("/events?x=1", id: "a b"))
  }

  @Test("A client that does not resume never sends an id", arguments: [true, false])
  func noResume(isChat: Bool) {
    var policy = ClientPolicy()
    policy.resume = .none
    var bench = isChat ? Bench.chat(policy: policy) : Bench.follow(policy: policy)
    bench.begin()
    bench.receiveHead(on: 0)
    bench.receive(chunk("id: 4\ndata: x\n\n"), on: 0)
    for attempt in 1...2 as ClosedRange<UInt32> {
      bench.give(.failed(SocketID(attempt - 1), .reset))
      bench.run(until: Int64(attempt) * 3_000)
      bench.give(.connected(SocketID(attempt)))
      #expect(bench.text(on: attempt) == get(isChat ? "/api/chat/k" : "/events"))
    }
  }

  @Test(
    "A client that takes ids too early tells the id of an event it never had",
    arguments: [true, false])
  func commitsEarly(isChat: Bool) {
    var policy = ClientPolicy()
    policy.commitsIDBeforeDispatch = true
    var bench = isChat ? Bench.chat(policy: policy) : Bench.follow(policy: policy)
    bench.begin()
    bench.receiveHead(on: 0)
    bench.receive(chunk("id: 4\ndata: x\n\n") + chunk("id: 5\n"), on: 0)
    bench.give(.failed(SocketID(0), .reset))
    bench.run(until: 3_000)
    bench.give(.connected(SocketID(1)))
    #expect(bench.text(on: 1) == get(isChat ? "/api/chat/k" : "/events", id: "5"))
  }

  @Test(
    "Ids that no header can carry are not sent",
    arguments: [
      "\u{1}", "a\u{7F}", "\t", "a\u{0}b",
    ])
  func illegalIDs(id: String) {
    for isChat in [true, false] {
      var bench = isChat ? Bench.chat() : Bench.follow()
      bench.begin()
      bench.receiveHead(on: 0)
      bench.receive(chunk("id: \(id)\ndata: x\n\n"), on: 0)
      bench.give(.failed(SocketID(0), .reset))
      bench.run(until: 3_000)
      bench.give(.connected(SocketID(1)))
      #expect(bench.text(on: 1) == get(isChat ? "/api/chat/k" : "/events"))
      #expect(bench.takeNotes(.requested).map(\.value) == [isChat ? 0 : 1, 1])
    }
  }

  @Test("An id is sent without the blanks at its ends", arguments: [" a b", "a b \t", "\ta b "])
  func blanksAroundID(id: String) {
    for isChat in [true, false] {
      var bench = isChat ? Bench.chat() : Bench.follow()
      bench.begin()
      bench.receiveHead(on: 0)
      bench.receive(chunk("id: \(id)\ndata: x\n\n"), on: 0)
      bench.give(.failed(SocketID(0), .reset))
      bench.run(until: 3_000)
      bench.give(.connected(SocketID(1)))
      #expect(bench.text(on: 1) == get(isChat ? "/api/chat/k" : "/events", id: "a b"))
    }
  }

  @Test("An id of other bytes than ASCII is sent as UTF-8, repaired where it was none")
  func foreignID() {
    var bench = Bench.follow()
    bench.begin()
    bench.receiveHead(on: 0)
    bench.receive(
      Array("13\r\nid: é".utf8) + [0xFF] + Array("\ndata: x!!\n\n\r\n".utf8), on: 0)
    bench.give(.failed(SocketID(0), .reset))
    bench.run(until: 3_000)
    bench.give(.connected(SocketID(1)))
    #expect(bench.text(on: 1) == get("/events", id: "é\u{FFFD}"))
  }

  static let unwritableRequests: [ConsumerRequest] = [
    .follow(path: "events"), .follow(path: ""), .follow(path: "/a b"), .follow(path: "/é"),
    .follow(path: "/a\r\nX: y"), .chat(query: "a b", format: .plain),
    .chat(query: "x\r\n", format: .plain),
  ]

  @Test(
    "A request that cannot be written is given up before it connects", arguments: unwritableRequests
  )
  func unwritable(_ request: ConsumerRequest) {
    var bench = Bench.client([(request, ClientPolicy())])
    bench.give(.command(0))
    #expect(bench.news() == ["7 running", "7 failed"])
    #expect(bench.takeNotes(.gaveUp) == [Note(.gaveUp, consumer: 7)])
    bench.give(.command(0))
    #expect(bench.news() == [])
  }

  @Test("A host that no header can carry is given up too", arguments: ["", "a b", "a/b", "é"])
  func unwritableHost(_ host: String) {
    var client = StreamClient()
    _ = client.add(
      .follow(path: "/"), number: 7, key: "k", policy: ClientPolicy(), host: 1, port: 80,
      hostName: host)
    var bench = Bench(client)
    bench.give(.command(0))
    #expect(bench.news() == ["7 running", "7 failed"])
  }
}
