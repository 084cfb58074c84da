import Testing
import WeirHTTP
import WeirPrimitives

/// RFC 9113 section 8: what makes a request or response well formed.
@Suite struct HTTP2MessageRuleTests {
  typealias Wire = HTTP2Wire
  typealias Fields = [(String, String)]

  private static func request(_ fields: Fields, ends: Bool = true) -> HTTP2Conversation {
    .server(.init(), .bytes(Wire.headers(1, fields, ends: ends)))
  }

  private static func bad(
    _ text: String, _ violation: HTTP2Violation, _ conversation: HTTP2Conversation
  ) -> HTTP2Offence {
    HTTP2Offence(text, violation, .protocolError, stream: 1, conversation)
  }

  private static let get = Wire.getFields

  private static let fields: [HTTP2Offence] = [
    bad("8.2.1 A capital in a name", .malformedFieldName, request(get + [("X-y", "1")])),
    bad("8.2.1 A space in a name", .malformedFieldName, request(get + [("x y", "1")])),
    bad("8.2.1 A colon inside a name", .malformedFieldName, request(get + [("x:y", "1")])),
    bad("8.2.1 An empty name", .malformedFieldName, request(get + [("", "1")])),
    bad(
      "8.2.1 A byte above ASCII in a name", .malformedFieldName, request(get + [("\u{e9}", "1")])),
    bad("8.2.1 NUL in a value", .malformedFieldValue, request(get + [("x", "a\0b")])),
    bad("8.2.1 LF in a value", .malformedFieldValue, request(get + [("x", "a\nb")])),
    bad("8.2.1 CR in a value", .malformedFieldValue, request(get + [("x", "a\rb")])),
    bad("8.2.1 A value that begins blank", .malformedFieldValue, request(get + [("x", " a")])),
    bad("8.2.1 A value that ends blank", .malformedFieldValue, request(get + [("x", "a\t")])),
    bad(
      "8.2.1 CR in a pseudo field", .malformedFieldValue,
      request([(":method", "GET"), (":scheme", "http"), (":authority", "a"), (":path", "/\r")])),
    bad("8.2.2 Connection", .connectionSpecificField, request(get + [("connection", "close")])),
    bad("8.2.2 Keep-Alive", .connectionSpecificField, request(get + [("keep-alive", "1")])),
    bad(
      "8.2.2 Proxy-Connection", .connectionSpecificField, request(get + [("proxy-connection", "x")])
    ),
    bad("8.2.2 Upgrade", .connectionSpecificField, request(get + [("upgrade", "websocket")])),
    bad(
      "8.2.2 Transfer-Encoding", .connectionSpecificField,
      request(get + [("transfer-encoding", "chunked")])),
    bad("8.2.2 TE of gzip", .malformedTE, request(get + [("te", "gzip")])),
  ]

  private static let pseudo: [HTTP2Offence] = [
    bad("8.3 An unknown pseudo field", .unknownPseudoField, request(get + [(":x", "1")])),
    bad(
      "8.3 A response's field in a request", .unknownPseudoField,
      request([(":status", "200")] + get)),
    bad(
      "8.3 A request's field in a response", .unknownPseudoField,
      .client(.init(), .bytes(Wire.response(1, "200", (":path", "/"))))),
    bad(
      "8.3 A pseudo field behind a regular one", .misplacedPseudoField, request([("x", "y")] + get)),
    bad("8.3 A pseudo field twice", .duplicatePseudoField, request([(":path", "/")] + get)),
    bad("8.3.1 No :method", .missingPseudoField, request(Fields(get.dropFirst()))),
    bad("8.3.1 No :path", .missingPseudoField, request(Fields(get.dropLast()))),
    bad(
      "8.3.1 No :scheme", .missingPseudoField,
      request([(":method", "GET"), (":authority", "a"), (":path", "/")])),
    bad(
      "8.3.1 An empty :path", .malformedPath,
      request([(":method", "GET"), (":scheme", "http"), (":authority", "a"), (":path", "")])),
    bad(
      "8.3.1 A :path that does not begin with /", .malformedPath,
      request([(":method", "GET"), (":scheme", "http"), (":authority", "a"), (":path", "*")])),
    bad(
      "8.3.1 A :method that is no token", .malformedMethod,
      request([(":method", "G T"), (":scheme", "http"), (":authority", "a"), (":path", "/")])),
    bad(
      "8.3.1 A :scheme that is none", .malformedScheme,
      request([(":method", "GET"), (":scheme", "h p"), (":authority", "a"), (":path", "/")])),
    bad(
      "8.3.1 An authority with a user", .malformedAuthority,
      request([(":method", "GET"), (":scheme", "http"), (":authority", "u@a"), (":path", "/")])),
    bad(
      "8.3.1 Neither authority nor Host", .malformedAuthority,
      request([(":method", "GET"), (":scheme", "https"), (":path", "/")])),
    bad(
      "8.3.1 Host that differs from the authority", .conflictingHost, request(get + [("host", "b")])
    ),
    bad(
      "8.3.1 Host twice", .conflictingHost,
      request([
        (":method", "GET"), (":scheme", "http"), (":path", "/"), ("host", "a"), ("host", "a"),
      ])),
    bad(
      "8.3.2 No :status", .missingPseudoField,
      .client(.init(), .bytes(Wire.headers(1, [("x", "y")])))),
    bad(
      "8.3.2 A :status of two digits", .malformedStatus,
      .client(.init(), .bytes(Wire.response(1, "20")))),
    bad(
      "8.3.2 A :status below 100", .malformedStatus,
      .client(.init(), .bytes(Wire.response(1, "099")))),
    bad(
      "8.3.2 A :status with a letter", .malformedStatus,
      .client(.init(), .bytes(Wire.response(1, "2OO")))),
  ]

