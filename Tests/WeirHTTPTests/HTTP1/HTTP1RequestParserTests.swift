import TestSupport
import Testing
import WeirHTTP

@Suite struct HTTP1RequestParserTests {
  @Test("A request is read the same however its bytes are cut")
  func wholeRequest() {
    let text =
      "POST /api/chat?x=1 HTTP/1.1\r\nHost: api.example:8080\r\n"
      + "Content-Length: 5\r\nX-Twice: a\r\nX-Twice:\t b \r\nX-Empty:\r\n\r\nhello"
    let expected: [Entry] = [
      .request(
        HTTPRequestHead(
          method: .post, target: Array(text: "/api/chat?x=1"),
          headers: headerList(
            ("Host", "api.example:8080"), ("Content-Length", "5"), ("X-Twice", "a"),
            ("X-Twice", "b"), ("X-Empty", "")))),
      .body(Array(text: "hello")),
      .end(trailers: HTTPHeaderList()),
    ]
    for pieces in segmentations(of: text) { #expect(transcript(requests: pieces) == expected) }
  }

  struct Legal: Sendable {
    var text: String
    var method: HTTPMethod
    var target: String
    var bodies: [String] = []
    var minorVersion: UInt8 = 1
  }

  static let legal = [
    Legal(text: "GET / HTTP/1.1\r\nHost: a\r\n\r\n", method: .get, target: "/"),
    Legal(text: "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", method: .get, target: "/"),
    Legal(text: "GET /x HTTP/1.1\nHost: a\n\n", method: .get, target: "/x"),
    Legal(text: "GET / HTTP/1.0\r\n\r\n", method: .get, target: "/", minorVersion: 0),
    Legal(text: "GET / HTTP/1.7\r\nHost: a\r\n\r\n", method: .get, target: "/", minorVersion: 7),
    Legal(text: "GET / HTTP/1.1\r\nhOST:\r\n\r\n", method: .get, target: "/"),
    Legal(text: "GET http://a/b HTTP/1.1\r\nHost: a\r\n\r\n", method: .get, target: "http://a/b"),
    Legal(text: "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", method: .options, target: "*"),
    Legal(text: "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", method: .connect, target: "a:443"),
    Legal(text: "PATCH / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", method: .patch, target: "/"),
    Legal(
      text: "get / HTTP/1.1\r\nHost: a\r\n\r\n", method: .other(Array(text: "get")), target: "/"),
    Legal(
      text: "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", method: .put, target: "/"),
    Legal(
      text: "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 2, 2\r\nContent-Length: 02\r\n\r\nab",
      method: .put, target: "/", bodies: ["ab"]),
    Legal(
      text: "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n"
        + "3\r\nabc\r\n0A ; x=\"y\"\r\n0123456789\r\n000\r\n\r\n",
      method: .post, target: "/", bodies: ["abc0123456789"]),
    Legal(
      text: "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: , \r\nTransfer-Encoding: chunked,\r\n"
        + "\r\n1;a;b=c\r\n\n\r\n0;last\r\n\r\n",
      method: .post, target: "/", bodies: ["\n"]),
  ]

  @Test("Each legal form of a request is accepted", arguments: legal)
  func legalRequest(_ example: Legal) throws {
    for pieces in segmentations(of: example.text) {
      let entries = transcript(requests: pieces, thenEnds: true)
      #expect(entries.violation == nil)
      let head = try #require(entries.requests.first)
      #expect(head.method == example.method)
      #expect(head.target == Array(text: example.target))
      #expect(head.minorVersion == example.minorVersion)
      #expect(entries.bodies == example.bodies)
      #expect(entries.trailers == [HTTPHeaderList()])
    }
  }

  @Test("Trailer fields are kept apart from the header")
  func trailers() {
    let text =
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
      + "2\r\nhi\r\n0\r\nDigest: x\r\nHost: b\r\n\r\n"
    for pieces in segmentations(of: text) {
      let entries = transcript(requests: pieces)
      #expect(entries.trailers == [headerList(("Digest", "x"), ("Host", "b"))])
      #expect(entries.requests.first?.headers.text(of: "host") == "a")
    }
  }

  @Test("Requests follow one another on a connection and leave nothing behind")
  func keepAlive() {
    let text =
      "POST /1 HTTP/1.1\r\nHost: a\r\nX-One: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
      + "1\r\nx\r\n0\r\nT: t\r\n\r\n"
      + "GET /2 HTTP/1.1\r\nHost: a\r\n\r\n"
      + "\r\nPUT /3 HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nz"
    for pieces in segmentations(of: text) {
      let entries = transcript(requests: pieces, thenEnds: true)
      #expect(entries.violation == nil)
      #expect(entries.requests.map(\.target) == [[0x2F, 0x31], [0x2F, 0x32], [0x2F, 0x33]])
      #expect(entries.requests.map(\.headers.count) == [3, 1, 2])
      #expect(entries.trailers.map(\.count) == [1, 0, 0])
      #expect(entries.bodies == ["x", "z"])
    }
  }

  @Test("The bytes of a pipelined request stay unread until the caller asks for them")
  func pipelining() {
    let first = "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n"
    let bytes = Array(text: first + "GET /2 HTTP/1.1\r\nHost: a\r\n\r\n")
    var parser = HTTP1RequestParser()
    var position = 0
    #expect(parser.isBetweenRequests)
    #expect(parser.next(in: bytes.span, at: &position) == .head)
    #expect(!parser.isBetweenRequests)
    #expect(parser.next(in: bytes.span, at: &position) == .end)
    #expect(position == first.utf8.count)
    #expect(parser.isBetweenRequests)
    #expect(parser.requestHead.target == Array(text: "/1"))
    #expect(parser.next(in: bytes.span, at: &position) == .head)
    #expect(parser.requestHead.target == Array(text: "/2"))
  }

  static let persistence: [(String, Bool)] = [
    ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", true),
    ("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", false),
    ("GET / HTTP/1.1\r\nHost: a\r\nConnection: x\r\nConnection: y,\tCLOSE ,z\r\n\r\n", false),
    ("GET / HTTP/1.1\r\nHost: a\r\nConnection: closed\r\n\r\n", true),
    ("GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, close\r\n\r\n", false),
    ("GET / HTTP/1.0\r\n\r\n", false),
    ("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", true),
  ]

  @Test("A connection persists by version and Connection", arguments: persistence)
  func persists(_ text: String, _ expected: Bool) {
    let next = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n"
    for pieces in segmentations(of: text + next) {
      var parser = HTTP1RequestParser()
      let entries = transcript(&parser, pieces, thenEnds: true)
      #expect(entries.violation == nil)
      #expect(entries.requests.count == (expected ? 2 : 1))
      #expect(!parser.persists)
    }
    var parser = HTTP1RequestParser()
    _ = transcript(&parser, [Array(text: text)])
    #expect(parser.persists == expected)
  }

  @Test("Memory can be given back while a body is being read and the next request is unharmed")
  func releaseMemory() {
    var parser = HTTP1RequestParser()
    let head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na"
    _ = transcript(&parser, [Array(text: head)])
    parser.releaseMemory()
    #expect(parser.requestHead.headers.isEmpty)
    #expect(parser.requestHead.target.isEmpty)
    let rest = transcript(
      &parser, [Array(text: "\r\n0\r\n\r\nGET /2 HTTP/1.1\r\nHost: b\r\n\r\n")])
    #expect(rest.requests.first?.headers == headerList(("Host", "b")))
  }
}
