import Testing
import WeirPrimitives

@testable import WeirEndpoints

@Suite struct StreamServerOverrideTests {
  private typealias Override = ServerConfiguration.Override

  private func server(_ overrides: Override...) -> Bench<StreamServer> {
    .server {
      $0.overrides = overrides
      $0.publications = [topic("/events", count: 3)]
    }
  }

  private func instant(_ seconds: Int64) -> Instant { .zero + .seconds(seconds) }

  @Test("An override stands from its beginning up to its end, and for its path alone")
  func times() {
    var bench = server(
      Override(path: "/events", from: instant(2), until: instant(4), status: 502))
    for (socket, milliseconds, status) in [
      (0, 1_999, 200), (1, 2_000, 502), (2, 3_999, 502), (3, 4_000, 200),
    ] as [(UInt32, Int64, Int)] {
      bench.run(until: milliseconds)
      bench.ask("GET /events", on: socket)
      #expect(bench.response(on: socket).status == status, "at \(milliseconds) ms")
    }
    bench.ask("GET /", on: 4)
    #expect(bench.response(on: 4).status == 200)
    #expect(
      bench.text(on: 1)
        == "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n")
  }

  @Test("The first override that fits counts; one without a path fits every request")
  func order() {
    var bench = server(
      Override(path: "/events", until: instant(1), status: 503),
      Override(path: nil, status: 429))
    bench.ask("GET /events?x=1", on: 0)
    bench.ask("POST /api/chat", on: 1)
    #expect(bench.response(on: 0).status == 503)
    #expect(bench.response(on: 1).status == 429)
    #expect(bench.news() == ["listen 80", "stream 0 is /events"], "nothing is generated")
    bench.run(until: 1_000)
    bench.ask("GET /events", on: 2)
    #expect(bench.response(on: 2).status == 429)
  }

  @Test("A redirect names the same path and query at the other host", arguments: [301, 307])
  func redirect(status: Int) {
    var bench = server(Override(path: "/events", status: status, location: "other"))
    bench.ask("GET /events?a=b", on: 0)
    #expect(bench.response(on: 0).status == status)
    #expect(bench.response(on: 0).headers.contains("Location: http://other:80/events?a=b"))
    #expect(bench.response(on: 0).isWhole)
  }

  static let types: [(String, String?)] = [
    ("text/html", "Content-Type: text/html"),
    ("text/event-stream; charset=utf-8", "Content-Type: text/event-stream; charset=utf-8"),
    ("", nil), (" text/html", nil), ("text\r\nX: y", nil),
  ]

  @Test("A status of 200 leaves the stream and changes its type", arguments: types)
  func contentType(type: String, header: String?) {
    var bench = server(Override(path: "/events", status: 200, contentType: type))
    bench.ask("GET /events", on: 0)
    bench.run(until: 1_000)
    let headers = bench.response(on: 0).headers
    #expect(headers.first { $0.hasPrefix("Content-Type") } == header)
    #expect(bench.ids(on: 0) == [1])
  }

  @Test("204 has neither body nor type; what is no final status becomes 500")
  func statuses() {
    var bench = server(
      Override(path: "/a", status: 204), Override(path: "/b", status: 100),
      Override(path: "/c", status: 1_000))
    for (socket, path) in ["/a", "/b", "/c"].enumerated() {
      bench.ask("GET \(path)", on: UInt32(socket))
    }
    #expect(bench.text(on: 0) == "HTTP/1.1 204 No Content\r\n\r\n")
    #expect(bench.response(on: 1).status == 500)
    #expect(bench.response(on: 2).status == 500)
  }
}
