import Testing
import WeirHTTP

/// RFC 9113 sections 3.4, 4 and 6: what frames must look like and where they may stand.
@Suite struct HTTP2FrameRuleTests {
  typealias Wire = HTTP2Wire

  private static let start: [HTTP2Offence] = [
    HTTP2Offence(
      "3.4 A client that begins with another preface", .malformedPreface, .protocolError,
      HTTP2Conversation(role: .server, steps: [.bytes(Array("GET / HTTP/1.1\r\n\r\n".utf8))])),
    HTTP2Offence(
      "3.4 A preface that goes wrong in its last byte", .malformedPreface, .protocolError,
      HTTP2Conversation(role: .server, steps: [.bytes(Wire.preface.dropLast() + [0x0B])])),
    HTTP2Offence(
      "3.4 A client whose first frame is not SETTINGS", .missingSettings, .protocolError,
      HTTP2Conversation(role: .server, steps: [.bytes(Wire.preface + Wire.ping(1))])),
    HTTP2Offence(
      "3.4 A server whose first frame acknowledges SETTINGS", .missingSettings, .protocolError,
      HTTP2Conversation(role: .client, steps: [.bytes(Wire.settingsAck)])),
  ]

  private static let sizes: [HTTP2Offence] = [
    HTTP2Offence(
      "4.2 A frame longer than SETTINGS_MAX_FRAME_SIZE", .frameTooLong, .frameSizeError,
      .server(.init(), .bytes(Wire.post(1) + Wire.data(1, count: 16_385)))),
    HTTP2Offence(
      "4.2 A frame of unknown type that is too long", .frameTooLong, .frameSizeError,
      .server(.init(), .bytes(Wire.frame(99, Array(repeating: 0, count: 16_385))))),
    HTTP2Offence(
      "4.2 A padded DATA frame without a length of padding", .frameTooShort, .frameSizeError,
      .server(.init(), .bytes(Wire.post(1) + Wire.frame(0, flags: 8, stream: 1)))),
    HTTP2Offence(
      "4.2 A padded HEADERS frame without a length of padding", .frameTooShort, .frameSizeError,
      .server(.init(), .bytes(Wire.frame(1, flags: 12, stream: 1)))),
    HTTP2Offence(
      "4.2 A HEADERS frame with priority of four bytes", .frameTooShort, .frameSizeError,
      .server(.init(), .bytes(Wire.frame(1, flags: 0x24, stream: 1, [0, 0, 0, 0])))),
    HTTP2Offence(
      "4.2 A GOAWAY of seven bytes", .frameTooShort, .frameSizeError,
      .server(.init(), .bytes(Wire.frame(7, Array(repeating: 0, count: 7))))),
    HTTP2Offence(
      "6.3 A PRIORITY of four bytes on an open stream", .invalidPriorityLength, .frameSizeError,
      stream: 1, .server(.init(), .bytes(Wire.post(1) + Wire.frame(2, stream: 1, [0, 0, 0, 0])))),
    HTTP2Offence(
      "6.3 A PRIORITY of six bytes on an idle stream", .invalidPriorityLength, .frameSizeError,
      .server(.init(), .bytes(Wire.frame(2, stream: 5, [0, 0, 0, 0, 0, 0])))),
    HTTP2Offence(
      "6.4 A RST_STREAM of five bytes", .invalidResetLength, .frameSizeError,
      .server(.init(), .bytes(Wire.post(1) + Wire.frame(3, stream: 1, [0, 0, 0, 0, 0])))),
    HTTP2Offence(
      "6.5 A SETTINGS of five bytes", .invalidSettingsLength, .frameSizeError,
      .server(.init(), .bytes(Wire.frame(4, [0, 1, 0, 0, 0])))),
    HTTP2Offence(
      "6.5 A SETTINGS acknowledgement with a payload", .settingsAckWithPayload, .frameSizeError,
      .server(.init(), .bytes(Wire.frame(4, flags: 1, [0, 1, 0, 0, 0, 0])))),
    HTTP2Offence(
      "6.7 A PING of seven bytes", .invalidPingLength, .frameSizeError,
      .server(.init(), .bytes(Wire.frame(6, [1, 2, 3, 4, 5, 6, 7])))),
    HTTP2Offence(
      "6.9 A WINDOW_UPDATE of three bytes", .invalidWindowUpdateLength, .frameSizeError,
      .server(.init(), .bytes(Wire.frame(8, [0, 0, 1])))),
  ]

