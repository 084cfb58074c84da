import Testing
import WeirPrimitives
import WeirStreaming

/// Where an `EventSource` reconnects to, when, and from which event.
@Suite struct EventSourceResumptionTests {
  /// Feeds a body, ends it and returns the request that follows.
  private func request(after body: String, in page: inout Page) -> String? {
    page.body(body)
    page.end()
    page.fireTimer()
    let request = page.news().last
    page.head()
    _ = page.news()
    return request
  }

  @Test("Last-Event-ID is sent in UTF-8 and only when it is not empty (E11, E26)")
  func lastEventID() {
    var page = Page.open()
    #expect(request(after: "data: a\n\n", in: &page) == "GET https://a.test/events")
    #expect(
      request(after: "id: café\ndata: y\n\n", in: &page) == "GET https://a.test/events from café")
    #expect(request(after: "", in: &page) == "GET https://a.test/events from café")
    // The id was on the last request; the next one must not repeat it.
    #expect(request(after: "id\ndata: reset\n\n", in: &page) == "GET https://a.test/events")
    #expect(request(after: "data: z\n\n", in: &page) == "GET https://a.test/events")
  }

  @Test("Chromium's measured run of ids over five connections comes out the same")
  func chromiumIDs() {
    var page = Page()
    page.start()
    page.head()
    page.body("retry: 300\nid: 5\ndata: five\n\nid: 6\ndata: six")
    page.end()
    page.fireTimer()
    page.head()
    page.body("id: café\ndata: y\n\n")
    page.end()
    page.fireTimer()
    page.head()
    page.body("id:\ndata: reset\n\n")
    page.end()
    page.fireTimer()
    page.head()
    page.body("id: a\u{0}b\ndata: z\n\n")
    page.end()
    page.fireTimer()
    page.head(204, nil)
    #expect(
      page.news() == [
        "GET https://a.test/events", "open", "retry 300ms", "message five #5", "error 0",
        "wait 300ms", "GET https://a.test/events from 5", "open", "message y #café", "error 0",
        "wait 300ms", "GET https://a.test/events from café", "open", "message reset #", "error 0",
        "wait 300ms", "GET https://a.test/events", "open", "message z #", "error 0", "wait 300ms",
        "GET https://a.test/events", "abort", "error 2", "failed status(204)",
      ])
  }

  @Test("Edge cases of ids leave the position a correct client has (E22, E25, E27, bug 39)")
  func idEdgeCases() {
    var page = Page.open()
    let base = "GET https://a.test/events"
    #expect(request(after: "id: 1\ndata: a\n\n", in: &page) == base + " from 1")
    #expect(request(after: "data: b\n\n", in: &page) == base + " from 1")
    #expect(request(after: "id: a\u{0}b\ndata: c\n\n", in: &page) == base + " from 1")
    #expect(request(after: "id: 5\n\n", in: &page) == base + " from 5")
    #expect(request(after: "id:\n\n", in: &page) == base)
  }

  @Test("A cut after any byte of an event resumes behind the last one delivered (E29, bug 38)")
  func cutAnywhere() {
    let event = "id: 8\ndata: b\ndata: c\n\n"
    for length in 0...event.utf8.count {
      var page = Page.open()
      let delivered = length == event.utf8.count
      let expected = "GET https://a.test/events from \(delivered ? 8 : 7)"
      let body = "id: 7\ndata: a\n\n" + String(event.prefix(length))
      #expect(request(after: body, in: &page) == expected)
    }
  }

  @Test("The mistake of taking ids early loses the event that was cut (bug 38)")
  func cutWithMistake() {
    var page = Page.open(mistakes: .commitsIDBeforeDispatch)
    #expect(
      request(after: "id: 7\ndata: a\n\nid: 8\nda", in: &page) == "GET https://a.test/events from 8"
    )
  }

  @Test(
    "Heartbeats on the second connection do not lose the position, as in browsers (E35, bug 40)")
  func heartbeatAfterReconnect() {
    var page = Page.open()
    #expect(request(after: "id: 5\ndata: a\n\n", in: &page) == "GET https://a.test/events from 5")
    #expect(request(after: ": hb\n\n: hb\n\n", in: &page) == "GET https://a.test/events from 5")
    page = .open(mistakes: .emptiesIDBufferOnNewStream)
    #expect(request(after: "id: 5\ndata: a\n\n", in: &page) == "GET https://a.test/events from 5")
    #expect(request(after: ": hb\n\n: hb\n\n", in: &page) == "GET https://a.test/events")
  }

  @Test("A retry without a blank line is obeyed and kept over reconnections (E30, Chromium)")
  func retryWithoutBlankLine() {
    var page = Page.open()
    page.body("retry: 500\n")
    for _ in 0..<3 {
      page.end()
      page.fireTimer()
      page.head()
    }
    let cycle = ["error 0", "wait 500ms", "GET https://a.test/events", "open"]
    #expect(page.news() == ["retry 500ms"] + cycle + cycle + cycle)
  }

  @Test("An invalid retry leaves the previous one in force (E30, bug 41)")
  func invalidRetry() {
    var page = Page.open()
    page.body("retry: 1000\n\nretry: 1000x\nretry: -5\nretry: 1.5\nretry: \nretry: 3s\n")
    page.lose()
    #expect(page.news() == ["retry 1s", "error 0", "wait 1s"])
  }

  @Test("A huge retry waits for the longest time there is (E31)")
  func hugeRetry() {
    var page = Page.open()
    page.body("retry: 99999999999999999999\n")
    page.end()
    #expect(page.news().last == "wait 2147483.647s")
  }

  @Test("An unfinished retry line changes nothing")
  func unfinishedRetry() {
    var page = Page.open()
    page.body("retry: 100")
    page.end()
    #expect(page.news() == ["error 0", "wait 3s"])
  }

  @Test("Events carry the origin of the final URL after redirects (E32)")
  func origin() {
    var page = Page("https://a.test/events?x=1")
    #expect(page.source.origin == [])
    page.start()
    page.head(from: "https://b.test:8443/other/path?u=http://c.test/")
    #expect(String(decoding: page.source.origin, as: UTF8.self) == "https://b.test:8443")
    for (url, origin) in [
      ("http://a.test", "http://a.test"), ("http://a.test?q", "http://a.test"),
      ("http://a.test#f", "http://a.test"), ("nonsense", "null"), ("", ""),
    ] {
      let page = Page.open(url)
      #expect(String(decoding: page.source.origin, as: UTF8.self) == origin)
    }
  }

  @Test("After a redirect, reconnections go straight to the URL that answered, as in Chromium")
  func redirected() {
    var page = Page("https://a.test/old")
    page.start()
    page.head(from: "https://a.test/new")
    for _ in 0..<2 {
      page.end()
      page.fireTimer()
      page.head()
    }
    #expect(
      page.news() == [
        "GET https://a.test/old", "open", "error 0", "wait 3s", "GET https://a.test/new", "open",
        "error 0", "wait 3s", "GET https://a.test/new", "open",
      ])
  }

  @Test("A client that does not stay redirected asks the first URL again (bug 43)")
  func notPinned() {
    var behavior = EventSourceBehavior.chromium
    behavior.staysRedirected = false
    var page = Page("https://a.test/old", behavior: behavior)
    page.start()
    page.head(from: "https://b.test/new")
    page.end()
    page.fireTimer()
    #expect(page.news().last == "GET https://a.test/old")
    #expect(String(decoding: page.source.origin, as: UTF8.self) == "https://b.test")
  }

  @Test("A chunked body that is cut is retried like any network error, in Chromium's order")
  func cutChunkedBody() {
    var page = Page()
    page.start()
    page.head()
    page.body("retry: 300\ndata: a\n\n")
    page.lose()
    page.fireTimer()
    page.head()
    #expect(
      page.news() == [
        "GET https://a.test/events", "open", "retry 300ms", "message a #", "error 0", "wait 300ms",
        "GET https://a.test/events", "open",
      ])
  }

  @Test("A 500 on a reconnection ends it for good, after the messages before (Chromium)")
  func errorOnReconnect() {
    var page = Page.open()
    page.body("retry: 500\ndata: x\n\n")
    page.end()
    page.fireTimer()
    page.head(500, "text/plain")
    #expect(
      page.news() == [
        "retry 500ms", "message x #", "error 0", "wait 500ms", "GET https://a.test/events",
        "abort", "error 2", "failed status(500)",
      ])
  }
}
