import Testing
import WeirPrimitives
import WeirStreaming

/// The numbers in brackets are those of the conformance checklist, E1 to E37.
@Suite struct EventSourceTests {
  @Test("A new object makes one request without a Last-Event-ID (E1, E12)")
  func firstRequest() {
    var page = Page()
    #expect(page.source.readyState == .connecting)
    page.start()
    #expect(page.news() == ["GET https://a.test/events"])
    #expect(page.source.readyState == .connecting)
  }

  @Test("A 200 with an event stream opens the object at its head, before any event (E2)")
  func opens() {
    var page = Page()
    page.start()
    _ = page.news()
    page.head(200, "Text/Event-Stream; charset=UTF-8")
    #expect(page.news() == ["open"])
    #expect(page.source.readyState == .open)
    page.body("id: 5\ndata: a\n\nevent: t\ndata: b\n\n")
    #expect(page.news() == ["message a #5", "t b #5"])
  }

  @Test(
    "Any status but 200 closes the object for good, at first and on reconnecting (E3)",
    arguments: [201, 204, 205, 206, 301, 304, 401, 404, 429, 500, 502, 503])
  func fatalStatus(status: Int) {
    var page = Page()
    page.start()
    _ = page.news()
    page.head(status)
    #expect(page.news() == ["abort", "error 2", "failed status(\(status))"])
    #expect(page.source.readyState == .closed)

    page = .open()
    page.end()
    page.fireTimer()
    _ = page.news()
    page.head(status)
    #expect(page.news() == ["abort", "error 2", "failed status(\(status))"])
    page.body("data: a\n\n")
    page.end()
    page.fireTimer()
    #expect(page.news() == [])
  }

  @Test("A 200 with another content type, or none, closes the object for good (E4)")
  func fatalContentType() {
    for contentType in ["text/plain", "text/html; charset=utf-8", "", nil] {
      var page = Page()
      page.start()
      _ = page.news()
      page.head(200, contentType)
      #expect(page.news() == ["abort", "error 2", "failed contentType"])
      #expect(page.source.readyState == .closed)
    }
  }

  @Test("A connection that cannot be made is tried again, forever (E5)")
  func refusedConnection() {
    var page = Page()
    page.start()
    _ = page.news()
    for _ in 0..<10 {
      page.lose()
      #expect(page.news() == ["error 0", "wait 3s"])
      #expect(page.source.readyState == .connecting)
      page.fireTimer()
      #expect(page.news() == ["GET https://a.test/events"])
    }
    page.head()
    #expect(page.news() == ["open"])
  }

  @Test("A network error that makes trying again futile closes the object (E5)")
  func futileConnection() {
    var page = Page()
    page.start()
    _ = page.news()
    page.lose(isFutile: true)
    #expect(page.news() == ["error 2", "failed network"])
    page.lose(isFutile: true)
    #expect(page.news() == [])
  }

  @Test("The end of the body is no reason to stop; the object reconnects (E6)")
  func cleanEnd() {
    var page = Page.open()
    page.body("id: 1\ndata: a\n\n")
    page.end()
    #expect(page.news() == ["message a #1", "error 0", "wait 3s"])
    page.fireTimer()
    #expect(page.news() == ["GET https://a.test/events from 1"])
  }

