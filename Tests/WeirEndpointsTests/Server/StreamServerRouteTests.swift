import Testing
import WeirPrimitives

@testable import WeirEndpoints

@Suite struct StreamServerRouteTests {
  struct Route: Sendable, CustomTestStringConvertible {
    let line: String
    var field = "Accept: */*"
    let status: Int
    var body = ""
    var allow: String?
    var testDescription: String { line }
  }

  static let routes = [
    Route(line: "GET /", status: 200, body: "ok\n"),
    Route(line: "GET /?x", status: 200, body: "ok\n"),
    Route(line: "POST /", status: 405, allow: "GET"),
    Route(line: "GET /api/chat", status: 405, allow: "POST"),
    Route(line: "DELETE /api/chat", status: 405, allow: "POST"),
    Route(line: "PUT /events", status: 405, allow: "GET"),
    Route(line: "FROB /events", status: 405, allow: "GET"),
    Route(line: "GET /api/chat/unknown", status: 404),
    Route(line: "GET /api/chat/", status: 404),
    Route(line: "GET /nowhere", status: 404),
    Route(line: "POST /nowhere", status: 404),
    Route(line: "GET /events/", status: 404),
    Route(line: "GET http://api/events", status: 404),
    Route(line: "POST /api/chat?tokens=x", status: 400),
    Route(line: "POST /api/chat?tokens=", status: 400),
    Route(line: "POST /api/chat?tokens=-1", status: 400),
    Route(line: "POST /api/chat?tokens=10000001", status: 400),
    Route(line: "POST /api/chat?tokens=99999999999999999999", status: 400),
    Route(line: "POST /api/chat?every=fast", status: 400),
    Route(line: "POST /api/chat?every=-1s", status: 400),
    Route(line: "POST /api/chat?format=xml", status: 400),
    Route(line: "POST /api/chat?recording=none", status: 400),
    Route(line: "POST /api/chat", field: "Idempotency-Key: a b", status: 400),
    Route(line: "POST /api/chat", field: "Idempotency-Key: \"a\"", status: 400),
    Route(line: "POST /api/chat", field: "Idempotency-Key: /events", status: 400),
    Route(line: "POST /api/chat", field: "Idempotency-Key:", status: 400),
    Route(
      line: "POST /api/chat", field: "Idempotency-Key: " + String(repeating: "k", count: 129),
      status: 400),
  ]

  @Test("Each request that streams nothing gets its status at once", arguments: routes)
  func route(_ route: Route) {
    var bench = Bench.server(publications: [topic("/events", count: 1)])
    #expect(bench.news() == ["listen 80", "stream 0 is /events"])
    bench.ask(route.line, route.field, on: 0)
    var headers = ["Content-Type: text/plain", "Content-Length: \(route.body.utf8.count)"]
    if let allow = route.allow { headers.append("Allow: \(allow)") }
    #expect(
      bench.response(on: 0)
        == ReadResponse(
          status: route.status, headers: headers, body: route.body, isWhole: true))
    #expect(bench.news() == [])
  }

  @Test("A simple answer is exactly these bytes")
  func bytes() {
    var bench = Bench.server()
    bench.ask("GET /", on: 0)
    #expect(
      bench.text(on: 0)
        == "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nok\n")
  }

  @Test("A key of the longest legal form names the stream")
  func longestKey() {
    var bench = Bench.server()
    let key = "aZ09-._~" + String(repeating: "k", count: 120)
    bench.ask("POST /api/chat?tokens=0", "Idempotency-Key: \(key)", on: 0)
    #expect(bench.events(on: 0).first == "stream {\"stream\":\"\(key)\"} #1")
  }

  @Test("The server names a stream itself, differently each time, when the client does not")
  func ownNames() {
    var bench = Bench.server()
    bench.ask("POST /api/chat?tokens=0", on: 0)
    bench.ask("POST /api/chat?tokens=0", on: 1)
    #expect(bench.events(on: 0).first == "stream {\"stream\":\"c-b99cad9dc337\"} #1")
    #expect(bench.events(on: 1).first == "stream {\"stream\":\"c-d6523317855b\"} #1")
  }

  @Test("An interval that no run will see the end of is taken without overflow")
  func endlessInterval() {
    var bench = Bench.server()
    bench.ask("POST /api/chat?tokens=10000000&every=2500000h", on: 0)
    #expect(bench.ids(on: 0) == [1])
    let due = Instant.zero + .seconds(2_500_000 * 3_600)
    #expect(bench.nextDue == due)
    bench.run(until: due)
    #expect(bench.ids(on: 0) == [1, 2])
  }

  @Test("Tokens that are all due at once are emitted in bursts, all at that instant")
  func bursts() {
    var bench = Bench.server()
    bench.ask("POST /api/chat?tokens=3000&every=0s", on: 0)
    #expect(bench.ids(on: 0).count == StreamServer.burstLimit)
    #expect(bench.nextDue == .zero)
    bench.run(until: 0)
    #expect(bench.ids(on: 0) == Array(1...3_002))
    #expect(bench.response(on: 0).isWhole)
    #expect(bench.nextDue == nil)
  }
}
