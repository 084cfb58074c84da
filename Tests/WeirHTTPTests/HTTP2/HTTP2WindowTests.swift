import Testing
import WeirHTTP
import WeirPrimitives

/// RFC 9113 sections 5.2 and 6.9: flow control on both levels.
@Suite struct HTTP2WindowTests {
  typealias Wire = HTTP2Wire

  /// Four frames of this and one of 1 byte less than 16,384 fill a window of 65,535.
  private static let full = Wire.data(1, count: 16_384)

  private static func unread(_ credit: HTTP2ConnectionCredit) -> HTTP2Options {
    var options = HTTP2Options()
    options.connectionCredit = credit
    return options
  }

  private static let wideStreams: HTTP2Options = {
    var options = unread(.onConsumption)
    options.settings.initialWindow = 200_000
    return options
  }()

  private static let offences: [HTTP2Offence] = [
    HTTP2Offence(
      "6.9.1 One byte more than the window of the connection", .connectionWindowExceeded,
      .flowControlError,
      .server(wideStreams, .bytes(Wire.post(1)), .bytes(full + full + full + full))),
    HTTP2Offence(
      "6.9.1 One byte more than the window of the stream", .streamWindowExceeded,
      .flowControlError, stream: 1,
      .server(.init(), .bytes(Wire.post(1)), .bytes(full + full + full + full))),
    HTTP2Offence(
      "6.9.1 The window of the connection beyond 2^31-1", .connectionWindowOverflow,
      .flowControlError, .server(.init(), .bytes(Wire.windowUpdate(0, 0x7FFF_0001)))),
    HTTP2Offence(
      "6.9.1 The window of a stream beyond 2^31-1", .streamWindowOverflow, .flowControlError,
      stream: 1, .server(.init(), .bytes(Wire.get(1) + Wire.windowUpdate(1, 0x7FFF_0001)))),
    HTTP2Offence(
      "6.9.2 An initial window that raises a stream's beyond 2^31-1", .initialWindowOverflow,
      .flowControlError,
      .server(
        .init(),
        .bytes(Wire.get(1) + Wire.windowUpdate(1, 0x7FFF_0000) + Wire.settings((4, 65_536))))),
    HTTP2Offence(
      "6.9 A WINDOW_UPDATE of 0 for the connection", .zeroConnectionIncrement, .protocolError,
      .server(.init(), .bytes(Wire.windowUpdate(0, 0)))),
    HTTP2Offence(
      "6.9 A WINDOW_UPDATE of 0 for a stream", .zeroStreamIncrement, .protocolError, stream: 1,
      .server(.init(), .bytes(Wire.get(1) + Wire.windowUpdate(1, 0)))),
  ]

  @Test("A window that is broken is answered as section 6.9 says", arguments: offences)
  func isAnswered(_ offence: HTTP2Offence) {
    offence.commit()
  }

  @Test func `The largest window of all is allowed`() {
    let transcript = HTTP2Conversation.server(
      .init(),
      .bytes(
        Wire.get(1) + Wire.windowUpdate(0, 0x7FFF_0000) + Wire.windowUpdate(1, 0x7FFF_0000))
    ).runInEveryWay()
    #expect(transcript.events.last == .end(stream: 1))
    #expect(transcript.sent.count == 2)
  }

  @Test func `DATA goes out as far as both windows and the frame size let it`() {
    var connection = HTTP2Connection(.server)
    var output: [UInt8] = []
    var transcript = HTTP2Transcript()
    connection.start(into: &output)
    _ = transcript.take(
      Wire.preface + Wire.settings((4, 20_000)) + Wire.get(1) + Wire.get(3), from: &connection,
      now: .zero)
    connection.respond(
      stream: 1, status: 200, headers: .init(), endsStream: false, into: &output)
    connection.respond(
      stream: 3, status: 200, headers: .init(), endsStream: false, into: &output)
    let bytes = [UInt8](repeating: 1, count: 100_000)
    func write(_ stream: UInt32) -> Int {
      connection.writeData(stream: stream, bytes.span, endsStream: true, into: &output).count
    }
    #expect([write(1), write(1), write(1)] == [16_384, 3_616, 0])
    #expect(connection.sendWindow(ofStream: 1) == 0)
    #expect(connection.connectionSendWindow == 45_535)
    _ = transcript.take(Wire.windowUpdate(3, 40_000), from: &connection, now: .zero)
    #expect([write(3), write(3), write(3), write(3)] == [16_384, 16_384, 12_767, 0])
    #expect(connection.isBlockedByConnection(stream: 3))
    #expect(!connection.isBlockedByConnection(stream: 1))
    transcript.entries = []
    _ = transcript.take(
      Wire.windowUpdate(1, 1) + Wire.windowUpdate(1, 1) + Wire.windowUpdate(0, 10),
      from: &connection, now: .zero)
    #expect(transcript.events == [.windowOpened(stream: 1), .windowOpened(stream: 0)])
    #expect([write(1), write(3)] == [2, 8])
  }

  @Test func `What writeData reports is where the bytes lie`() {
    var connection = HTTP2Connection(.server)
    var transcript = HTTP2Transcript()
    connection.start(into: &transcript.output)
    _ = transcript.take(
      Wire.preface + Wire.settings() + Wire.get(1), from: &connection, now: .zero)
    connection.respond(
      stream: 1, status: 200, headers: .init(), endsStream: false, into: &transcript.output)
    let start = transcript.output.count
    let written = connection.writeData(
      stream: 1, Array("abc".utf8).span, endsStream: true, into: &transcript.output)
    #expect(written.count == 3)
    #expect(written.payloadStart == start + 9)
    #expect(written.endedStream)
    #expect(Array(transcript.output[start...]) == Wire.data(1, "abc", ends: true))
    #expect(!connection.isOpen(stream: 1))
  }

