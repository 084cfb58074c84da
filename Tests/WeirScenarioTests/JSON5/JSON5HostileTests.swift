import TestSupport
import Testing
import WeirScenario

@Suite struct JSON5HostileTests {
  private static let rich = """
    \u{FEFF}// Everything JSON5 has: é, 日本, \u{1F600}.
    {
      title: "A \\"rich\\" document", 'single': 'it\\'s \\x41\\u00e9\\uD83D\\uDE00\\0',
      "continued": 'one \\
    two', $_é: [null, true, false,],
      \\u0061b: { /* nested */ c: { d: [[], {}, [[1]],], }, },
      numbers: [0, -1, +2, .5, 5., -0.25e-3, 1E+9, 0xFf, -0x10, Infinity, -Infinity, NaN],
      text: "日本\u{2028}\u{1F600}", // the end
    }
    """

  /// Reads bytes; the result is a value, or an error that lies within them.
  private func outcome(_ bytes: [UInt8]) -> SourceError? {
    let file = SourceFile(name: "test.json5", bytes: bytes)
    do throws(SourceError) {
      _ = try JSON5Reader.read(file)
      return nil
    } catch {
      let end = file.position(at: bytes.count)
      let isWithin =
        error.position.line < end.line
        || error.position.line == end.line && error.position.column <= end.column
      #expect(isWithin, "\(error) lies behind \(end)")
      #expect(!error.found.isEmpty && !error.expected.isEmpty)
      return error
    }
  }

  @Test("A rich document cut at any byte gives one error at or before the cut")
  func truncation() {
    let bytes = Array(Self.rich.utf8)
    #expect(outcome(bytes) == nil)
    for index in bytes.indices {
      #expect(outcome(Array(bytes[..<index])) != nil, "cut at \(index)")
    }
  }

  @Test("Changed bytes give a value or an error, never a trap")
  func mutation() {
    let bytes = Array(Self.rich.utf8)
    let interesting = Array("{}[]:,\"'\\/*+-.0xeEIN \n\r\u{2028}\u{FEFF}".utf8) + [0, 0x80, 0xFF]
    var random = TestChoices(seed: 1)
    var failures = 0
    for _ in 0..<3_000 {
      var mutant = bytes
      for _ in 0...random.below(4) {
        let place = random.below(mutant.count)
        switch random.below(4) {
        case 0: mutant[place] = UInt8(random.below(256))
        case 1: mutant[place] = interesting[random.below(interesting.count)]
        case 2: mutant.insert(interesting[random.below(interesting.count)], at: place)
        default: mutant.removeSubrange(place..<min(mutant.count, place + random.below(9)))
        }
      }
      if outcome(mutant) != nil { failures += 1 }
    }
    // Most mutants break the document, and some only change a comment or a text.
    #expect((1_500..<3_000).contains(failures))
  }

  @Test("Random bytes give an error, never a trap")
  func noise() {
    var random = TestChoices(seed: 2)
    for length in 1...300 {
      #expect(outcome((0..<length).map { _ in 0x80 | UInt8(random.below(256)) }) != nil)
    }
  }

  @Test("Nesting ends in one error at the limit", arguments: ["[", "{a:", "[{a:", "[[],"])
  func nesting(_ opening: String) {
    let text = String(repeating: opening, count: 200_000)
    let error = #expect(throws: SourceError.self) { try read(text) }
    #expect(error?.found == "the beginning of level 65 of arrays and objects")
    #expect(error?.expected == "at most 64 levels inside each other")
  }

  @Test("The depth limit counts arrays and objects around each other")
  func depthLimit() throws {
    let limits = JSON5Limits(depth: 3)
    #expect(try read("[{a: [1]}]", limits: limits) == [["a": [1]]])
    let error = #expect(throws: SourceError.self) { try read("[{a: [[]]}]", limits: limits) }
    #expect(error?.position == SourcePosition(line: 1, column: 7))
    let deepest = String(repeating: "[", count: 256) + String(repeating: "]", count: 256)
    #expect(throws: Never.self) { try read(deepest, limits: JSON5Limits(depth: 256)) }
  }

  @Test("Each limit has its error, and what just fits is read")
  func limits() {
    func found(_ text: String, _ limits: JSON5Limits) -> String? {
      do throws(SourceError) {
        _ = try read(text, limits: limits)
        return nil
      } catch {
        return "\(error.position.line):\(error.position.column) \(error.found)"
      }
    }
    #expect(found("[1]", JSON5Limits(fileBytes: 3)) == nil)
    #expect(found("[12]", JSON5Limits(fileBytes: 3)) == "1:1 a file of 4 bytes")
    #expect(found("[1,2]", JSON5Limits(values: 3)) == nil)
    #expect(found("[1,\n2,3]", JSON5Limits(values: 3)) == "2:3 more than 3 values")
    #expect(found("'abc'", JSON5Limits(stringBytes: 3)) == nil)
    #expect(found("'abc\\\n'", JSON5Limits(stringBytes: 3)) == nil)
    #expect(found(" 'abcd'", JSON5Limits(stringBytes: 3)) == "1:2 a string of more than 3 bytes")
    #expect(found("'a\\u20AC'", JSON5Limits(stringBytes: 3)) == "1:1 a string of more than 3 bytes")
    #expect(found("{abc: 1}", JSON5Limits(stringBytes: 3)) == nil)
    #expect(found("{abcd: 1}", JSON5Limits(stringBytes: 3)) == "1:2 a string of more than 3 bytes")
    #expect(found("[-123]", JSON5Limits(numberBytes: 4)) == nil)
    #expect(found("[-1234]", JSON5Limits(numberBytes: 4)) == "1:2 a number of 5 characters")
  }

  @Test("Bytes that are not UTF-8 are found where they are")
  func encoding() {
    func found(_ bytes: [UInt8]) -> String? {
      outcome(bytes).map { "\($0.position.line):\($0.position.column) \($0.found)" }
    }
    let quote = UInt8(ascii: "'")
    #expect(found([quote, 0xFF, quote]) == "1:2 the byte 0xFF, which is not UTF-8")
    #expect(found([quote, 0x0A, 0xC3, 0xA9, 0xC3]) == "2:2 the byte 0xC3, which is not UTF-8")
    // An overlong slash, a surrogate, a value beyond U+10FFFF.
    #expect(found([quote, 0xC0, 0xAF, quote]) == "1:2 the byte 0xC0, which is not UTF-8")
    #expect(found([quote, 0xED, 0xA0, 0x80, quote]) == "1:2 the byte 0xED, which is not UTF-8")
    #expect(found([0xF4, 0x90, 0x80, 0x80]) == "1:1 the byte 0xF4, which is not UTF-8")
    #expect(found([0xFF, 0xFE, 0x7B, 0x00]) == "1:1 the byte order mark of UTF-16")
    #expect(found([0xFE, 0xFF, 0x00, 0x7B]) == "1:1 the byte order mark of UTF-16")
    #expect(found([0x7F, 0x45, 0x4C, 0x46]) == "1:1 U+007F")
  }
}
