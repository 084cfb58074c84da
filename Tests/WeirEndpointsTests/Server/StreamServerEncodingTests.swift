import Testing
import WeirPrimitives

@testable import WeirEndpoints

@Suite struct StreamServerEncodingTests {
  private func server(
    _ texts: [String], _ change: (inout ServerConfiguration) -> Void = { _ in }
  ) -> Bench<StreamServer> {
    var bench = Bench<StreamServer>.server {
      $0.publications = [
        ServerConfiguration.Publication(
          path: "/events", startsAt: .zero, script: .texts(texts, every: .seconds(1)))
      ]
      change(&$0)
    }
    bench.ask("GET /events", on: 0, by: 7)
    bench.run(until: .zero + .seconds(Int64(texts.count)))
    return bench
  }

  static let texts: [(String, String)] = [
    ("plain", "plain"), ("", ""), ("a\nb", "a\nb"), ("a\rb", "a\nb"), ("a\r\nb", "a\nb"),
    ("\n\nid: 999\n\n", "\n\nid: 999\n\n"), ("a\u{0}b", "a\u{0}b"), ("\u{FEFF}x", "\u{FEFF}x"),
    (" lead", " lead"), ("a\r", "a\n"), ("data: x", "data: x"),
  ]

  @Test(
    "A text is one event that reads back as it was, with LF for its line ends", arguments: texts)
  func escaped(text: String, read: String) {
    let bench = server([text])
    #expect(bench.events(on: 0) == ["message \(read) #1"])
    let end = bench.marks[0].map { Int($0.end) }
    #expect(end == [bench.written[0].count - 2])
  }

  @Test("Written raw, a text with line breaks forges what it likes")
  func raw() {
    let bench = server(["a\n\nid: 999\ndata: forged\n\nb", "c"]) { $0.encoding = .raw }
    #expect(
      bench.response(on: 0).body
        == "id: 1\ndata: a\n\nid: 999\ndata: forged\n\nb\n\nid: 2\ndata: c\n\n")
    #expect(bench.events(on: 0) == ["message a #1", "message forged #999", "message c #2"])
    let body = bench.written[0]
    for mark in bench.marks[0] {
      let event = body[(Int(mark.end) - Int(mark.length))..<Int(mark.end)]
      #expect(event.starts(with: Array("id: \(mark.number)\n".utf8)))
      #expect(event.suffix(2) == [10, 10])
    }
    #expect(bench.marks[0].count == 2)
  }

  @Test(
    "Raw and escaped are the same bytes for a text of one line, whatever ends the lines",
    arguments: ServerConfiguration.LineEnding.allCases)
  func sameBytes(ending: ServerConfiguration.LineEnding) {
    let escaped = server(["one line"]) { $0.lineEnding = ending }
    let raw = server(["one line"]) {
      $0.lineEnding = ending
      $0.encoding = .raw
    }
    #expect(raw.written[0] == escaped.written[0])
    #expect(raw.marks[0] == escaped.marks[0])
  }

  @Test("Without ids no event has one, and numbers go on")
  func noIDs() {
    var bench = server(["a", "b"]) { $0.sendsIDs = false }
    #expect(bench.response(on: 0).body == "data: a\n\ndata: b\n\n")
    #expect(bench.marks[0].map(\.number) == [1, 2])
    bench.ask("POST /api/chat?tokens=0", "Idempotency-Key: k", on: 1)
    #expect(
      bench.response(on: 1).body
        == "event: stream\ndata: {\"stream\":\"k\"}\n\nevent: done\ndata: {}\n\n")
  }

  @Test("A byte order mark begins each response, in a chunk of its own")
  func byteOrderMark() {
    let bench = server(["a"]) { $0.byteOrderMark = true }
    let body = Array(bench.response(on: 0).body.utf8)
    #expect(body == [0xEF, 0xBB, 0xBF] + Array("id: 1\ndata: a\n\n".utf8))
    #expect(bench.events(on: 0) == ["message a #1"])
    #expect(bench.text(on: 0).contains("\r\n\r\n3\r\n\u{FEFF}\r\n"))
  }

  @Test("Texts are told by hash only where they are wanted, as a reader gets them")
  func hashes() {
    var bench = Bench<StreamServer>.server {
      $0.publications = [
        ServerConfiguration.Publication(
          path: "/events", startsAt: .zero, script: .texts(["a\r\nb", "c"], every: .seconds(1)))
      ]
    }
    bench.run(until: 1_000)
    #expect(bench.texts.isEmpty)
    bench.notesTexts = true
    bench.run(until: 2_000)
    #expect(bench.texts.map(\.number) == [2])
    #expect(bench.texts.map(\.hash) == [TextHash.of(Array("c".utf8).span)])
    #expect(TextHash.of(Array("a\r\nb\rc".utf8).span) == TextHash.of(Array("a\nb\nc".utf8).span))
    #expect(TextHash.of(Array("a\n\nb".utf8).span) != TextHash.of(Array("a\nb".utf8).span))
  }
}
