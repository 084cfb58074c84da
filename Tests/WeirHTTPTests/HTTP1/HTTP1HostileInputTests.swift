import Testing
import WeirHTTP

/// Input without end must end in one violation after a bounded number of bytes.
@Suite struct HTTP1HostileInputTests {
  private static let line = "GET / HTTP/1.1\r\n"
  private static let chunked = line + "Host: a\r\nTransfer-Encoding: chunked\r\n\r\n"

  /// What comes first, what is then repeated for ever, the violation, and the byte of the
  /// repetition that raises it when bytes come singly.
  static let floods: [(String, String, HTTP1Violation, Int)] = [
    ("", "A", .startLineTooLong, 8_193),
    ("", "\r\n", .startLineTooLong, 8_193),
    ("", "\u{0}", .startLineTooLong, 8_193),
    (line, "x", .fieldLineTooLong, 8_193),
    (line + "x: ", "\u{0}", .fieldLineTooLong, 8_190),
    (line, "x: y\r\n", .tooManyFields, 606),
    (line, "x: " + String(repeating: "y", count: 1_019) + "\r\n", .headerSectionTooLong, 32_769),
    (chunked, "0", .chunkLineTooLong, 4_097),
    (chunked, "F", .chunkSizeOverflow, 16),
    (chunked + "1", " ", .chunkLineTooLong, 4_096),
    (chunked + "1;", "x", .chunkLineTooLong, 4_095),
    (chunked + "0\r\n", "x: y\r\n", .tooManyTrailerFields, 606),
    (
      chunked + "0\r\n", "x: " + String(repeating: "y", count: 507) + "\r\n",
      .trailerSectionTooLong, 16_385
    ),
  ]

  @Test("A flood ends at the byte behind its limit", arguments: floods)
  func flood(_ prefix: String, _ unit: String, _ violation: HTTP1Violation, _ offender: Int) {
    let unit = Array(text: unit)
    var parser = HTTP1RequestParser()
    _ = transcript(&parser, [Array(text: prefix)])
    var sent = 0
    var found: HTTP1Event?
    while found == nil, sent < 100_000 {
      let byte = [unit[sent % unit.count]]
      var position = 0
      found = parser.next(in: byte.span, at: &position)
      sent += 1
    }
    #expect(found == .violation(violation))
    #expect(sent == offender)
  }

  @Test("A hundred megabytes of chunk size digits are refused in one piece and in many")
  func hundredMegabytes() {
    let digits = [UInt8](repeating: 0x30, count: 100_000_000)
    var parser = HTTP1RequestParser()
    let entries = transcript(&parser, [Array(text: Self.chunked), digits])
    #expect(entries.violation == .chunkLineTooLong)
    var other = HTTP1RequestParser()
    let piece = [UInt8](repeating: 0x30, count: 1_000)
    let pieces = [Array(text: Self.chunked)] + Array(repeating: piece, count: 100)
    #expect(transcript(&other, pieces).violation == .chunkLineTooLong)
  }

  @Test("Numbers at the edge of 63 bits are taken for what they are")
  func edges() {
    let length = Self.line + "Host: a\r\nContent-Length: 9223372036854775807\r\n\r\nabc"
    let entries = transcript(requests: [Array(text: length)], thenEnds: true)
    #expect(entries.bodies == ["abc"])
    #expect(entries.violation == .truncatedBody)
    let chunk = Self.chunked + "7fffffffffffffff\r\nabc"
    let others = transcript(requests: [Array(text: chunk)], thenEnds: true)
    #expect(others.bodies == ["abc"])
    #expect(others.violation == .truncatedBody)
  }

  @Test("The parsers are as small as the budget of an idle connection demands")
  func size() {
    #expect(MemoryLayout<HTTP1RequestParser>.stride <= 192)
    #expect(MemoryLayout<HTTP1ResponseParser>.stride <= 192)
    #expect(MemoryLayout<HTTP1Event>.stride <= 24)
    #expect(MemoryLayout<HTTPHeaderList>.stride == 16)
  }
}
