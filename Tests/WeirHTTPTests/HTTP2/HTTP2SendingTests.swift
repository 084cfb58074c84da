import Testing
import WeirHTTP
import WeirPrimitives

/// What we write and in which state.
@Suite struct HTTP2SendingTests {
  typealias Wire = HTTP2Wire

  /// A server with a request on each stream; what it sent so far is left out.
  private func server(_ streams: UInt32...) -> (HTTP2Connection, HTTP2Transcript) {
    var connection = HTTP2Connection(.server)
    var transcript = HTTP2Transcript()
    connection.start(into: &transcript.output)
    let requests = streams.flatMap { Wire.get($0) }
    _ = transcript.take(Wire.preface + Wire.settings() + requests, from: &connection, now: .zero)
    transcript.output = []
    return (connection, transcript)
  }

  @Test func `A field block longer than a frame goes on in CONTINUATIONs`() {
    var (connection, transcript) = server(1)
    // Bytes that Huffman coding cannot shorten.
    let headers = headerList(("x-a", String(repeating: "{~", count: 20_000)))
    connection.respond(
      stream: 1, status: 200, headers: headers, endsStream: true, into: &transcript.output)
    #expect(transcript.sent.map(\.type) == [1, 9, 9])
    #expect(transcript.sent.map(\.flags) == [1, 0, 4])
    #expect(transcript.sent.map(\.payload.count).dropLast() == [16_384, 16_384])
    var client = HTTP2Connection(.client)
    var received = HTTP2Transcript()
    client.start(into: &received.output)
    let head = HTTP2RequestHead(
      method: .get, scheme: Array("http".utf8), authority: [0x61], path: [0x2F])
    _ = client.request(head, endsStream: true, into: &received.output)
    _ = received.take(Wire.settings() + transcript.output, from: &client, now: .zero)
    #expect(received.responses == [HTTP2ResponseHead(status: 200, headers: headers)])
  }

  @Test func `Names become lower case, what HTTP/2 forbids is left out`() {
    var client = HTTP2Connection(.client)
    var up = HTTP2Transcript()
    client.start(into: &up.output)
    let head = HTTP2RequestHead(
      method: .post, scheme: Array("https".utf8), authority: Array("a:1".utf8),
      path: Array("/p".utf8),
      headers: headerList(
        ("Host", "a:1"), ("Connection", "keep-alive"), ("Keep-Alive", "1"), ("Upgrade", "x"),
        ("Transfer-Encoding", "chunked"), ("Proxy-Connection", "x"), ("TE", "gzip"),
        ("Last-Event-ID", "7"), ("te", "trailers"), ("Authorization", "Bearer x")))
    _ = client.request(head, endsStream: true, into: &up.output)
    var server = HTTP2Connection(.server)
    var down = HTTP2Transcript()
    server.start(into: &down.output)
    _ = down.take(up.output, from: &server, now: .zero)
    #expect(
      down.requests == [
        HTTP2RequestHead(
          method: .post, scheme: Array("https".utf8), authority: Array("a:1".utf8),
          path: Array("/p".utf8),
          headers: headerList(
            ("last-event-id", "7"), ("te", "trailers"), ("authorization", "Bearer x")))
      ])
  }

  @Test func `A response is an interim head, a head, data and trailers`() {
    var (connection, transcript) = server(1)
    func respond(_ status: Int) -> Bool {
      connection.respond(
        stream: 1, status: status, headers: .init(), endsStream: false, into: &transcript.output)
    }
    #expect(
      connection.writeData(
        stream: 1, [1].span, endsStream: true, into: &transcript.output
      ).count == 0)
    #expect(!connection.sendTrailers(stream: 1, .init(), into: &transcript.output))
    #expect(respond(103))
    #expect(respond(200))
    #expect(!respond(200))
    #expect(
      connection.writeData(
        stream: 1, [1].span, endsStream: false, into: &transcript.output
      ).count == 1)
    #expect(connection.sendTrailers(stream: 1, headerList(("x", "y")), into: &transcript.output))
    #expect(!connection.sendTrailers(stream: 1, .init(), into: &transcript.output))
    #expect(transcript.sent.map(\.type) == [1, 1, 0, 1])
    #expect(transcript.sent.map(\.flags) == [4, 4, 0, 5])
    #expect(connection.openStreams == 0)
  }

  @Test func `Nothing is written on a stream that the peer reset`() {
    var (connection, transcript) = server(1)
    _ = transcript.take(Wire.reset(1, 8), from: &connection, now: .zero)
    #expect(
      !connection.respond(
        stream: 1, status: 200, headers: .init(), endsStream: true, into: &transcript.output))
    #expect(!connection.reset(stream: 1, .cancel, into: &transcript.output))
    #expect(transcript.output.isEmpty)
  }

  @Test func `Nothing is written once the connection was given up`() {
    var (connection, transcript) = server(1)
    _ = transcript.take(Wire.data(0, "x"), from: &connection, now: .zero)
    transcript.output = []
    #expect(
      !connection.respond(
        stream: 1, status: 200, headers: .init(), endsStream: true, into: &transcript.output))
    connection.ping(1, into: &transcript.output)
    connection.goAway(.noError, lastStream: nil, into: &transcript.output)
    connection.announce(HTTP2Settings(), into: &transcript.output)
    connection.returnCredit(stream: 1, 0, into: &transcript.output)
    #expect(transcript.output.isEmpty)
    var position = 0
    let event = connection.next(
      in: Wire.ping(1).span, at: &position, now: .zero, into: &transcript.output)
    #expect(event == .violation(.dataOutsideStream))
  }

  @Test func `A frame that is being read is dropped once its stream is reset`() {
    var connection = HTTP2Connection(.server)
    var transcript = HTTP2Transcript()
    connection.start(into: &transcript.output)
    _ = transcript.take(
      Wire.preface + Wire.settings() + Wire.post(1)
        + Wire.data(1, "abcdef", ends: true).dropLast(3),
      from: &connection, now: .zero)
    #expect(transcript.body(of: 1) == Array("abc".utf8))
    connection.reset(stream: 1, .cancel, into: &transcript.output)
    _ = transcript.take(Array("def".utf8) + Wire.ping(1), from: &connection, now: .zero)
    #expect(transcript.body(of: 1) == Array("abc".utf8))
    #expect(transcript.events.last == .ping(1))
    #expect(!transcript.events.contains(.end(stream: 1)))
  }
}
