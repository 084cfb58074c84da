import Testing
import WeirHTTP
import WeirPrimitives

/// RFC 9113 section 5.1: what may come on a stream in each of its states.
@Suite struct HTTP2StreamRuleTests {
  typealias Wire = HTTP2Wire

  private static func limited(_ streams: UInt32) -> HTTP2Options {
    var options = HTTP2Options()
    options.settings.concurrentStreams = streams
    return options
  }

  private static let idle: [HTTP2Offence] = [
    HTTP2Offence(
      "5.1 DATA on an idle stream", .frameOnIdleStream, .protocolError,
      .server(.init(), .bytes(Wire.data(1, "x")))),
    HTTP2Offence(
      "5.1 RST_STREAM on an idle stream", .frameOnIdleStream, .protocolError,
      .server(.init(), .bytes(Wire.reset(1, 8)))),
    HTTP2Offence(
      "5.1 WINDOW_UPDATE on an idle stream", .frameOnIdleStream, .protocolError,
      .server(.init(), .bytes(Wire.windowUpdate(1, 1)))),
    HTTP2Offence(
      "5.1 DATA to a client on a stream it has not opened", .frameOnIdleStream, .protocolError,
      .client(.init(), .bytes(Wire.data(3, "x")))),
    HTTP2Offence(
      "5.1.1 HEADERS to a client on a stream it has not opened", .unexpectedStreamIdentifier,
      .protocolError, .client(.init(), .bytes(Wire.response(3)))),
    HTTP2Offence(
      "5.1.1 HEADERS to a client on an even stream", .unexpectedStreamIdentifier,
      .protocolError, .client(.init(), .bytes(Wire.response(2)))),
    HTTP2Offence(
      "5.1.1 A client that opens an even stream", .unexpectedStreamIdentifier, .protocolError,
      .server(.init(), .bytes(Wire.get(2)))),
    HTTP2Offence(
      "5.1.1 A client that opens a stream below its last", .unexpectedStreamIdentifier,
      .protocolError, .server(.init(), .bytes(Wire.get(5) + Wire.get(3)))),
    HTTP2Offence(
      "5.1.1 DATA on a stream that was skipped", .unexpectedStreamIdentifier,
      .protocolError, .server(.init(), .bytes(Wire.get(5) + Wire.data(3, "x")))),
  ]

  private static let closed: [HTTP2Offence] = [
    HTTP2Offence(
      "5.1 DATA behind END_STREAM", .frameOnHalfClosedStream, .streamClosed, stream: 1,
      .server(.init(), .bytes(Wire.get(1) + Wire.data(1, "x")))),
    HTTP2Offence(
      "5.1 HEADERS behind END_STREAM", .frameOnHalfClosedStream, .streamClosed, stream: 1,
      .server(.init(), .bytes(Wire.get(1) + Wire.get(1)))),
    HTTP2Offence(
      "5.1 DATA behind the end of a response while the request goes on", .frameOnHalfClosedStream,
      .streamClosed, stream: 1,
      .client(
        .init(), endsStream: false, .bytes(Wire.response(1, ends: true) + Wire.data(1, "x")))),
    HTTP2Offence(
      "5.1 HEADERS on a stream both ends had ended", .headersOnEndedStream, .streamClosed,
      .server(
        .init(), .bytes(Wire.get(1)), .respond(1, endsStream: true), .bytes(Wire.get(1)))),
    HTTP2Offence(
      "6.1 DATA on a stream both ends had ended", .dataOnEndedStream, .streamClosed, stream: 1,
      .client(.init(), .bytes(Wire.response(1, ends: true) + Wire.data(1, "x")))),
    HTTP2Offence(
      "5.1 DATA behind RST_STREAM", .frameOnResetStream, .streamClosed, stream: 1,
      .server(.init(), .bytes(Wire.post(1) + Wire.reset(1, 8) + Wire.data(1, "x")))),
    HTTP2Offence(
      "5.1 HEADERS behind RST_STREAM", .frameOnResetStream, .streamClosed, stream: 1,
      .server(
        .init(),
        .bytes(Wire.post(1) + Wire.reset(1, 8) + Wire.headers(1, [("x", "y")], ends: true)))),
    HTTP2Offence(
      "5.1.2 One stream more than SETTINGS_MAX_CONCURRENT_STREAMS", .tooManyStreams,
      .refusedStream, stream: 5,
      .server(limited(2), .bytes(Wire.post(1) + Wire.get(3) + Wire.get(5)))),
  ]

  @Test(
    "A frame on a stream in the wrong state is answered as section 5.1 says",
    arguments: idle + closed)
  func isAnswered(_ offence: HTTP2Offence) {
    offence.commit()
  }