  private static let connect: [HTTP2Offence] = [
    bad(
      "8.5 CONNECT with a path", .malformedConnect,
      request([(":method", "CONNECT"), (":authority", "a:1"), (":path", "/")])),
    bad("8.5 CONNECT without authority", .malformedConnect, request([(":method", "CONNECT")])),
    bad(
      "8.5 HEADERS on a connected tunnel", .fieldsInTunnel,
      .server(
        .init(),
        .bytes(
          Wire.headers(1, [(":method", "CONNECT"), (":authority", "a:1")])
            + Wire.headers(1, [("x", "y")], ends: true)))),
    bad(
      "8.5 Trailers from a connected tunnel", .fieldsInTunnel,
      .client(
        .init(), method: .connect, endsStream: false,
        .bytes(Wire.response(1) + Wire.headers(1, [("x", "y")], ends: true)))),
    bad(
      "RFC 8441 4 :protocol that was not allowed", .unexpectedConnectProtocol,
      request(
        [
          (":method", "CONNECT"), (":protocol", "websocket"), (":scheme", "http"),
          (":authority", "a"), (":path", "/"),
        ], ends: false)),
  ]

  private static let course: [HTTP2Offence] = [
    bad("8.6 Status 101", .switchingProtocols, .client(.init(), .bytes(Wire.response(1, "101")))),
    bad(
      "8.1 An interim response that ends the stream", .interimEndsStream,
      .client(.init(), .bytes(Wire.response(1, "100", ends: true)))),
    bad(
      "8.1 DATA before the head of a response", .dataBeforeHead,
      .client(.init(), .bytes(Wire.data(1, "x")))),
    bad(
      "8.1 DATA behind an interim response", .dataBeforeHead,
      .client(.init(), .bytes(Wire.response(1, "100") + Wire.data(1, "x")))),
    bad(
      "8.1 Trailers without END_STREAM", .trailersWithoutEnd,
      .server(.init(), .bytes(Wire.post(1) + Wire.headers(1, [("x", "y")])))),
    bad(
      "8.1 A pseudo field in trailers", .pseudoFieldInTrailers,
      .server(.init(), .bytes(Wire.post(1) + Wire.headers(1, [(":path", "/")], ends: true)))),
  ]

  private static let lengths: [HTTP2Offence] = [
    bad(
      "8.1.1 A content-length that is no number", .malformedContentLength,
      request(get + [("content-length", "1x")])),
    bad(
      "8.1.1 Two content-lengths that differ", .malformedContentLength,
      request(get + [("content-length", "1"), ("content-length", "2")])),
    bad(
      "8.1.1 END_STREAM in the head before an announced body", .contentLengthMismatch,
      request(get + [("content-length", "1")])),
    bad(
      "8.1.1 A body longer than announced", .contentLengthMismatch,
      .server(.init(), .bytes(Wire.post(1, ("content-length", "3")) + Wire.data(1, "four")))),
    bad(
      "8.1.1 A body shorter than announced", .contentLengthMismatch,
      .server(
        .init(), .bytes(Wire.post(1, ("content-length", "3")) + Wire.data(1, "2b", ends: true)))),
    bad(
      "8.1.1 A body cut short by trailers", .contentLengthMismatch,
      .server(
        .init(),
        .bytes(
          Wire.post(1, ("content-length", "3")) + Wire.data(1, "2b")
            + Wire.headers(1, [("x", "y")], ends: true)))),
    bad(
      "8.1.1 A body for HEAD", .contentLengthMismatch,
      .client(.init(), method: .head, .bytes(Wire.response(1) + Wire.data(1, "x")))),
    bad(
      "8.1.1 A body with 204", .contentLengthMismatch,
      .client(.init(), .bytes(Wire.response(1, "204") + Wire.data(1, "x")))),
  ]

