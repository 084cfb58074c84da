import Testing
import WeirPrimitives
import WeirWorld

@Suite(
  "EventSource beside Chromium's",
  .enabled(
    if: ChromiumTable.exists, "no folder shared/truth beside the package: nothing to compare with"))
struct ChromiumEventSourceTests {
  /// One way of the loopback interface, within the tolerance.
  private static let way = TimeSpan.nanoseconds(100_000)

  private func run(
    _ browser: EventSourceBrowser, _ server: EventSourceServer, for duration: TimeSpan
  ) throws -> EventSourceStory {
    var world = try World(
      WorldPlan(
        hosts: [HostPlan("laptop"), HostPlan("api")],
        links: [.link("lo", between: "laptop", and: "api", delay: Self.way)], duration: duration),
      seed: 1)
    try world.add(server, on: "api")
    try world.add(browser, on: "laptop")
    if case .misuse(let misuse) = world.run().end { Issue.record("\(misuse.text)") }
    return EventSourceStory(browser.sightings + server.sightings)
  }

  /// Runs a test of the table for as long as it may have been recorded, and compares.
  @discardableResult
  private func compare(
    _ name: String, for duration: TimeSpan = .seconds(5), listensAt: TimeSpan = .zero,
    answer: @escaping (Int) -> EventSourceServer.Answer
  ) throws -> EventSourceServer {
    let seen = try ChromiumTable.seen(name)
    #expect(!seen.isEmpty)
    // The browser was quit at the end.
    let quit = seen.first { $0.ev == "client_closed" }?.at
    let browser = EventSourceBrowser(to: "api", at: 1, closesAt: quit)
    let server = EventSourceServer(listensAt: listensAt, answer: answer)
    try run(browser, server, for: duration).expectLike(EventSourceStory(measured: seen))
    return server
  }

  private typealias Answer = EventSourceServer.Answer

  private func stream(
    _ body: String, type: String = "text/event-stream",
    _ ending: EventSourceServer.Ending = .closes(after: .zero)
  ) -> Answer {
    Answer(head: "200 OK\r\nContent-Type: \(type)", body: body, ending: ending)
  }

  private func status(_ text: String) -> Answer {
    Answer(
      head: text.hasPrefix("204") ? text : text + "\r\nContent-Length: 0", ending: .isWhole)
  }

  // MARK: Closed for good

  @Test(
    arguments: [
      ("s204", "204 No Content"), ("s404", "404 Not Found"), ("s500", "500 Internal Server Error"),
    ] as [(String, String)])
  func `any status but 200 closes it for good`(name: String, text: String) throws {
    try compare(name) { _ in status(text) }
  }

  @Test func `a status of 500 closes it for good on a reconnection too`() throws {
    try compare("s500_on_reconnect") { number in
      number == 1 ? stream("retry: 500\ndata: x\n\n") : status("500 Internal Server Error")
    }
  }

  @Test func `another content type closes it for good`() throws {
    try compare("ct_plain") { _ in stream("data: x\n\n", type: "text/plain") }
  }

  @Test func `the charset UTF-8 is accepted, in whatever case the type is`() throws {
    try compare("ct_utf8", for: .seconds(2)) { _ in
      stream("data: x\n\n", type: "Text/Event-Stream; charset=utf-8")
    }
  }

  // MARK: The wait before it connects again

  @Test(
    arguments: [
      ("reconnect_default", "data: x\n\n", 13), ("retry1000", "retry: 1000\ndata: x\n\n", 5),
      ("retry10000", "retry: 10000\ndata: x\n\n", 5), ("retry_no_blank_line", "retry: 500\n", 5),
    ] as [(String, String, Int64)])
  func `a stream that ends is asked for again after the time in force`(
    name: String, body: String, seconds: Int64
  ) throws {
    try compare(name, for: .seconds(seconds)) { _ in stream(body) }
  }

  @Test func `the error is fired within a millisecond of the FIN`() throws {
    let browser = EventSourceBrowser(to: "api", at: 1, closesAt: nil)
    let server = EventSourceServer { _ in
      stream("data: x\n\n", .closes(after: .milliseconds(500)))
    }
    _ = try run(browser, server, for: .seconds(2))
    let end = try #require(server.sightings.last { $0.text == "closing close" }).at
    let error = try #require(browser.sightings.last { $0.text == "error 0" }).at
    #expect(error > end && error - end <= .milliseconds(1))
  }

