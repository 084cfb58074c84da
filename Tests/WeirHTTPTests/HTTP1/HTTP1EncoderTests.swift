import TestSupport
import Testing
import WeirHTTP

@Suite struct HTTP1EncoderTests {
  @Test("A request head has exactly these bytes")
  func requestHead() {
    var output: [UInt8] = []
    HTTP1HeadEncoder.appendRequest(
      .get, target: Array(text: "/api/events").span, host: Array(text: "api.example").span,
      headers: headerList(("Accept", "text/event-stream"), ("Last-Event-ID", "7")), to: &output)
    #expect(
      output
        == Array(
          text: "GET /api/events HTTP/1.1\r\nHost: api.example\r\n"
            + "Accept: text/event-stream\r\nLast-Event-ID: 7\r\n\r\n"))
  }

  @Test("A response head has exactly these bytes")
  func responseHead() {
    var output: [UInt8] = []
    HTTP1HeadEncoder.appendResponse(
      status: 503, headers: headerList(("Retry-After", "1")), to: &output)
    HTTP1HeadEncoder.appendResponse(status: 599, headers: HTTPHeaderList(), to: &output)
    #expect(
      output
        == Array(
          text: "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\n\r\nHTTP/1.1 599 \r\n\r\n"))
  }

  @Test("A chunk tells where its payload lies")
  func chunk() {
    var output = Array(text: "before")
    let payload = [UInt8](repeating: 0x61, count: 26)
    #expect(HTTP1ChunkEncoder.appendChunk(payload.span, to: &output) == 10..<36)
    #expect(HTTP1ChunkEncoder.appendChunk([0x62].span, to: &output) == 41..<42)
    #expect(output[10..<36] == payload[...])
    #expect(output[41] == 0x62)
    HTTP1ChunkEncoder.appendLastChunk(to: &output)
    #expect(
      output
        == Array(
          text: "before1a\r\n" + String(repeating: "a", count: 26) + "\r\n1\r\nb\r\n0\r\n\r\n")
    )
  }

  @Test("An empty payload appends nothing, for it would end the body")
  func emptyChunk() {
    var output = Array(text: "x")
    let empty: [UInt8] = []
    #expect(HTTP1ChunkEncoder.appendChunk(empty.span, to: &output) == 1..<1)
    #expect(output == [0x78])
  }

  static let methods: [HTTPMethod] = [
    .get, .head, .post, .put, .delete, .options, .trace, .patch, .other(Array("X-y".utf8)),
  ]

  @Test("What the encoder writes for a request is what the parser reads", arguments: methods)
  func requestRoundTrip(_ method: HTTPMethod) {
    let headers = headerList(("A", "b, c"), ("Transfer-Encoding", "chunked"), ("Empty", ""))
    let target = Array(text: "/path?query")
    var output: [UInt8] = []
    HTTP1HeadEncoder.appendRequest(
      method, target: target.span, host: Array(text: "h:1").span, headers: headers, to: &output)
    for size in [1, 15, 16, 255, 256] {
      HTTP1ChunkEncoder.appendChunk([UInt8](repeating: 0x0A, count: size).span, to: &output)
    }
    HTTP1ChunkEncoder.appendLastChunk(trailers: headerList(("T", "t")), to: &output)
    let expected: [Entry] = [
      .request(
        HTTPRequestHead(
          method: method, target: target,
          headers: headerList(
            ("Host", "h:1"), ("A", "b, c"), ("Transfer-Encoding", "chunked"), ("Empty", "")))),
      .body([UInt8](repeating: 0x0A, count: 543)),
      .end(trailers: headerList(("T", "t"))),
    ]
    for pieces in segmentations(of: output) { #expect(transcript(requests: pieces) == expected) }
  }

  @Test("What the encoder writes for a response is what the parser reads")
  func responseRoundTrip() {
    for status in [200, 204, 304, 404, 500] {
      var headers = HTTPHeaderList()
      headers.append("Content-Length", decimal: 0)
      var output: [UInt8] = []
      HTTP1HeadEncoder.appendResponse(status: status, headers: headers, to: &output)
      let reason = HTTPStatus.reason(status).withUTF8Buffer { Array($0) }
      let expected: [Entry] = [
        .response(HTTPResponseHead(status: status, reason: reason, headers: headers)),
        .end(trailers: HTTPHeaderList()),
      ]
      for pieces in segmentations(of: output) { #expect(transcript(responses: pieces) == expected) }
    }
  }
}