  @Test(
    "A malformed message is a stream error of type PROTOCOL_ERROR",
    arguments: fields + pseudo + connect + course + lengths)
  func isAnswered(_ offence: HTTP2Offence) {
    offence.commit()
  }

  @Test func `Cookie crumbs are joined to one field at the end`() {
    let transcript = HTTP2Conversation.server(
      .init(), .bytes(Wire.get(1, ("cookie", "a=1"), ("x", "y"), ("cookie", "b=2")))
    ).runInEveryWay()
    #expect(transcript.requests[0].headers == headerList(("x", "y"), ("cookie", "a=1; b=2")))
  }

  @Test func `Host stands in for a missing authority`() {
    let transcript = Self.request(
      [(":method", "GET"), (":scheme", "http"), (":path", "/x?y"), ("host", "b:8")]
    ).runInEveryWay()
    #expect(
      transcript.requests == [
        HTTP2RequestHead(
          method: .get, scheme: Array("http".utf8), authority: Array("b:8".utf8),
          path: Array("/x?y".utf8), headers: headerList(("host", "b:8")))
      ])
  }

  @Test(
    "What looks odd and is allowed passes",
    arguments: [
      get + [("te", "trailers")], get + [("content-length", "0")], get + [("host", "A")],
      [(":method", "OPTIONS"), (":scheme", "http"), (":authority", "a"), (":path", "*")],
      [(":method", "CONNECT"), (":authority", "a:443")],
      [(":method", "GET"), (":scheme", "ftp"), (":path", "/")],
    ])
  func allowed(_ fields: Fields) {
    let transcript = Self.request(fields).runInEveryWay()
    #expect(transcript.events.last == .end(stream: 1))
  }

  @Test func `A HEAD response may announce a length it does not send`() {
    let transcript = HTTP2Conversation.client(
      .init(), method: .head,
      .bytes(
        Wire.response(1, "200", ("content-length", "9"), ends: false)
          + Wire.data(1, "", ends: true))
    ).runInEveryWay()
    #expect(transcript.events.last == .end(stream: 1))
    // With END_STREAM in the head as well.
    let whole = HTTP2Conversation.client(
      .init(), method: .head, .bytes(Wire.response(1, "200", ("content-length", "9"), ends: true))
    ).runInEveryWay()
    #expect(whole.events.last == .end(stream: 1))
  }

  @Test func `Extended CONNECT opens once the server has allowed it`() {
    let head = HTTP2RequestHead(
      method: .connect, scheme: Array("http".utf8), authority: Array("a".utf8),
      path: Array("/chat".utf8), connectProtocol: Array("websocket".utf8))
    var options = HTTP2Options()
    options.settings.enablesConnectProtocol = true
    var client = HTTP2Connection(.client)
    var server = HTTP2Connection(.server, options: options)
    var up = HTTP2Transcript()
    var down = HTTP2Transcript()
    client.start(into: &up.output)
    #expect(client.request(head, endsStream: false, into: &up.output) == nil)
    server.start(into: &down.output)
    _ = up.take(down.output, from: &client, now: .zero)
    #expect(client.allowsExtendedConnect)
    #expect(client.request(head, endsStream: false, into: &up.output) == 1)
    _ = down.take(up.output, from: &server, now: .zero)
    #expect(down.requests == [head])
    down.output = []
    server.respond(
      stream: 1, status: 200, headers: .init(), endsStream: false, into: &down.output)
    _ = server.writeData(stream: 1, [1, 2, 3].span, endsStream: false, into: &down.output)
    _ = up.take(down.output, from: &client, now: .zero)
    #expect(up.body(of: 1) == [1, 2, 3])
    #expect(client.openStreams == 1)
  }
}
