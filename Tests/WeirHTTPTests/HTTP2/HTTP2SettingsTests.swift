import Testing
import WeirHTTP
import WeirPrimitives

/// RFC 9113 section 6.5 and RFC 8441 section 3.
@Suite struct HTTP2SettingsTests {
  typealias Wire = HTTP2Wire

  private static let offences: [HTTP2Offence] = [
    HTTP2Offence(
      "6.5.2 ENABLE_PUSH of 2", .invalidEnablePush, .protocolError,
      .server(.init(), .bytes(Wire.settings((2, 2))))),
    HTTP2Offence(
      "6.5.2 A server that enables push", .invalidEnablePush, .protocolError,
      .client(.init(), .bytes(Wire.settings((2, 1))))),
    HTTP2Offence(
      "6.5.2 INITIAL_WINDOW_SIZE of 2^31", .invalidInitialWindow, .flowControlError,
      .server(.init(), .bytes(Wire.settings((4, 0x8000_0000))))),
    HTTP2Offence(
      "6.5.2 MAX_FRAME_SIZE below 2^14", .invalidMaximumFrame, .protocolError,
      .server(.init(), .bytes(Wire.settings((5, 16_383))))),
    HTTP2Offence(
      "6.5.2 MAX_FRAME_SIZE of 2^24", .invalidMaximumFrame, .protocolError,
      .server(.init(), .bytes(Wire.settings((5, 16_777_216))))),
    HTTP2Offence(
      "RFC 8441 3 ENABLE_CONNECT_PROTOCOL of 2", .invalidConnectProtocol, .protocolError,
      .client(.init(), .bytes(Wire.settings((8, 2))))),
    HTTP2Offence(
      "RFC 8441 3 ENABLE_CONNECT_PROTOCOL taken back", .connectProtocolWithdrawn, .protocolError,
      .client(.init(), .bytes(Wire.settings((8, 1)) + Wire.settings((8, 0))))),
  ]

  @Test("A setting out of its range ends the connection", arguments: offences)
  func isAnswered(_ offence: HTTP2Offence) {
    offence.commit()
  }

  @Test func `Each SETTINGS is acknowledged, unknown settings are ignored`() {
    let transcript = HTTP2Conversation.server(
      .init(), .bytes(Wire.settings((0xFFFF, 7), (3, 5)) + Wire.settings())
    ).runInEveryWay()
    #expect(transcript.events == [.settings, .settingsAcknowledged, .settings, .settings])
    #expect(transcript.sent.filter { $0.type == 4 && $0.flags == 1 }.count == 3)
  }

  @Test func `The last of several values for one setting counts`() {
    var connection = HTTP2Connection(.client)
    var transcript = HTTP2Transcript()
    connection.start(into: &transcript.output)
    _ = transcript.take(Wire.settings((3, 5), (3, 9)), from: &connection, now: .zero)
    #expect(connection.peerStreamLimit == 9)
  }

  @Test func `Only what differs from the initial values is announced`() {
    var options = HTTP2Options()
    options.settings.headerTableBytes = 65_536
    options.settings.concurrentStreams = 128
    options.settings.frameBytes = 16_777_215
    options.settings.fieldListBytes = 262_144
    options.settings.initialWindow = 65_536
    options.settings.enablesConnectProtocol = true
    let transcript = HTTP2Conversation(role: .server, options: options, steps: []).run()
    #expect(
      transcript.output
        == Wire.settings(
          (1, 65_536), (3, 128), (4, 65_536), (5, 16_777_215), (6, 262_144), (8, 1)))
  }

  @Test func `Settings announced later are in force once they are acknowledged`() {
    var connection = HTTP2Connection(.server)
    var transcript = HTTP2Transcript()
    connection.start(into: &transcript.output)
    func take(_ bytes: [UInt8]) { _ = transcript.take(bytes, from: &connection, now: .zero) }
    take(Wire.preface + Wire.settings() + Wire.settingsAck + Wire.post(1))
    #expect(!connection.awaitsSettingsAcknowledgement)
    var settings = HTTP2Settings()
    settings.initialWindow = 100_000
    settings.frameBytes = 20_000
    transcript.output = []
    connection.announce(settings, into: &transcript.output)
    #expect(transcript.output == Wire.settings((4, 100_000), (5, 20_000)))
    #expect(connection.awaitsSettingsAcknowledgement)
    #expect(connection.receiveWindow(ofStream: 1) == 65_535)
    take(Wire.settingsAck + Wire.data(1, count: 20_000))
    #expect(connection.receiveWindow(ofStream: 1) == 80_000)
    #expect(transcript.body(of: 1).count == 20_000)
  }

  @Test func `A smaller header table is obeyed once it is acknowledged`() {
    // After SETTINGS_HEADER_TABLE_SIZE 0 was acknowledged, the next block has to begin with the
    // update, RFC 7541 section 4.2.
    var options = HTTP2Options()
    options.settings.headerTableBytes = 0
    let conversation = HTTP2Conversation.server(
      options, .bytes(Wire.frame(1, flags: 5, stream: 1, [0x20] + Wire.block(Wire.getFields))))
    #expect(conversation.runInEveryWay().requests.count == 1)
    HTTP2Offence(
      "", .malformedFieldBlock, .compressionError, .server(options, .bytes(Wire.get(1)))
    ).commit()
  }

  @Test func `The peer's header table size changes what we send`() {
    let transcript = HTTP2Conversation.client(
      .init(), settings: Wire.settings((1, 0)), .bytes(Wire.response(1, ends: true))
    ).run()
    let headers = transcript.sent.first { $0.type == 1 }
    #expect(headers?.payload.first == 0x20)
  }

  @Test func `A client opens no more streams than it may before and after SETTINGS`() {
    var options = HTTP2Options()
    options.streamsBeforeSettings = 2
    var connection = HTTP2Connection(.client, options: options)
    var transcript = HTTP2Transcript()
    connection.start(into: &transcript.output)
    let head = HTTP2RequestHead(
      method: .get, scheme: Array("http".utf8), authority: [0x61], path: [0x2F])
    func request() -> UInt32? {
      connection.request(head, endsStream: true, into: &transcript.output)
    }
    #expect([request(), request(), request()] == [1, 3, nil])
    _ = transcript.take(Wire.settings(), from: &connection, now: .zero)
    #expect(connection.peerStreamLimit == nil)
    #expect(request() == 5)
    _ = transcript.take(Wire.settings((3, 3)), from: &connection, now: .zero)
    #expect(!connection.canRequest)
    _ = transcript.take(Wire.response(3, ends: true), from: &connection, now: .zero)
    #expect(connection.openStreams == 2)
    #expect(request() == 7)
  }
}