  @Test func `Frames that cross with our RST_STREAM are dropped without a word`() {
    let transcript = HTTP2Conversation.server(
      .init(), .bytes(Wire.post(1)), .reset(1),
      .bytes(
        Wire.data(1, "late") + Wire.windowUpdate(1, 5) + Wire.headers(1, [("x", "y")], ends: true)
          + Wire.reset(1, 8) + Wire.ping(3))
    ).runInEveryWay()
    #expect(transcript.events == [.settings, .settingsAcknowledged, .ping(3)])
    #expect(transcript.body(of: 1).isEmpty)
    #expect(transcript.sent.map(\.type) == [4, 4, 3, 6])
  }

  @Test func `A field block on a stream that was reset still changes the compression state`() {
    // The trailers enter `x: y` into the table; the next request is its index alone.
    let indexed: [UInt8] = [0x40, 1, 0x78, 1, 0x79]
    let transcript = HTTP2Conversation.server(
      .init(), .bytes(Wire.post(1)), .reset(1),
      .bytes(
        Wire.frame(1, flags: 5, stream: 1, indexed)
          + Wire.frame(1, flags: 5, stream: 3, Wire.block(Wire.getFields) + [0xBE]))
    ).runInEveryWay()
    #expect(transcript.requests.last?.headers == headerList(("x", "y")))
  }

  @Test func `WINDOW_UPDATE and RST_STREAM may cross with the end of a stream`() {
    let transcript = HTTP2Conversation.server(
      .init(), .bytes(Wire.get(1)), .respond(1, endsStream: true),
      .bytes(Wire.windowUpdate(1, 9) + Wire.windowUpdate(1, 0) + Wire.reset(1, 0) + Wire.ping(4))
    ).runInEveryWay()
    #expect(transcript.events.last == .ping(4))
    #expect(transcript.sent.map(\.type) == [4, 4, 1, 6])
  }

  @Test func `A stream that closes makes room for another`() {
    let transcript = HTTP2Conversation.server(
      Self.limited(1), .bytes(Wire.get(1)), .respond(1, endsStream: true), .bytes(Wire.get(3))
    ).runInEveryWay()
    #expect(transcript.events.suffix(2) == [.end(stream: 1), .end(stream: 3)])
  }

  @Test func `GOAWAY names the last stream that was looked at`() {
    let transcript = HTTP2Conversation.server(
      .init(), .bytes(Wire.get(1) + Wire.post(7) + Wire.data(0, "x"))
    ).runInEveryWay()
    #expect(transcript.sent.last?.type == 7)
    #expect(transcript.sent.last?.number(at: 0) == 7)
  }

  @Test func `A reset between trailers and end leaves the end out`() {
    var (connection, transcript) = (HTTP2Connection(.server), HTTP2Transcript())
    connection.start(into: &transcript.output)
    let bytes =
      Wire.preface + Wire.settings() + Wire.post(1) + Wire.headers(1, [("x", "y")], ends: true)
    var position = 0
    var events: [HTTP2Event] = []
    while let event = connection.next(
      in: bytes.span, at: &position, now: .zero, into: &transcript.output)
    {
      events.append(event)
      if event == .trailers(stream: 1) {
        connection.reset(stream: 1, .cancel, into: &transcript.output)
      }
    }
    #expect(events == [.settings, .head(stream: 1, endsStream: false), .trailers(stream: 1)])
  }

  @Test func `PRIORITY may come on streams in any state`() {
    let priority: (UInt32) -> [UInt8] = { Wire.frame(2, stream: $0, [0, 0, 0, 0, 9]) }
    let transcript = HTTP2Conversation.server(
      .init(), .bytes(priority(1) + Wire.post(1) + priority(1) + Wire.reset(1, 8) + priority(1))
    ).runInEveryWay()
    #expect(transcript.events.last == .reset(stream: 1, .cancel))
  }

  @Test func `A RST_STREAM that answers a violation does not stop the other streams`() {
    let transcript = HTTP2Conversation.server(
      .init(), .bytes(Wire.get(1) + Wire.data(1, "x") + Wire.get(3) + Wire.data(1, "more"))
    ).runInEveryWay()
    #expect(
      transcript.events.suffix(3) == [
        .end(stream: 1), .streamViolation(stream: 1, .frameOnHalfClosedStream), .end(stream: 3),
      ])
    #expect(transcript.requests.count == 2)
    #expect(transcript.sent.filter { $0.type == 3 }.count == 1)
  }

  @Test func `Streams closed longer ago than is remembered take late frames without a word`() {
    var bytes: [UInt8] = []
    for number in 0..<80 { bytes += Wire.post(UInt32(number * 2 + 1)) }
    bytes += (0..<80).flatMap { Wire.reset(UInt32($0 * 2 + 1), 8) }
    let transcript = HTTP2Conversation.server(
      .init(),
      .bytes(bytes + Wire.data(1, "x") + Wire.headers(3, [("x", "y")], ends: true) + Wire.ping(1))
    ).run()
    #expect(transcript.events.last == .ping(1))
    #expect(transcript.sent.map(\.type) == [4, 4, 6])
  }
}
