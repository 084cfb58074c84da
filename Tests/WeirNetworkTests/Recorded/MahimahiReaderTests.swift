import TestSupport
import Testing

@testable import WeirNetwork

private func readInPieces(_ pieces: [[UInt8]]) throws(MahimahiError) -> MahimahiTrace {
  var reader = MahimahiReader()
  for piece in pieces { try reader.feed(piece.span) }
  return try reader.finish()
}

@Suite("MahimahiReader")
struct MahimahiReaderTests {
  @Test(
    "A well-formed file gives its numbers, however it is cut into pieces",
    arguments: [
      ("1\n", [1]), ("1", [1]), ("0\n0\n7\n7\n12\n", [0, 0, 7, 7, 12]),
      ("0\r\n48\r\n", [0, 48]), ("3\n4\r\n5", [3, 4, 5]), ("007\n0000000010\n", [7, 10]),
      ("4294967295\n", [4_294_967_295]), ("999999999\n1000000000", [999_999_999, 1_000_000_000]),
    ] as [(String, [UInt32])])
  func wellFormed(text: String, expected: [UInt32]) throws {
    for pieces in segmentations(of: text) {
      #expect(try readInPieces(pieces).milliseconds == expected)
    }
    #expect(try MahimahiTrace.read(Array(text.utf8).span).milliseconds == expected)
    #expect(try MahimahiTrace(milliseconds: expected) == readInPieces([Array(text.utf8)]))
  }

  static let broken: [(String, Int, MahimahiError.Problem)] = [
    ("", 1, .empty),
    ("\n", 1, .blankLine), ("5\n\n6\n", 2, .blankLine), ("5\r\n\r\n", 2, .blankLine),
    ("# LTE\n5\n", 1, .comment), ("5\n// x\n", 2, .comment), ("5\n;x", 2, .comment),
    ("5 # x\n", 1, .unexpectedByte(0x20)), ("-5\n", 1, .unexpectedByte(0x2D)),
    ("1.5\n", 1, .unexpectedByte(0x2E)), ("5\nx\n", 2, .unexpectedByte(0x78)),
    ("5#\n", 1, .unexpectedByte(0x23)), ("\u{FEFF}5\n", 1, .unexpectedByte(0xEF)),
    ("5\r6\n", 1, .loneCarriageReturn), ("5\r\r\n", 1, .loneCarriageReturn),
    ("5\n6\r", 2, .loneCarriageReturn), ("\r", 1, .loneCarriageReturn),
    ("5\r", 1, .loneCarriageReturn),
    ("00000000001\n", 1, .tooManyDigits), ("12345678901", 1, .tooManyDigits),
    ("4294967296\n", 1, .tooLarge), ("5\n9999999999\n", 2, .tooLarge),
    ("5\n4\n", 2, .decreasing(from: 5, to: 4)), ("5\n7\n6", 3, .decreasing(from: 7, to: 6)),
    ("0\n", 1, .zeroPeriod), ("0\n0\n0", 3, .zeroPeriod),
  ]

  @Test("A broken file names its first wrong line, however it is cut", arguments: broken.indices)
  func malformed(index: Int) {
    let (text, line, problem) = Self.broken[index]
    let expected = MahimahiError(line: line, problem: problem)
    for pieces in segmentations(of: text) {
      #expect(throws: expected, "\(text.debugDescription)") { try readInPieces(pieces) }
    }
    #expect(throws: expected) { try MahimahiTrace.read(Array((text).utf8).span) }
  }

  @Test("A reader that has failed says so again")
  func sticky() {
    var reader = MahimahiReader()
    let expected = MahimahiError(line: 1, problem: .unexpectedByte(0x78))
    #expect(throws: expected) { try reader.feed(Array("x".utf8).span) }
    #expect(throws: expected) { try reader.feed(Array("5\n".utf8).span) }
    #expect(throws: expected) { try reader.finish() }
  }

  @Test("The number of lines has a limit, which itself is allowed")
  func lineLimit() throws {
    for ending in ["", "\n"] {
      var reader = MahimahiReader(maximumLines: 3)
      try reader.feed(Array(("1\n2\n3" + ending).utf8).span)
      #expect(try reader.finish().milliseconds == [1, 2, 3])
    }
    var reader = MahimahiReader(maximumLines: 3)
    #expect(throws: MahimahiError(line: 4, problem: .tooManyLines(limit: 3))) {
      try reader.feed(Array("1\n2\n3\n4".utf8).span)
    }
    #expect(MahimahiTrace.maximumLines == 10_000_000)
  }

  @Test("A message names the line, what was found and what is allowed")
  func messages() {
    func message(_ text: String) -> String {
      do throws(MahimahiError) {
        _ = try readInPieces([Array(text.utf8)])
        return "no error"
      } catch {
        return error.description
      }
    }
    #expect(
      message("5\nx")
        == "line 2: found 'x' where only the digits of a number of milliseconds may stand")
    #expect(
      message("5 ")
        == "line 1: found the byte 32 where only the digits of a number of milliseconds may stand")
    #expect(message("5\n4\n") == "line 2: 4 ms comes after 5 ms; the numbers must not decrease")
    #expect(message("00000000000") == "line 1: the number has more than 10 digits")
    #expect(message("4294967296") == "line 1: the number is larger than 4294967295 milliseconds")
  }

  @Test("Numbers from elsewhere are checked in the same way")
  func numbers() {
    #expect(throws: MahimahiError(line: 1, problem: .empty)) {
      try MahimahiTrace(milliseconds: [])
    }
    #expect(throws: MahimahiError(line: 3, problem: .decreasing(from: 2, to: 1))) {
      try MahimahiTrace(milliseconds: [0, 2, 1])
    }
    #expect(throws: MahimahiError(line: 2, problem: .zeroPeriod)) {
      try MahimahiTrace(milliseconds: [0, 0])
    }
  }
}