  @Test func `An empty DATA frame ends a stream without any window`() {
    let transcript = HTTP2Conversation.server(
      .init(), settings: Wire.settings((4, 0)), .bytes(Wire.get(1)), .respond(1), .write(1, 5),
      .write(1, 0, endsStream: true)
    ).run()
    #expect(transcript.sent.last == HTTP2Sent(type: 0, flags: 1, stream: 1, payload: []))
    #expect(transcript.sent.filter { $0.type == 0 }.count == 1)
  }

  @Test func `A smaller initial window takes a stream's window below zero`() {
    var connection = HTTP2Connection(.server)
    var transcript = HTTP2Transcript()
    connection.start(into: &transcript.output)
    func take(_ bytes: [UInt8]) { _ = transcript.take(bytes, from: &connection, now: .zero) }
    take(Wire.preface + Wire.settings() + Wire.get(1))
    connection.respond(
      stream: 1, status: 200, headers: .init(), endsStream: false, into: &transcript.output)
    let bytes = [UInt8](repeating: 1, count: 16_384)
    _ = connection.writeData(stream: 1, bytes.span, endsStream: false, into: &transcript.output)
    take(Wire.settings((4, 16_383)))
    // 65,535 - 16,384 sent - 49,152 = -1
    transcript.entries = []
    take(Wire.windowUpdate(1, 1))
    #expect(transcript.events == [])
    #expect(connection.sendWindow(ofStream: 1) == 0)
    take(Wire.windowUpdate(1, 7))
    #expect(transcript.events == [.windowOpened(stream: 1)])
    #expect(connection.sendWindow(ofStream: 1) == 7)
    take(Wire.settings((4, 16_393)))
    #expect(connection.sendWindow(ofStream: 1) == 17)
  }

  @Test func `Credit goes out at half a window, for padding too`() {
    let padded = Wire.frame(
      0, flags: 8, stream: 1, [200] + Array(repeating: 0x78, count: 16_183 + 200))
    let transcript = HTTP2Conversation.server(
      .init(), .bytes(Wire.post(1) + padded + padded + padded),
      .call { connection, output in
        connection.returnCredit(stream: 1, 16_183 * 2, into: &output)
      },
      .bytes(Wire.ping(1))
    ).runInEveryWay()
    // The connection's credit went at the second frame, the stream's with what was consumed.
    let updates = transcript.sent.filter { $0.type == 8 }
    #expect(updates.map(\.stream) == [0, 1])
    #expect(updates.map { $0.number(at: 0) } == [32_768, 16_183 * 2 + 201 * 3])
  }

  @Test func `Our smaller initial window is in force only once it is acknowledged`() {
    var options = HTTP2Options()
    options.settings.initialWindow = 10
    var connection = HTTP2Connection(.server, options: options)
    var transcript = HTTP2Transcript()
    connection.start(into: &transcript.output)
    func take(_ bytes: [UInt8]) { _ = transcript.take(bytes, from: &connection, now: .zero) }
    take(Wire.preface + Wire.settings() + Wire.post(1) + Wire.data(1, count: 16))
    #expect(connection.receiveWindow(ofStream: 1) == 65_519)
    take(Wire.settingsAck)
    #expect(connection.receiveWindow(ofStream: 1) == -6)
    take(Wire.data(1, count: 1))
    #expect(transcript.events.last == .streamViolation(stream: 1, .streamWindowExceeded))
  }

  @Test func `A client learns at once how much wider than usual the connection is`() {
    var options = HTTP2Options()
    options.connectionWindow = 15_728_640
    let transcript = HTTP2Conversation(role: .client, options: options, steps: []).run()
    #expect(transcript.output.starts(with: Wire.preface))
    #expect(transcript.sent.map(\.type) == [4, 8])
    #expect(transcript.sent[0].payload == [0, 2, 0, 0, 0, 0])
    #expect(transcript.sent[1].number(at: 0) == 15_663_105)
  }

  @Test func `A reset gives the connection back what the stream had not read`() {
    var connection = HTTP2Connection(.server, options: Self.unread(.onConsumption))
    var transcript = HTTP2Transcript()
    connection.start(into: &transcript.output)
    func take(_ bytes: [UInt8]) { _ = transcript.take(bytes, from: &connection, now: .zero) }
    take(Wire.preface + Wire.settings() + Wire.post(1) + Self.full + Self.full + Wire.post(3))
    #expect(connection.connectionReceiveWindow == 32_767)
    take(Wire.reset(1, 8))
    #expect(connection.connectionReceiveWindow == 65_535)
    connection.returnCredit(stream: 1, 32_768, into: &transcript.output)
    #expect(connection.connectionReceiveWindow == 65_535)
  }

  @Test func `Bytes of a finished stream count until they are read`() {
    var connection = HTTP2Connection(.client, options: Self.unread(.onConsumption))
    var transcript = HTTP2Transcript()
    connection.start(into: &transcript.output)
    func take(_ bytes: [UInt8]) { _ = transcript.take(bytes, from: &connection, now: .zero) }
    take(Wire.settings())
    let head = HTTP2RequestHead(
      method: .get, scheme: Array("http".utf8), authority: [0x61], path: [0x2F])
    _ = connection.request(head, endsStream: true, into: &transcript.output)
    take(
      Wire.response(1) + Self.full + Self.full
        + Wire.data(1, count: 1, ends: true))
    #expect(connection.openStreams == 0)
    #expect(connection.connectionReceiveWindow == 32_766)
    connection.returnCredit(stream: 1, 32_769, into: &transcript.output)
    #expect(connection.connectionReceiveWindow == 65_535)
    #expect(transcript.sent.last?.stream == 0)
  }
}
