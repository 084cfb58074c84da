import TestSupport
import Testing
import WeirPrimitives
import WeirStreaming

@testable import WeirEndpoints

@Suite struct StreamClientHostileServerTests {
  static let garbageTexts: [String] = [
    "\u{0}\u{1}\u{2}garbage\r\n\r\n", "HTTP/2.0 200 OK\r\n\r\n", "SSH-2.0-OpenSSH\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/event-stream\r\n\r\nzz\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
    "HTTP/1.1 200 OK\r\nX: " + String(repeating: "a", count: 9_000),
    String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 6),
  ]

  @Test("What is not HTTP ends the connection, not the consumer", arguments: garbageTexts)
  func notHTTP(text: String) {
    for isChat in [true, false] {
      var bench = isChat ? Bench.chat() : Bench.follow()
      bench.begin()
      bench.receive(text, on: 0)
      #expect(bench.news() == ["close 0"])
      #expect(bench.takeNotes(.connectionLost).map(\.value) == [Note.brokenResponse])
      bench.run(until: 3_000)
      #expect(bench.news() == ["connect 1 to 1:80"])
    }
  }

  @Test("Bytes before the request is sent are not a response")
  func early() {
    var bench = Bench.chat()
    bench.give(.command(0))
    _ = bench.news()
    bench.receive("HTTP/1.1 200 OK\r\n\r\n", on: 0)
    #expect(bench.news() == ["close 0"])
    bench.run(until: 3_000)
    bench.give(.connected(SocketID(1)))
    #expect(bench.text(on: 1).hasPrefix("POST "))
  }

  @Test("Ten megabytes of one line are given up at the limit and not kept")
  func longLine() {
    for isChat in [true, false] {
      var bench = isChat ? Bench.chat() : Bench.follow()
      bench.begin()
      bench.receive(
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: ", on: 0)
      let part = [UInt8](repeating: 0x61, count: 65_536)
      var parts = 0
      while parts < 160, bench.news() == [] {
        bench.receive(part, on: 0)
        parts += 1
        if bench.takeNotes(.gaveUp) == [Note(.gaveUp, consumer: 7, detail: Note.tooLong)] { break }
      }
      #expect(parts == 64, "4 MiB")
      #expect(bench.news() == ["close 0", "7 failed"])
      #expect(bench.program.consumers[0].reader.heldBytes <= 65_536)
      #expect((bench.program.consumers[0].source?.parser.heldBytes ?? 0) <= 65_536)
    }
  }

  @Test("An upgrade nobody asked for is given up")
  func upgrade() {
    for isChat in [true, false] {
      var bench = isChat ? Bench.chat() : Bench.follow()
      bench.begin()
      bench.receive("HTTP/1.1 101 Switching Protocols\r\n\r\n\u{81}\u{5}hello", on: 0)
      #expect(bench.news() == ["close 0", "7 failed"])
    }
  }

  /// Does something that a network, a server and a clock could do, at random.
  private static func act(
    _ bench: inout Bench<StreamClient>, sockets: inout UInt32, _ choices: inout TestChoices
  ) {
    let socket = UInt32(choices.below(Int(max(sockets, 1))))
    let texts = [
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n", "data: x\n\n",
      "id: \u{1}\ndata\n\n", "id: 7\n", "\n", "HTTP/1.1 503 No\r\nContent-Length: 3\r\n\r\nabc",
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n",
      "5\r\nid: 3\r\n", "0\r\n\r\n", "retry: 10\n", "HTTP/1.1 1", "\u{FFFD}",
    ]
    switch choices.below(8) {
    case 0: bench.give(.command(UInt32(choices.below(2))))
    case 1: bench.give(.endOfStream(SocketID(socket)))
    case 2: bench.give(.failed(SocketID(socket), .reset))
    case 3: bench.run(until: bench.now + .milliseconds(Int64(choices.below(4_000))))
    default: bench.receive(texts[choices.below(texts.count)], on: socket)
    }
    for line in bench.news() where line.hasPrefix("connect ") {
      sockets += 1
      if choices.below(4) > 0 { bench.give(.connected(SocketID(sockets - 1))) }
    }
  }

  @Test("Whatever happens in whatever order, there is one POST at most and nothing for old sockets")
  func anyOrder() {
    var choices = TestChoices(seed: 2)
    for _ in 0..<1_000 {
      var policy = ClientPolicy()
      if choices.below(2) == 0 { policy.watchdog = .seconds(2) }
      if choices.below(2) == 0 { policy.resume = .none }
      policy.commitsIDBeforeDispatch = choices.below(2) == 0
      var bench = Bench.client([
        (.chat(query: "", format: .plain), policy), (.follow(path: "/events"), policy),
      ])
      var sockets: UInt32 = 0
      for _ in 0..<60 { Self.act(&bench, sockets: &sockets, &choices) }
      let requests = (0..<sockets).map { bench.text(on: $0) }
      #expect(requests.count { $0.hasPrefix("POST") } <= 1)
      #expect(requests.allSatisfy { $0.components(of: " HTTP/1.1\r\n") <= 1 })
    }
  }
}

extension String {
  /// How often a text occurs in it.
  func components(of text: String) -> Int {
    var count = 0
    var rest = self[...]
    while let range = rest.firstRange(of: text) {
      count += 1
      rest = rest[range.upperBound...]
    }
    return count
  }
}