  private static let places: [HTTP2Offence] = [
    HTTP2Offence(
      "6.1 DATA on stream 0", .dataOutsideStream, .protocolError,
      .server(.init(), .bytes(Wire.data(0, "x")))),
    HTTP2Offence(
      "6.2 HEADERS on stream 0", .headersOutsideStream, .protocolError,
      .server(.init(), .bytes(Wire.get(0)))),
    HTTP2Offence(
      "6.3 PRIORITY on stream 0", .priorityOutsideStream, .protocolError,
      .server(.init(), .bytes(Wire.frame(2, [0, 0, 0, 0, 0])))),
    HTTP2Offence(
      "6.4 RST_STREAM on stream 0", .resetOutsideStream, .protocolError,
      .server(.init(), .bytes(Wire.reset(0, 8)))),
    HTTP2Offence(
      "6.5 SETTINGS on a stream", .settingsInStream, .protocolError,
      .server(.init(), .bytes(Wire.post(1) + Wire.frame(4, stream: 1)))),
    HTTP2Offence(
      "6.5.3 An acknowledgement of SETTINGS that were not sent", .unexpectedSettingsAck,
      .protocolError, .server(.init(), .bytes(Wire.settingsAck))),
    HTTP2Offence(
      "6.6 PUSH_PROMISE to a client that turned it off", .unexpectedPushPromise, .protocolError,
      .client(
        .init(),
        .bytes(Wire.frame(5, flags: 4, stream: 1, [0, 0, 0, 2] + Wire.block(Wire.getFields))))),
    HTTP2Offence(
      "8.4 PUSH_PROMISE to a server", .unexpectedPushPromise, .protocolError,
      .server(
        .init(),
        .bytes(Wire.post(1) + Wire.frame(5, flags: 4, stream: 1, [0, 0, 0, 2])))),
    HTTP2Offence(
      "6.7 PING on a stream", .pingInStream, .protocolError,
      .server(
        .init(), .bytes(Wire.post(1) + Wire.frame(6, stream: 1, Array(repeating: 0, count: 8))))),
    HTTP2Offence(
      "6.8 GOAWAY on a stream", .goAwayInStream, .protocolError,
      .server(
        .init(), .bytes(Wire.post(1) + Wire.frame(7, stream: 1, Array(repeating: 0, count: 8))))),
    HTTP2Offence(
      "6.8 A second GOAWAY with a higher last stream", .lastStreamRaised, .protocolError,
      .client(.init(), .bytes(Wire.goAway(1) + Wire.goAway(3)))),
  ]

  private static let padding: [HTTP2Offence] = [
    HTTP2Offence(
      "6.1 DATA whose padding is as long as the payload", .paddingTooLong, .protocolError,
      .server(.init(), .bytes(Wire.post(1) + Wire.frame(0, flags: 8, stream: 1, [3, 1, 2])))),
    HTTP2Offence(
      "6.2 HEADERS whose padding is longer than the rest", .paddingTooLong, .protocolError,
      .server(.init(), .bytes(Wire.frame(1, flags: 12, stream: 1, [9, 0x82])))),
  ]

  private static let fieldBlocks: [HTTP2Offence] = [
    HTTP2Offence(
      "6.10 CONTINUATION without a field block", .unexpectedContinuation, .protocolError,
      .server(.init(), .bytes(Wire.post(1) + Wire.frame(9, flags: 4, stream: 1)))),
    HTTP2Offence(
      "6.10 CONTINUATION on stream 0", .continuationOutsideStream, .protocolError,
      .server(.init(), .bytes(Wire.frame(9, flags: 4)))),
    HTTP2Offence(
      "6.10 CONTINUATION on another stream", .interruptedFieldBlock, .protocolError,
      .server(
        .init(),
        .bytes(
          Wire.headers(1, Wire.getFields, whole: false) + Wire.frame(9, flags: 4, stream: 3)))),
    HTTP2Offence(
      "6.2 PING inside a field block", .interruptedFieldBlock, .protocolError,
      .server(.init(), .bytes(Wire.headers(1, Wire.getFields, whole: false) + Wire.ping(1)))),
    HTTP2Offence(
      "5.5 A frame of unknown type inside a field block", .interruptedFieldBlock, .protocolError,
      .server(
        .init(), .bytes(Wire.headers(1, Wire.getFields, whole: false) + Wire.frame(99, [1])))),
    HTTP2Offence(
      "4.3 A field block that ends inside a field", .malformedFieldBlock, .compressionError,
      .server(.init(), .bytes(Wire.frame(1, flags: 4, stream: 1, [0, 5, 0x61])))),
    HTTP2Offence(
      "4.3 A field block with an index of nothing", .malformedFieldBlock, .compressionError,
      .server(.init(), .bytes(Wire.frame(1, flags: 4, stream: 1, [0xFE])))),
    HTTP2Offence(
      "4.3 A broken field block on a stream that was reset", .malformedFieldBlock,
      .compressionError,
      .server(
        .init(), .bytes(Wire.post(1)), .reset(1),
        .bytes(Wire.frame(1, flags: 5, stream: 1, [0xFE])))),
  ]