  @Test("A reset in mid-body discards the unfinished event and reconnects (E7)")
  func reset() {
    var page = Page.open()
    page.body("id: 1\ndata: a\n\nid: 2\ndata: b\n")
    page.lose()
    page.fireTimer()
    #expect(
      page.news() == ["message a #1", "error 0", "wait 3s", "GET https://a.test/events from 1"])
    page.head()
    page.body("data: c\n\n")
    #expect(page.news() == ["open", "message c #1"])
  }

  @Test("After close() there is no request and no event, whatever still arrives (E8)")
  func closing() {
    var connecting = Page()
    connecting.start()
    var open = Page.open()
    open.body("data: half")
    var waiting = Page.open()
    waiting.end()
    for (start, effect) in [(connecting, "abort"), (open, "abort"), (waiting, "cancel wait")] {
      var page = start
      _ = page.news()
      page.close()
      #expect(page.news() == [effect])
      #expect(page.source.readyState == .closed)
      page.head()
      page.body("data: a\n\n")
      page.end()
      page.lose()
      page.lose(isFutile: true)
      page.fireTimer()
      page.close()
      #expect(page.news() == [])
    }
  }

  @Test("close() before the start leaves nothing to abort and nothing to start (E8)")
  func closingIdle() {
    var page = Page()
    page.close()
    page.start()
    #expect(page.news() == [])
    #expect(page.source.readyState == .closed)
  }

  @Test("close() in the handler of a message keeps back those that came with it (E8)")
  func closingInHandler() {
    var page = Page.open()
    page.body("data: a\n\ndata: b\n\ndata: c\n\nretry: 5\n", closingAfter: 2)
    #expect(page.news() == ["message a #", "message b #", "abort"])
    #expect(page.source.reconnectionTime == .seconds(3))
  }

  @Test("The wait is the reconnection time, but no less than the browser's floor (E9)")
  func floor() {
    var firefox = Page.open(behavior: .firefox)
    firefox.end()
    #expect(firefox.news() == ["error 0", "wait 5s"])
    for (asked, waits) in [(0, "500ms"), (499, "500ms"), (501, "501ms")] {
      var page = Page.open(behavior: .firefox)
      page.body("retry: \(asked)\n")
      page.end()
      #expect(
        page.news() == ["retry \(TimeSpan.milliseconds(Int64(asked)))", "error 0", "wait \(waits)"])
    }
    var chromium = Page.open()
    chromium.body("retry: 0\n")
    chromium.end()
    #expect(chromium.news() == ["retry 0s", "error 0", "wait 0s"])
  }

  @Test("The error is fired with readyState CONNECTING before the wait begins (E10)")
  func errorBeforeWait() {
    var source = EventSource(url: Array("https://a.test/".utf8))
    var outputs: [EventSourceOutput] = []
    source.start(into: &outputs)
    source.receiveHead(status: 200, contentType: Array("text/event-stream".utf8), into: &outputs)
    outputs = []
    source.receiveEnd(into: &outputs)
    #expect(outputs == [.error(.connecting), .wait(.milliseconds(3_000))])
    #expect(source.readyState == .connecting)
  }

  @Test("A second report of the same end changes nothing")
  func endTwice() {
    var page = Page.open()
    page.end()
    _ = page.news()
    page.lose()
    page.end()
    page.lose(isFutile: true)
    page.head(404)
    #expect(page.news() == [])
    page.fireTimer()
    #expect(page.news() == ["GET https://a.test/events"])
  }

  @Test("A stream beyond the limits is an explicit failure (E33)")
  func violation() {
    var page = Page.open(limits: EventStreamLimits(lineBytes: 10))
    page.body("data: a\n\ndata: 12345\n\ndata: b\n\n")
    #expect(
      page.news() == [
        "message a #", "abort", "error 2",
        "failed violation(WeirStreaming.EventStreamViolation.lineTooLong)",
        "violation",
      ])
    page.end()
    #expect(page.news() == [])
  }

  @Test("Heartbeats are seen without an event (E36)")
  func heartbeat() {
    var page = Page.open()
    page.body(": hb\n\n")
    #expect(page.news() == ["comment"])
  }

  @Test("A charset other than UTF-8 fails the connection, as in Chromium (E37)")
  func otherCharset() {
    var page = Page()
    page.start()
    page.head(200, "text/event-stream; charset=iso-8859-1")
    #expect(page.news() == ["GET https://a.test/events", "abort", "error 2", "failed charset"])
    var literal = EventSourceBehavior.chromium
    literal.refusesOtherCharsets = false
    page = Page(behavior: literal)
    page.start()
    page.head(200, "text/event-stream; charset=iso-8859-1")
    #expect(page.news() == ["GET https://a.test/events", "open"])
  }

  @Test("The object takes 160 bytes, its parser included")
  func size() {
    #expect(MemoryLayout<EventSource>.stride <= 160)
  }
}
