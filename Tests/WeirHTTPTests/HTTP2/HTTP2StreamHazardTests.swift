import Testing
import WeirHTTP
import WeirPrimitives

/// The points of HTTP/2 at which streams break in the field.
@Suite struct HTTP2StreamHazardTests {
  typealias Wire = HTTP2Wire

  private static let head = HTTP2RequestHead(
    method: .get, scheme: Array("http".utf8), authority: [0x61], path: [0x2F])

  @Test func `H1 Both windows start at 65,535 and SETTINGS never changes the connection's`() {
    var connection = HTTP2Connection(.client)
    var transcript = HTTP2Transcript()
    connection.start(into: &transcript.output)
    _ = connection.request(Self.head, endsStream: false, into: &transcript.output)
    #expect(connection.sendWindow(ofStream: 1) == 65_535)
    #expect(connection.connectionSendWindow == 65_535)
    #expect(connection.receiveWindow(ofStream: 1) == 65_535)
    #expect(connection.connectionReceiveWindow == 65_535)
    _ = transcript.take(Wire.settings((4, 1_000_000)), from: &connection, now: .zero)
    #expect(connection.connectionSendWindow == 65_535)
    #expect(connection.sendWindow(ofStream: 1) == 65_535)
    _ = transcript.take(Wire.settings((4, 10)), from: &connection, now: .zero)
    #expect(connection.connectionSendWindow == 65_535)
    #expect(connection.sendWindow(ofStream: 1) == 10)
  }

  /// A server sends 60,000 bytes on stream 1, which nobody reads, then tokens on stream 3.
  private func tokensBesideUnreadStream(_ credit: HTTP2ConnectionCredit) -> (Int, Bool) {
    var options = HTTP2Options()
    options.connectionCredit = credit
    var client = HTTP2Connection(.client, options: options)
    var server = HTTP2Connection(.server)
    var up = HTTP2Transcript()
    var down = HTTP2Transcript()
    client.start(into: &up.output)
    server.start(into: &down.output)
    _ = client.request(Self.head, endsStream: true, into: &up.output)
    _ = client.request(Self.head, endsStream: true, into: &up.output)
    func exchange() {
      _ = down.take(up.output, from: &server, now: .zero)
      up.output = []
      _ = up.take(down.output, from: &client, now: .zero)
      down.output = []
    }
    exchange()
    for stream in [1, 3] as [UInt32] {
      server.respond(
        stream: stream, status: 200, headers: .init(), endsStream: false, into: &down.output)
    }
    let unread = [UInt8](repeating: 1, count: 65_000)
    var sent = 0
    while sent < unread.count {
      let rest = unread[sent...]
      sent +=
        server.writeData(
          stream: 1, Array(rest).span, endsStream: false, into: &down.output
        ).count
    }
    exchange()
    var tokens = 0
    for _ in 0..<100 {
      let written = server.writeData(
        stream: 3, [UInt8](repeating: 2, count: 20).span, endsStream: false, into: &down.output)
      exchange()
      client.returnCredit(stream: 3, written.count, into: &up.output)
      exchange()
      tokens += written.count
    }
    return (tokens, server.isBlockedByConnection(stream: 3))
  }

  @Test func `H2 Connection credit is returned even if one stream is never read`() {
    #expect(tokensBesideUnreadStream(.onReceipt) == (2_000, false))
  }

  @Test func `H2 Returned only on consumption, an unread stream keeps its siblings waiting`() {
    // 535 bytes are left of the window; they circulate, because half a window never frees up.
    #expect(tokensBesideUnreadStream(.onConsumption) == (535, true))
  }

