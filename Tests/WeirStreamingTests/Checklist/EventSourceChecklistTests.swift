import Testing
import WeirPrimitives
import WeirStreaming

/// The lines of the conformance checklist that concern connections, from the head of a response on;
/// E1, E5 and E36 need a network and stand with the tests of the world.
@Suite struct `The checklist of EventSource` {
  private static let first = "GET https://a.test/events"

  /// What a new object does with the head of its first response.
  private func answer(_ status: Int = 200, _ contentType: String? = "text/event-stream") -> [String]
  {
    var page = Page()
    page.start()
    page.head(status, contentType)
    // Nothing follows, whatever else arrives.
    let news = page.news()
    page.body("data: late\n\n")
    let late = page.news()
    page.end()
    page.fireTimer()
    #expect(late + page.news() == [] || news.last == "open")
    return Array(news.dropFirst())
  }

  @Test(arguments: [
    "text/event-stream", "Text/Event-Stream", "text/event-stream;charset=utf-8",
    "text/event-stream; Charset=\"UTF-8\"; x=y", "text/event-stream; x=y",
  ])
  func `E2: a 200 with an event stream, whatever its parameters, opens the object once`(
    type: String
  ) {
    var page = Page()
    page.start()
    page.head(200, type)
    #expect(page.news() == [Self.first, "open"])
    #expect(page.source.readyState == .open)
    page.body("data: a\n\n")
    #expect(page.news() == ["message a #"])
  }

  @Test(arguments: [204, 205, 301, 401, 404, 429, 500, 502, 503])
  func `E3: any other status closes it with one error and no further request`(status: Int) {
    #expect(answer(status) == ["abort", "error 2", "failed status(\(status))"])
  }

  @Test(arguments: ["text/plain", "application/json", "text/event-streams", "", nil])
  func `E4: a 200 with another content type or none closes it likewise`(type: String?) {
    #expect(answer(200, type) == ["abort", "error 2", "failed contentType"])
  }

  @Test func `E6: the regular end of a body is no completion: it connects again`() {
    var page = Page.open()
    page.body("data: a\n\n")
    page.end()
    #expect(page.source.readyState == .connecting)
    page.fireTimer()
    #expect(page.news() == ["message a #", "error 0", "wait 3s", Self.first])
  }

  @Test func `E7: a connection reset in mid-body is made again`() {
    var page = Page.open()
    page.body("id: 1\ndata: a\n\nid: 2\ndata: b")
    page.lose()
    page.fireTimer()
    #expect(page.news() == ["message a #1", "error 0", "wait 3s", Self.first + " from 1"])
  }

  @Test func `E8: after close() there is no request and no event, even one that was queued`() {
    var connecting = Page()
    connecting.start()
    var open = Page.open()
    open.body("data: half")
    var waiting = Page.open()
    waiting.end()
    for (state, effect) in [(connecting, "abort"), (open, "abort"), (waiting, "cancel wait")] {
      var page = state
      _ = page.news()
      page.close()
      page.head()
      page.body("\n\ndata: a\n\n")
      page.end()
      page.fireTimer()
      #expect(page.news() == [effect])
      #expect(page.source.readyState == .closed)
    }
    var handler = Page.open()
    handler.body("data: a\n\ndata: b\n\n", closingAfter: 1)
    #expect(handler.news() == ["message a #", "abort"])
  }

  @Test func `E9: it waits the reconnection time, and more where the browser has a floor`() {
    for (behavior, asked, waits) in [
      (EventSourceBehavior.chromium, nil, "wait 3s"), (.chromium, 1_000, "wait 1s"),
      (.chromium, 0, "wait 0s"), (.firefox, nil, "wait 5s"), (.firefox, 0, "wait 500ms"),
    ] {
      var page = Page.open(behavior: behavior)
      if let asked { page.body("retry: \(asked)\n") }
      page.end()
      #expect(page.news().last == waits)
    }
  }

  @Test func `E10: readyState is CONNECTING and the error is fired before the wait begins`() {
    var source = Page.open().source
    var outputs: [EventSourceOutput] = []
    source.receiveEnd(into: &outputs)
    #expect(outputs == [.error(.connecting), .wait(.seconds(3))])
    #expect(source.readyState == .connecting)
  }

  @Test(arguments: [
    ("", ""), ("id: 7\n", " from 7"), ("id: café\n", " from café"), ("id\n", ""), ("id:\n", ""),
    ("id:  a b \t\n", " from a b"), ("id:  \n", ""),
  ])
  func `E11: a reconnection tells the last id in UTF-8, if it is not empty`(
    field: String, expected: String
  ) {
    var page = Page.open()
    page.body("\(field)data: a\n\n")
    page.end()
    page.fireTimer()
    #expect(page.news().last == Self.first + expected)
  }

  @Test func `E12: a new object tells no id`() {
    var page = Page.open()
    page.body("id: 7\ndata: a\n\n")
    page = Page()
    page.start()
    #expect(page.news() == [Self.first])
  }

  @Test(arguments: [
    ("https://a.test/events?x", nil, "https://a.test"),
    ("https://a.test:443/", nil, "https://a.test"),
    ("http://a.test:8080/", nil, "http://a.test:8080"),
    ("https://a.test/", "https://b.test:8443/x", "https://b.test:8443"),
    ("https://a.test/", "/x", "https://a.test"),
    ("https://a.test/", "//B.test:80", "https://b.test:80"),
  ])
  func `E32: events carry the origin of the URL behind all redirects`(
    url: String, location: String?, origin: String
  ) {
    var page = Page(url)
    page.start()
    if let location { page.head(307, nil, to: location) }
    page.head()
    page.body("data: a\n\n")
    #expect(page.news().last == "message a #")
    #expect(String(decoding: page.source.origin, as: UTF8.self) == origin)
  }

  @Test(arguments: ["iso-8859-1", "utf-16", "windows-1252", "\"us-ascii\"", "utf8"])
  func
    `E37: another charset fails the connection as in Chromium, or counts for nothing by the text`(
      charset: String
    )
  {
    let type = "text/event-stream; charset=\(charset)"
    #expect(answer(200, type) == ["abort", "error 2", "failed charset"])
    var literal = EventSourceBehavior.chromium
    literal.refusesOtherCharsets = false
    var page = Page(behavior: literal)
    page.start()
    page.head(200, type)
    page.body("data: é\n\n")
    #expect(page.news() == [Self.first, "open", "message é #"])
  }
}
