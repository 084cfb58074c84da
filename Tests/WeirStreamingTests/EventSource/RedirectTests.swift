import Testing
import WeirStreaming

/// Redirects that the driver leaves to the object.
@Suite struct `An EventSource that is redirected` {
  /// A page that has been sent from `/old` to `/new`, with nothing left to report.
  private func redirected(
    _ status: Int = 307, behavior: EventSourceBehavior = .chromium
  ) -> Page {
    var page = Page("https://a.test/old", behavior: behavior)
    page.start()
    page.head(status, nil, to: "/new")
    #expect(page.news() == ["GET https://a.test/old", "GET https://a.test/new"])
    return page
  }

  @Test(arguments: [301, 302, 303, 307, 308])
  func `asks there at once and without an event, and stays there, as Chromium`(status: Int) {
    var page = redirected(status)
    #expect(page.source.readyState == .connecting)
    page.head()
    page.body("retry: 500\ndata: redirected\n\n")
    page.end()
    page.fireTimer()
    page.head()
    #expect(
      page.news() == [
        "open", "retry 500ms", "message redirected #", "error 0", "wait 500ms",
        "GET https://a.test/new", "open",
      ])
  }

  @Test(arguments: [300, 304, 305, 306, 309])
  func `is closed for good by a status that is no redirect, whatever its location`(status: Int) {
    var page = Page()
    page.start()
    page.head(status, nil, to: "/new")
    #expect(
      page.news() == ["GET https://a.test/events", "abort", "error 2", "failed status(\(status))"])
  }

  @Test func `tells the last id at every step`() {
    var page = Page.open("https://a.test/old")
    page.body("id: 7\ndata: a\n\n")
    page.end()
    page.fireTimer()
    page.head(302, nil, to: "https://b.test/x")
    page.head(302, nil, to: "y")
    #expect(
      page.news().suffix(3) == [
        "GET https://a.test/old from 7", "GET https://b.test/x from 7",
        "GET https://b.test/y from 7",
      ])
    page.head()
    #expect(String(decoding: page.source.origin, as: UTF8.self) == "https://b.test")
  }

  @Test func `asks the first URL again when the second does not answer`() {
    var page = redirected()
    page.lose()
    page.fireTimer()
    #expect(page.news() == ["error 0", "wait 3s", "GET https://a.test/old"])
  }

  @Test func `is closed for good by the status it finds there`() {
    var page = redirected()
    page.head(404)
    #expect(page.news() == ["abort", "error 2", "failed status(404)"])
  }

  @Test func `asks the first URL again each time where it does not stay redirected`() {
    var behavior = EventSourceBehavior.chromium
    behavior.staysRedirected = false
    var page = redirected(behavior: behavior)
    page.head()
    page.end()
    page.fireTimer()
    page.head(307, nil, to: "/newer")
    #expect(
      page.news() == [
        "open", "error 0", "wait 3s", "GET https://a.test/old", "GET https://a.test/newer",
      ])
  }

  @Test func `takes the twenty-first redirect in a row for a network error`() {
    var page = Page()
    page.start()
    for step in 1...20 {
      page.head(302, nil, to: "/\(step)")
      #expect(page.news().last == "GET https://a.test/\(step)")
    }
    page.head(302, nil, to: "/21")
    #expect(page.news() == ["abort", "error 0", "wait 3s"])
    page.fireTimer()
    page.head(302, nil, to: "/1")
    #expect(page.news() == ["GET https://a.test/events", "GET https://a.test/1"])
  }

  @Test(arguments: ["ftp://b.test/", "data:text/event-stream,x"])
  func `takes a location that it cannot follow for a network error`(location: String) {
    var page = Page()
    page.start()
    page.head(301, nil, to: location)
    #expect(page.news() == ["GET https://a.test/events", "abort", "error 0", "wait 3s"])
  }
}
