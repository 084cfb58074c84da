import TestSupport
import Testing
import WeirHTTP

@Suite struct HTTP1ResponseParserTests {
  @Test("An event stream is read the same however its bytes are cut")
  func eventStream() {
    let text =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
      + "9\r\ndata: 1\n\n\r\n9\r\ndata: 2\n\n\r\n0\r\n\r\n"
    let expected: [Entry] = [
      .response(
        HTTPResponseHead(
          status: 200, reason: Array(text: "OK"),
          headers: headerList(
            ("Content-Type", "text/event-stream"), ("Transfer-Encoding", "chunked")))),
      .body(Array(text: "data: 1\n\ndata: 2\n\n")),
      .end(trailers: HTTPHeaderList()),
    ]
    for pieces in segmentations(of: text) { #expect(transcript(responses: pieces) == expected) }
  }

  @Test("Body ranges point at the payload inside the bytes passed")
  func bodyRanges() {
    let bytes = Array(
      text: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
    var parser = HTTP1ResponseParser()
    parser.expectResponse(to: .get)
    var position = 0
    #expect(parser.next(in: bytes.span, at: &position) == .head)
    #expect(position == 47)
    #expect(parser.next(in: bytes.span, at: &position) == .body(50..<53))
    #expect(parser.next(in: bytes.span, at: &position) == .body(58..<60))
    #expect(parser.next(in: bytes.span, at: &position) == .end)
    #expect(position == bytes.count)
    #expect(parser.next(in: bytes.span, at: &position) == nil)
  }

  struct Body: Sendable {
    var text: String
    var method = HTTPMethod.get
    var bodies: [String] = []
    var persists = true
    /// Whether the response ends only with the connection.
    var endsWithStream = false
  }

  static let bodies = [
    Body(text: "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", bodies: ["abc"]),
    Body(text: "HTTP/1.1 200\r\nContent-Length: 1\r\n\r\na", bodies: ["a"]),
    Body(text: "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n"),
    Body(text: "HTTP/1.1 799 \u{e9} !\r\nContent-Length: 1\r\n\r\na", bodies: ["a"]),
    Body(text: "HTTP/1.1 200 OK\nContent-Length: 1\n\na", bodies: ["a"]),
    Body(text: "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", method: .head),
    Body(text: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", method: .head),
    Body(text: "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", method: .head),
    Body(text: "HTTP/1.1 204 No Content\r\n\r\n"),
    Body(text: "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n"),
    Body(text: "HTTP/1.1 407 No\r\nContent-Length: 1\r\n\r\na", method: .connect, bodies: ["a"]),
    Body(
      text: "HTTP/1.1 200 OK\r\n\r\nabc", bodies: ["abc"], persists: false, endsWithStream: true),
    Body(text: "HTTP/1.1 200 OK\r\n\r\n", persists: false, endsWithStream: true),
    Body(
      text: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\nContent-Length: 1\r\n\r\nab",
      bodies: ["ab"], persists: false, endsWithStream: true),
    Body(
      text: "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip;q=1, chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
      bodies: ["a"]),
    Body(
      text: "HTTP/1.1 200 OK\r\nContent-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n"
        + "1\r\na\r\n0\r\n\r\n",
      bodies: ["a"], persists: false),
    Body(
      text: "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n"
        + "1\r\na\r\n0\r\n\r\n",
      bodies: ["a"], persists: false),
    Body(text: "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na", bodies: ["a"], persists: false),
    Body(
      text: "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\na",
      bodies: ["a"]),
    Body(
      text: "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\na",
      bodies: ["a"], persists: false),
  ]

  @Test("The body of a response ends where RFC 9112 section 6.3 says", arguments: bodies)
  func body(_ example: Body) {
    for pieces in segmentations(of: example.text) {
      var parser = HTTP1ResponseParser()
      parser.expectResponse(to: example.method)
      let entries = transcript(&parser, pieces)
      #expect(entries.violation == nil)
      #expect(entries.responses.count == 1)
      #expect(entries.bodies == example.bodies)
      #expect(entries.trailers.count == (example.endsWithStream ? 0 : 1))
      #expect(parser.persists == example.persists)
      #expect(!parser.upgraded)
      #expect(parser.endOfStream() == (example.endsWithStream ? .end : nil))
      #expect(parser.endOfStream() == nil)
    }
  }

  @Test("Interim responses are skipped, their fields with them")
  func interim() {
    let text =
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\nContent-Length: 7\r\n\r\n"
      + "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na"
    for pieces in segmentations(of: text) {
      let entries = transcript(responses: pieces)
      #expect(entries.responses.map(\.status) == [200])
      #expect(entries.responses.first?.headers == headerList(("Content-Length", "1")))
      #expect(entries.bodies == ["a"])
    }
  }

  static let upgrades: [(String, HTTPMethod)] = [
    ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nContent-Length: 9\r\n\r\n", .get),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", .connect),
  ]

  @Test("An upgrade leaves the bytes behind the head alone", arguments: upgrades)
  func upgrade(_ text: String, _ method: HTTPMethod) {
    let bytes = Array(text: text) + [0x81, 0x00]
    var parser = HTTP1ResponseParser()
    parser.expectResponse(to: method)
    var position = 0
    #expect(parser.next(in: bytes.span, at: &position) == .head)
    #expect(parser.upgraded)
    #expect(!parser.persists)
    #expect(parser.next(in: bytes.span, at: &position) == .end)
    #expect(parser.next(in: bytes.span, at: &position) == nil)
    #expect(position == bytes.count - 2)
    #expect(parser.endOfStream() == nil)
    for pieces in segmentations(of: text) {
      let entries = transcript(responses: pieces, to: [method])
      #expect(entries.responses.count == 1)
      #expect(entries.trailers.count == 1)
      #expect(entries.violation == nil)
    }
  }

  @Test("Responses follow one another as requests are announced")
  func keepAlive() {
    let text =
      "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"
      + "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nT: t\r\n\r\n"
      + "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno"
    for pieces in segmentations(of: text) {
      let entries = transcript(responses: pieces, to: [.head, .get, .post], thenEnds: true)
      #expect(entries.violation == nil)
      #expect(entries.responses.map(\.status) == [200, 200, 404])
      #expect(entries.bodies == ["a", "no"])
      #expect(entries.trailers.map(\.count) == [0, 1, 0])
    }
  }

  @Test("Bytes behind the last response of a connection are dropped")
  func bytesBehindClose() {
    let text = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\na"
    for pieces in segmentations(of: text + "garbage") {
      let entries = transcript(responses: pieces, thenEnds: true)
      #expect(entries.violation == nil)
      #expect(entries.bodies == ["a"])
    }
  }

  @Test("A response is outstanding from its announcement to its end")
  func betweenResponses() {
    var parser = HTTP1ResponseParser()
    #expect(parser.isBetweenResponses)
    #expect(parser.endOfStream() == nil)
    parser = HTTP1ResponseParser()
    parser.expectResponse(to: .get)
    #expect(!parser.isBetweenResponses)
    _ = transcript(&parser, [Array(text: "HTTP/1.1 204 \r\n\r\n")])
    #expect(parser.isBetweenResponses)
  }
}