  @Test(
    "A frame that breaks a rule ends the stream or the connection with the code of its section",
    arguments: start + sizes + places + padding + fieldBlocks)
  func isAnswered(_ offence: HTTP2Offence) {
    offence.commit()
  }

  @Test func `A request in frames of all kinds is read the same however it is cut`() {
    let fields = Wire.block(Wire.postFields + [("x-long", String(repeating: "y", count: 300))])
    let conversation = HTTP2Conversation.server(
      .init(),
      .bytes(
        Wire.frame(99, flags: 0xFF, stream: 7, [1, 2, 3])
          + Wire.frame(2, stream: 9, [0, 0, 0, 0, 0])
          + Wire.frame(
            1, flags: 0x28, stream: 1, [2, 0, 0, 0, 0, 16] + fields.prefix(10) + [0, 0])
          + Wire.frame(9, stream: 1, Array(fields[10..<40]))
          + Wire.frame(9, flags: 4, stream: 1, Array(fields[40...]))
          + Wire.data(1, "one")
          + Wire.frame(0, flags: 8, stream: 1, [4] + Array("two".utf8) + [0, 0, 0, 0])
          + Wire.frame(0, flags: 8, stream: 1, [0] + Array("three".utf8))
          + Wire.ping(77)
          + Wire.headers(1, [("x-sum", "9")], ends: true)))
    let transcript = conversation.runInEveryWay()
    #expect(
      transcript.requests.first?.headers
        == headerList(("x-long", String(repeating: "y", count: 300))))
    #expect(transcript.body(of: 1) == Array("onetwothree".utf8))
    #expect(
      transcript.events == [
        .settings, .settingsAcknowledged, .ping(77), .end(stream: 1),
      ])
    #expect(transcript.entries.contains(.trailers(1, headerList(("x-sum", "9")))))
    // SETTINGS, its acknowledgement, the answer to the PING: 17 bytes of credit can wait.
    #expect(transcript.sent.map(\.type) == [4, 4, 6])
    #expect(transcript.sent.last?.payload == Wire.number(0) + Wire.number(77))
  }

  @Test func `Flags that mean nothing for a frame are ignored`() {
    let transcript = HTTP2Conversation.server(
      .init(), .bytes(Wire.frame(6, flags: 0xFE, Array(repeating: 1, count: 8)))
    ).runInEveryWay()
    #expect(transcript.events.last == .ping(0x0101_0101_0101_0101))
    #expect(transcript.sent.last?.flags == 1)
  }

  @Test func `The reserved bit of a stream identifier is ignored`() {
    let transcript = HTTP2Conversation.server(
      .init(), .bytes(Wire.headers(0x8000_0001, Wire.getFields, ends: true))
    ).runInEveryWay()
    #expect(transcript.events.last == .end(stream: 1))
  }

  @Test func `A response in frames of all kinds is read the same however it is cut`() {
    let transcript = HTTP2Conversation.client(
      .init(),
      .bytes(
        Wire.response(1, "103", ("link", "x")) + Wire.response(1, "200", ("content-length", "6"))
          + Wire.data(1, "abc") + Wire.ping(5, ack: true) + Wire.data(1, "def", ends: true))
    ).runInEveryWay()
    #expect(
      transcript.entries == [
        .other(.settings), .other(.settingsAcknowledged),
        .interim(1, HTTP2ResponseHead(status: 103, headers: headerList(("link", "x")))),
        .response(
          1, HTTP2ResponseHead(status: 200, headers: headerList(("content-length", "6"))),
          endsStream: false),
        .data(1, Array("abc".utf8)), .other(.pong(5)), .data(1, Array("def".utf8)),
        .other(.end(stream: 1)),
      ])
  }
}
