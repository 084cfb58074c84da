import Testing
import WeirStreaming

@Suite struct EventStreamSegmentationTests {
  @Test("A nasty stream reads the same with every two cuts (E34)")
  func everyTwoCuts() {
    let bytes =
      Array("\u{FEFF}: c\r\n\rid: é\r\nevent:e\rdata:  ".utf8) + [0xE2, 0x82]
      + Array("\r\n\r\nretry: 7\rdata\n\rdata:\u{1F388}\n\nid\r\r\ndata: u".utf8)
    let expected: [Seen] = [
      .comment, .event(" \u{FFFD}", type: "e", id: "é"), .retry(7), .event("", id: "é"),
      .event("\u{1F388}", id: "é"),
    ]
    var whole = EventStreamParser()
    let reading = Reading([bytes], with: &whole)
    #expect(reading.seen == expected)
    for first in 0...bytes.count {
      for second in first...bytes.count {
        var parser = EventStreamParser()
        let parts = [bytes[..<first], bytes[first..<second], bytes[second...]].map(Array.init)
        if Reading(parts, with: &parser) != reading || parser.lastEventID != [] {
          Issue.record("cuts at \(first) and \(second) change what is read")
        }
      }
    }
  }

  @Test(
    "Random streams read as the standard's text read literally, however they are cut",
    arguments: 0..<400)
  func randomAgainstLiteral(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let pieces: [[UInt8]] =
      [
        "data", "data:", "data: ", "event:", "id: ", "id", "retry:", ":", " ", "\n", "\n", "\r",
        "\r\n", "\n\n", "a", "é", "\u{1F388}", "7", "0", "\0", "\u{FEFF}", "x: y",
      ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xE2, 0x82], [0xF0, 0x9F], [0x80]]
    let bytes = random.text(of: 120, from: pieces)
    let literal = LiteralReader(bytes)

    var whole = EventStreamParser()
    let reading = Reading([bytes], with: &whole)
    #expect(reading.seen == literal.seen)
    #expect(whole.lastEventIDText == literal.lastEventID)
    for longest in [1, 2, 5, 40] {
      var parser = EventStreamParser()
      #expect(Reading(random.parts(of: bytes, upTo: longest), with: &parser) == reading)
    }
  }

  @Test("Random bytes never trap and read the same in any cut", arguments: 0..<100)
  func randomBytes(seed: UInt64) {
    var random = SplitMix(seed: seed &+ 1_000)
    let bytes = (0..<2_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    let limits = EventStreamLimits(lineBytes: 300, eventBytes: 500)
    var whole = EventStreamParser(limits: limits)
    var cut = EventStreamParser(limits: limits)
    let reading = Reading([bytes], with: &whole)
    #expect(Reading(random.parts(of: bytes, upTo: 64), with: &cut).seen == reading.seen)
    #expect(whole.lastEventID == cut.lastEventID)
  }
}
