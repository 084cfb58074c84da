import TestSupport
import Testing
import WeirScenario

@Suite struct JSON5FeedTests {
  private static let documents = [
    "{ a: 'ü\\u00e9', // 流れ\n b: [1, 0x2F, +.5, \"é\\\n\"], 'c d': null, }",
    "\u{FEFF}[true, { b: -Infinity }, /* * */ '\u{2028}']",
    "{ a: 1, a: 2 }", "[1, 2", "{ a: 'b }", "{ a: tru }", "'\u{1F30A}' x", "",
  ]

  private func outcome(_ pieces: [[UInt8]], limits: JSON5Limits = .standard) -> String {
    var feed = JSON5Feed(name: "file", limits: limits)
    for piece in pieces { feed.feed(piece.span) }
    do {
      return JSON5Writer.text(of: try feed.finish())
    } catch {
      return "\(error)"
    }
  }

  @Test(
    "A document gives the same whole, byte by byte and split at every index", arguments: documents)
  func segmentation(text: String) {
    let whole = outcome([Array(text.utf8)])
    for pieces in segmentations(of: text) { #expect(outcome(pieces) == whole) }
    var read = ""
    do {
      read = JSON5Writer.text(
        of: try JSON5Reader.read(SourceFile(name: "file", text: text)))
    } catch {
      read = "\(error)"
    }
    #expect(read == whole)
  }

  @Test("Of a document beyond the limit no more than the limit is held, and one error tells")
  func tooLong() {
    let limits = JSON5Limits(fileBytes: 1_000)
    let pieces = [[UInt8]](repeating: [UInt8](repeating: 0x20, count: 300), count: 5_000)
    #expect(
      outcome(pieces, limits: limits)
        == "file:1:1: found a file of 1500000 bytes; expected at most 1000 bytes")
  }
}
