import TestSupport
import Testing
import WeirPrimitives

@testable import WeirEndpoints

@Suite struct StreamServerConnectionTests {
  @Test("A request is answered the same however it is cut")
  func splitRequest() {
    let body = "{\"prompt\":\"x\"}"
    let text =
      "POST /api/chat?tokens=1&every=10ms HTTP/1.1\r\nHost: api\r\nIdempotency-Key: k\r\n"
      + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    var expected = Bench.server()
    expected.give(.accepted(SocketID(0), port: 80))
    expected.receive(text, on: 0)
    expected.run(until: 10)
    #expect(expected.ids(on: 0) == [1, 2, 3])
    for pieces in segmentations(of: text) {
      var bench = Bench.server()
      bench.give(.accepted(SocketID(0), port: 80))
      for piece in pieces { bench.receive(piece, on: 0) }
      bench.run(until: 10)
      #expect(bench.text(on: 0) == expected.text(on: 0))
    }
  }

  @Test("Requests in one read are answered in order, each for the consumer of its mark")
  func pipelined() {
    let requests = ["GET /", "POST /api/chat?tokens=0", "GET /nowhere", "GET /"].map {
      Bench<StreamServer>.request($0)
    }
    let all = requests.flatMap { $0 }
    var marks: [Mark] = []
    for (index, request) in requests.enumerated() {
      let end = (marks.last?.end ?? 0) + UInt64(request.count)
      marks.append(
        Mark(
          end: end, length: UInt32(request.count), stream: Mark.request,
          number: UInt32(20 + index)))
    }
    var bench = Bench.server()
    _ = bench.news()
    bench.give(.accepted(SocketID(0), port: 80))
    bench.receive(all, marks: marks, on: 0)
    #expect(bench.responses(on: 0, count: 4).map(\.status) == [200, 200, 404, 200])
    #expect(bench.responses(on: 0, count: 4).map(\.isWhole) == [true, true, true, true])
    #expect(
      bench.news().filter { !$0.hasPrefix("emit") && !$0.hasPrefix("stream") } == [
        "0 serves 20", "0 serves 21", "0 generated for 21", "21 gets stream 0", "0 serves 22",
        "0 serves 23",
      ])
  }

  @Test("A request behind an open stream waits for its end, however it is cut")
  func heldRequest() {
    let second = Bench<StreamServer>.request("POST /api/chat?tokens=1&every=10ms")
    let third = Bench<StreamServer>.request("GET /")
    for pieces in segmentations(of: second + third) {
      var bench = Bench.server()
      bench.ask("POST /api/chat?tokens=1&every=10ms", on: 0, by: 1)
      _ = bench.news()
      var offset = 0
      for piece in pieces {
        var marks: [Mark] = []
        if offset < second.count, offset + piece.count >= second.count {
          marks.append(
            Mark(
              end: UInt64(second.count - offset), length: UInt32(second.count),
              stream: Mark.request, number: 2))
        }
        bench.receive(piece, marks: marks, on: 0)
        offset += piece.count
      }
      bench.run(until: 9)
      #expect(bench.news() == [])
      bench.run(until: 10)
      #expect(bench.news().filter { $0.contains("serves") } == ["0 serves 2"])
      #expect(bench.responses(on: 0, count: 3).map(\.isWhole) == [true, false])
      bench.run(until: 20)
      let responses = bench.responses(on: 0, count: 3)
      #expect(responses.map(\.isWhole) == [true, true, true])
      #expect(responses[2].body == "ok\n")
    }
  }

  @Test("More waiting bytes than the limit end the connection")
  func heldLimit() {
    var bench = Bench.server()
    bench.ask("POST /api/chat?tokens=1&every=10ms", on: 0)
    bench.receive([UInt8](repeating: 0x41, count: ServerConnection.heldByteLimit), on: 0)
    _ = bench.news()
    bench.receive("A", on: 0)
    #expect(bench.news() == ["close 0"])
    bench.run(until: 10)
    #expect(bench.ids(on: 0) == [1])
  }

  struct Offence: Sendable, CustomTestStringConvertible {
    let text: String
    let status: Int
    var testDescription: String { "\(status)" }
  }

  static let offences = [
    Offence(text: "nonsense\r\n\r\n", status: 400),
    Offence(text: "\u{0}\u{1}\u{2}\r\n", status: 400),
    Offence(text: "GET / HTTP/1.1\r\n\r\n", status: 400),
    Offence(text: "GET / HTTP/2.0\r\n\r\n", status: 505),
    Offence(text: "GET /" + String(repeating: "a", count: 9_000), status: 414),
    Offence(
      text: "GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "a", count: 9_000),
      status: 431),
    Offence(
      text: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
      status: 413),
    Offence(
      text: "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", status: 501),
  ]

  @Test("What is not HTTP is refused with its status, then the server closes", arguments: offences)
  func malformed(_ offence: Offence) {
    var bench = Bench.server()
    _ = bench.news()
    bench.give(.accepted(SocketID(0), port: 80))
    bench.receive(offence.text, on: 0)
    let response = bench.response(on: 0)
    #expect(response.status == offence.status)
    #expect(response.headers.contains("Connection: close"))
    #expect(response.isWhole)
    #expect(bench.news() == ["close 0"])
    let before = bench.text(on: 0)
    bench.receive("GET / HTTP/1.1\r\nHost: a\r\n\r\n", on: 0)
    bench.give(.endOfStream(SocketID(0)))
    #expect(bench.text(on: 0) == before)
    #expect(bench.news() == [])
  }

  @Test("A client that asks for it has the connection closed behind the response")
  func connectionClose() {
    var bench = Bench.server()
    _ = bench.news()
    bench.ask("GET /", "Connection: close", on: 0)
    #expect(bench.response(on: 0).headers.last == "Connection: close")
    #expect(bench.news() == ["close 0"])
    bench.ask("POST /api/chat?tokens=1&every=10ms", "Connection: close", on: 1)
    bench.run(until: 10)
    #expect(bench.response(on: 1).isWhole)
    #expect(bench.response(on: 1).headers.last == "Connection: close")
    #expect(bench.news().last == "close 1")
  }

  @Test("HTTP/1.0 gets a stream without chunks that ends with the connection")
  func version10() {
    var bench = Bench.server(heartbeat: .milliseconds(15))
    bench.ask("POST /api/chat?tokens=2&every=10ms HTTP/1.0", "Idempotency-Key: k", on: 0)
    bench.run(until: 20)
    let response = bench.response(on: 0, hasEnded: true)
    #expect(
      response.headers == [
        "Content-Type: text/event-stream", "Cache-Control: no-cache", "Connection: close",
      ])
    #expect(response.isWhole)
    #expect(
      readEvents(response.body).map { $0.split(separator: " ").last } == [
        "#1", "#2", "comment", "#3", "#4",
      ])
    #expect(bench.news().last == "close 0")
  }

  @Test("HTTP/1.0 keeps a connection that it asks to keep behind an answer with a length")
  func version10KeptAlive() {
    var bench = Bench.server()
    _ = bench.news()
    bench.ask("GET / HTTP/1.0", "Connection: keep-alive", on: 0)
    #expect(bench.response(on: 0).body == "ok\n")
    #expect(bench.news() == [])
    bench.receive(Bench<StreamServer>.request("GET / HTTP/1.0"), on: 0)
    #expect(bench.news() == ["close 0"])
  }

  @Test("A client that shuts down its side is let go, once")
  func endOfStream() {
    var bench = Bench.server(heartbeat: .seconds(1))
    bench.ask("POST /api/chat?tokens=5", on: 0)
    _ = bench.news()
    bench.give(.endOfStream(SocketID(0)))
    bench.give(.endOfStream(SocketID(0)))
    bench.give(.failed(SocketID(0), .reset))
    #expect(bench.news() == ["close 0"])
  }

  @Test("Any bytes at all get an answer or nothing, never a trap")
  func garbage() {
    var choices = TestChoices(seed: 1)
    let seeds = [
      "POST /api/chat?tokens=3&every=1ms&format=openai HTTP/1.1\r\nHost: a\r\nIdempotency-Key: k\r\n\r\n",
      "GET /events HTTP/1.1\r\nHost: a\r\nLast-Event-ID: 2\r\nConnection: close\r\n\r\n",
    ]
    for _ in 0..<2_000 {
      var bench = Bench.server(heartbeat: .seconds(1), publications: [topic("/events", count: 3)])
      bench.give(.accepted(SocketID(0), port: 80))
      var bytes = Array((seeds[choices.below(2)] + seeds[choices.below(2)]).utf8)
      for _ in 0..<choices.below(4) {
        bytes[choices.below(bytes.count)] = UInt8(choices.below(256))
      }
      let cut = choices.below(bytes.count)
      bench.receive(Array(bytes[..<cut]), on: 0)
      bench.run(until: 1_500)
      bench.receive(Array(bytes[cut...]), on: 0)
      bench.run(until: 3_500)
      #expect(bench.news().filter { $0 == "close 0" }.count <= 1)
    }
  }
}
