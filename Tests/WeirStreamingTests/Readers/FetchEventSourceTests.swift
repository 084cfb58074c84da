import TestSupport
import Testing
import WeirPrimitives
import WeirStreaming

@Suite struct `The reader of fetch-event-source` {
  /// Reads a stream in every cut, expects the same each time, and returns it.
  private func read(
    _ text: String, sourceLocation: SourceLocation = #_sourceLocation
  ) -> (seen: [Seen], header: String) {
    var parser = EventStreamParser(mistakes: .fetchEventSource)
    let whole = Reading([Array(text.utf8)], with: &parser)
    for parts in segmentations(of: text) {
      var cut = EventStreamParser(mistakes: .fetchEventSource)
      #expect(
        Reading(parts, with: &cut) == whole, "in \(parts.map(\.count))",
        sourceLocation: sourceLocation)
      #expect(cut.lastEventID == parser.lastEventID, sourceLocation: sourceLocation)
    }
    return (whole.seen, parser.lastEventIDText)
  }

  @Test func `reads plain streams as the standard has it, with LF, CR and CRLF in any cut`() {
    for end in ["\n", "\r", "\r\n"] {
      let lines = ["id: 1", "event: é", "data: a€", "data:b", "", "data: c", "retry: 70", ""]
      let (seen, header) = read(lines.map { $0 + end }.joined())
      #expect(seen == [.event("a€\nb", type: "é", id: "1"), .retry(70), .event("c", id: "1")])
      #expect(header == "1")
    }
  }

  @Test func `counts an id at its line, though its event may never be complete`() {
    #expect(read("id: 7\ndata: a\n\nid: 8\ndata: b\n").header == "8")
  }

  @Test func `accepts an id that contains NUL`() {
    #expect(read("id: 1\n\nid: a\u{0}b\n").header == "a\u{0}b")
  }

  @Test func `drops lines without a colon: an id is not reset and empty data is no line`() {
    let (seen, header) = read("id: 1\nid\ndata: a\ndata\nevent: x\nevent\n\n")
    #expect(seen == [.event("a", type: "x", id: "1")])
    #expect(header == "1")
  }

  @Test func `resets an id by an empty one that has a colon`() {
    #expect(read("id: 1\nid:\n").header == "")
  }

  @Test func `makes a message of every blank line, also behind comments`() {
    #expect(read(": hb\n\n: hb\n\n").seen == [.comment, .event(""), .comment, .event("")])
    #expect(read("\n\n").seen == [.event(""), .event("")])
    #expect(read("event: x\n\n").seen == [.event("", type: "x")])
    #expect(read("retry: 5\n\n").seen == [.retry(5), .event("")])
  }

  @Test func `loses the empty data lines at the beginning, and keeps those behind`() {
    #expect(read("data:\ndata:\ndata: a\ndata:\n\n").seen == [.event("a\n")])
    #expect(read("data:\ndata:\n\n").seen == [.event("")])
  }

  @Test(arguments: [
    ("12abc", 12), ("3s", 3), ("-1", 0), ("-0", 0), ("+5", 5), ("1.5", 1), ("1e3", 1), ("0x10", 0),
    ("   7", 7), ("\t7", 7), ("7 ", 7), ("600000", 600_000),
    ("99999999999999999999", 2_147_483_647),
  ])
  func `reads a reconnection time as parseInt does`(value: String, milliseconds: Int64) {
    #expect(read("retry: \(value)\n").seen == [.retry(milliseconds)])
  }

  @Test(arguments: ["", "s3", "-", "+-5", "NaN", ".5", "０"])
  func `finds no reconnection time where parseInt finds no digit`(value: String) {
    #expect(read("retry: \(value)\n").seen == [])
  }

  @Test func `drops a byte order mark in front of every name and value`() {
    let mark = "\u{FEFF}"
    #expect(read("\(mark)data: a\n\n").seen == [.event("a")])
    #expect(read("data: \(mark)a\n\(mark)data: b\n\n").seen == [.event("a\nb")])
    #expect(read("\(mark)\(mark)data: a\n\n").seen == [.event("")])
    #expect(read("\(mark)\n\(mark): c\n").seen == [])
    #expect(read("data: \(mark)\(mark)a\n\n").seen == [.event("\(mark)a")])
  }

  @Test func `discards an unfinished message at the end of a stream`() {
    var parser = EventStreamParser(mistakes: .fetchEventSource)
    _ = Reading([Array("id: 1\ndata: a".utf8)], with: &parser)
    parser.finish()
    #expect(
      Reading([Array("\ndata: b\n\n".utf8)], with: &parser).seen
        == [.event("", id: "1"), .event("b", id: "1")])
  }

  @Test(arguments: 0..<400)
  func `reads random streams as its source does, however they are cut`(seed: UInt64) {
    var random = SplitMix(seed: seed &+ 5_000)
    let pieces: [[UInt8]] =
      [
        "data", "data:", "data: ", "event:", "id: ", "id", "retry:", "retry: -", ":", " ", "\n",
        "\n", "\r", "\r\n", "\n\n", "a", "é", "\u{1F388}", "7", "0", "\0", "\u{FEFF}", "x: y",
      ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xE2, 0x82], [0x80]]
    let bytes = random.text(of: 120, from: pieces)
    let model = FetchEventSourceModel([bytes])
    for longest in [1, 2, 5, 40, bytes.count] {
      let parts = random.parts(of: bytes, upTo: longest)
      #expect(FetchEventSourceModel(parts).seen == model.seen)
      var parser = EventStreamParser(mistakes: .fetchEventSource)
      #expect(Reading(parts, with: &parser).seen == model.seen)
      #expect(parser.lastEventIDText == model.lastEventID)
    }
  }
}