  @Test func `a retry of 0 leaves no wait: only the server's time passes between requests`() throws
  {
    let measured = try ChromiumTable.summary("retry0")
    let opens = measured.opens
    let count = try #require(measured.counts["page:open"])
    // What a request took on the measured machine, but for the four ways of ours: a handshake, the
    // request and its answer.
    let first = try #require(opens.first)
    let last = try #require(opens.last)
    let cycle = TimeSpan.nanoseconds(Int64((last - first) * 1_000_000) / Int64(count - 1))
    let thinks = cycle - .nanoseconds(4 * Self.way.nanoseconds)
    let browser = EventSourceBrowser(to: "api", at: 1, closesAt: nil)
    let server = EventSourceServer(thinks: thinks) { _ in stream("retry: 0\ndata: x\n\n") }
    let time = TimeSpan.nanoseconds(cycle.nanoseconds * Int64(count) + 100_000)
    let story = try run(browser, server, for: time)
    let page = story.sightings(by: .page)
    let expected = [[String]](repeating: ["open", "message x ", "error 0"], count: count)
    #expect(page.map(\.text) == Array(expected.joined()))
    #expect(measured.counts["page:message"] == count && measured.counts["page:error"] == count)
    let requests = story.sightings(by: .server).filter { $0.text.hasPrefix("request") }
    for (error, request) in zip(page.filter { $0.text == "error 0" }, requests.dropFirst()) {
      #expect(request.at - error.at <= .milliseconds(1))
    }
    for (earlier, later) in zip(opens, opens.dropFirst()) {
      let gap = TimeSpan.nanoseconds(Int64((later - earlier) * 1_000_000))
      #expect(gap - cycle <= Sightings.tolerance)
    }
  }

  // MARK: Lost connections

  @Test func `a connection that is refused is tried again until the server is up`() throws {
    let up = try #require(
      ChromiumTable.seen("conn_refused_then_up").first { $0.ev == "server_up" })
    try compare("conn_refused_then_up", for: .seconds(13), listensAt: up.at) { _ in
      stream("", .stays)
    }
  }

  @Test func `a reset in mid-stream is an error, and it connects again`() throws {
    try compare("reconnect_after_rst", for: .seconds(13)) { _ in
      stream("data: x\n\n", .resets(after: .milliseconds(50)))
    }
  }

  @Test func `a chunked body without its end is an error, and it connects again`() throws {
    let body = "retry: 300\ndata: a\n\n"
    let length = String(body.utf8.count, radix: 16)
    try compare("cut_chunked") { _ in
      Answer(
        head: "200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked",
        body: "\(length)\r\n\(body)\r\n", ending: .closes(after: .milliseconds(100)))
    }
  }

  @Test func `an emulated loss of the network does not touch an open stream`() throws {
    try compare("offline_emulated", for: .seconds(10)) { _ in stream("", .stays) }
  }

  // MARK: Where it goes on

  @Test func `the last event ID is that of the last event dispatched, and goes out as UTF-8`()
    throws
  {
    try compare("lastid") { number in
      switch number {
      case 1: stream("retry: 300\nid: 5\ndata: five\n\nid: 6\ndata: six\n")
      case 2: stream("id: café\ndata: y\n\n")
      case 3: stream("id\ndata: reset\n\n")
      case 4, 5: stream("id: a\u{0}b\ndata: z\n\n")
      default: status("204 No Content")
      }
    }
  }

  @Test func `behind a redirect it reconnects to where that led`() throws {
    let server = try compare("s301") { number in
      number == 1
        ? Answer(
          head: "301 Moved Permanently\r\nLocation: /elsewhere\r\nContent-Length: 0",
          ending: .isWhole)
        : stream("retry: 500\ndata: redirected\n\n")
    }
    #expect(server.targets.first == "GET /e HTTP/1.1")
    #expect(server.targets.dropFirst().allSatisfy { $0 == "GET /elsewhere HTTP/1.1" })
  }
}