  @Test func `H3 A stream over the limit is refused and the connection goes on`() {
    var options = HTTP2Options()
    options.settings.concurrentStreams = 1
    let server = HTTP2Conversation.server(
      options, .bytes(Wire.post(1) + Wire.get(3) + Wire.data(1, "x", ends: true))
    ).runInEveryWay()
    #expect(server.requests.count == 1)
    #expect(
      server.events.suffix(2) == [.streamViolation(stream: 3, .tooManyStreams), .end(stream: 1)])
    // The client may send it again: it learns that nothing was done with it.
    let client = HTTP2Conversation.client(.init(), .bytes(Wire.reset(1, 7))).runInEveryWay()
    #expect(client.events.last == .reset(stream: 1, .refusedStream))
  }

  @Test func `H3 A client that knows the limit holds its requests back`() {
    var connection = HTTP2Connection(.client)
    var transcript = HTTP2Transcript()
    connection.start(into: &transcript.output)
    _ = transcript.take(Wire.settings((3, 1)), from: &connection, now: .zero)
    #expect(connection.request(Self.head, endsStream: true, into: &transcript.output) == 1)
    #expect(!connection.canRequest)
    #expect(connection.request(Self.head, endsStream: true, into: &transcript.output) == nil)
    _ = transcript.take(Wire.reset(1, 8), from: &connection, now: .zero)
    #expect(connection.canRequest)
  }

  @Test func `H4 After GOAWAY there are no new streams, old ones finish, later ones are retried`() {
    var client = HTTP2Connection(.client)
    var transcript = HTTP2Transcript()
    client.start(into: &transcript.output)
    _ = transcript.take(Wire.settings(), from: &client, now: .zero)
    for _ in 0..<3 { _ = client.request(Self.head, endsStream: true, into: &transcript.output) }
    _ = transcript.take(Wire.response(1) + Wire.goAway(0x7FFF_FFFF), from: &client, now: .zero)
    #expect(client.isDraining)
    #expect(client.request(Self.head, endsStream: true, into: &transcript.output) == nil)
    #expect(client.openStreams == 3)
    transcript.entries = []
    _ = transcript.take(
      Wire.goAway(1) + Wire.data(1, "last", ends: true), from: &client, now: .zero)
    #expect(
      transcript.entries == [
        .other(.goAway(lastStream: 1, .noError)),
        .other(.unprocessed(stream: 3)), .other(.unprocessed(stream: 5)),
        .data(1, Array("last".utf8)), .other(.end(stream: 1)),
      ])
    #expect(client.openStreams == 0)
  }

  @Test func `H4 A shutdown in two steps takes requests that cross with the first`() {
    let transcript = HTTP2Conversation.server(
      .init(), .bytes(Wire.get(1)),
      .call { $0.goAway(.noError, lastStream: HTTP2Connection.largestStream, into: &$1) },
      .bytes(Wire.get(3)),
      .call { $0.goAway(.noError, lastStream: nil, into: &$1) },
      .bytes(Wire.post(5, ("x-new", "1")) + Wire.data(5, "lost", ends: true) + Wire.ping(1)),
      .respond(3, endsStream: true)
    ).runInEveryWay()
    #expect(transcript.requests.count == 2)
    #expect(transcript.events.last == .ping(1))
    let goAways = transcript.sent.filter { $0.type == 7 }
    #expect(goAways.map { $0.number(at: 0) } == [0x7FFF_FFFF, 3])
    #expect(transcript.sent.last?.stream == 3)
  }

  @Test func `H5 Streams without END_STREAM are broken when the connection is lost`() {
    var client = HTTP2Connection(.client)
    var transcript = HTTP2Transcript()
    client.start(into: &transcript.output)
    _ = transcript.take(Wire.settings(), from: &client, now: .zero)
    for _ in 0..<4 { _ = client.request(Self.head, endsStream: true, into: &transcript.output) }
    _ = transcript.take(
      Wire.response(1) + Wire.data(1, "half") + Wire.response(3, ends: true) + Wire.response(7),
      from: &client, now: .zero)
    #expect(client.endOfStream() == [1, 5, 7])
    #expect(client.isOver)
    #expect(!client.canRequest)
    #expect(client.openStreams == 0)
  }

  @Test func `H6 A PING is answered with its payload, and ours brings a PONG`() {
    let transcript = HTTP2Conversation.client(
      .init(), .bytes(Wire.ping(0xBEEF)), .call { $0.ping(0x0102_0304_0506_0708, into: &$1) },
      .bytes(Wire.frame(6, flags: 1, [1, 2, 3, 4, 5, 6, 7, 8]))
    ).runInEveryWay()
    #expect(transcript.events.suffix(2) == [.ping(0xBEEF), .pong(0x0102_0304_0506_0708)])
    #expect(
      transcript.sent.suffix(2) == [
        HTTP2Sent(type: 6, flags: 1, stream: 0, payload: Wire.number(0) + Wire.number(0xBEEF)),
        HTTP2Sent(type: 6, flags: 0, stream: 0, payload: [1, 2, 3, 4, 5, 6, 7, 8]),
      ])
  }
}
