import TestSupport
import Testing
import WeirStreaming

@Suite struct `A reader that decodes each read by itself` {
  private static let stream = "id: 1\rdata: a€b\r\n\r\ndata: \u{1F388}é\n\n"
  private static let right: [Seen] = [.event("a€b", id: "1"), .event("\u{1F388}é", id: "1")]
  /// Where a cut falls into a character, and what becomes of the text.
  private static let broken: [Int: [Seen]] = [  // lookup only
    14: [.event("a\u{FFFD}\u{FFFD}\u{FFFD}b", id: "1"), right[1]],
    15: [.event("a\u{FFFD}\u{FFFD}b", id: "1"), right[1]],
    28: [right[0], .event("\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}é", id: "1")],
    29: [right[0], .event("\u{FFFD}\u{FFFD}\u{FFFD}é", id: "1")],
    30: [right[0], .event("\u{FFFD}\u{FFFD}é", id: "1")],
    32: [right[0], .event("\u{1F388}\u{FFFD}\u{FFFD}", id: "1")],
  ]

  private func read(_ parts: [[UInt8]]) -> [Seen] {
    var parser = EventStreamParser(mistakes: .perReadDecoding)
    return Reading(parts, with: &parser).seen
  }

  @Test func `breaks the character that a cut falls into, and nothing else`() {
    let bytes = Array(Self.stream.utf8)
    for index in 0...bytes.count {
      let parts = [Array(bytes[..<index]), Array(bytes[index...])]
      #expect(read(parts) == Self.broken[index] ?? Self.right, "cut at \(index)")
    }
  }

  @Test func `makes one U+FFFD of each byte of a character that comes byte by byte`() {
    #expect(
      read(Array(Self.stream.utf8).map { [$0] }) == [
        .event("a\u{FFFD}\u{FFFD}\u{FFFD}b", id: "1"),
        .event(String(repeating: "\u{FFFD}", count: 6), id: "1"),
      ])
  }

  @Test func `reads ASCII right in every cut`() {
    let stream = "\u{FEFF}id: 1\r\ndata: a\rdata\n\n: c\nretry: 5\n\ndata: b\r\r"
    var parser = EventStreamParser()
    let right = Reading([Array(stream.utf8)], with: &parser).seen
    for parts in segmentations(of: stream) where parts[0].count >= 3 {
      #expect(read(parts) == right)
    }
  }

  @Test func `breaks nothing where the pieces of a character come in one read`() {
    var parser = EventStreamParser(mistakes: .perReadDecoding)
    func next(_ bytes: [UInt8]) -> EventStreamParser.Step {
      var position = 0
      return parser.next(in: bytes.span, at: &position)
    }
    for byte in "data: €\n".utf8 { #expect(next([byte]) == .needMore) }
    parser.endRead()
    #expect(next([0x0A]) == .event)
    #expect(parser.dataText == "€")
  }

  @Test(arguments: 0..<200)
  func `decodes random reads as the standard library decodes each`(seed: UInt64) {
    var random = SplitMix(seed: seed &+ 9_000)
    let pieces: [[UInt8]] =
      ["a", "é", "€", "\u{1F388}", " "].map { Array($0.utf8) }
      + [
        [0xFF], [0xC3], [0xE2, 0x82], [0xE2], [0xF0, 0x9F], [0xED, 0xA0], [0xE0, 0x80], [0x80],
      ]
    let value = random.text(of: 30, from: pieces)
    let parts = random.parts(of: value, upTo: 6).filter { !$0.isEmpty }
    let decoded = parts.map { String(decoding: $0, as: UTF8.self) }.joined()
    let reads = [Array("data:x".utf8)] + parts + [Array("\n\n".utf8)]
    #expect(read(reads) == [.event("x" + decoded)])
  }
}
