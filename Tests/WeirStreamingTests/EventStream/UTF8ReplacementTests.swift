import Testing

@testable import WeirStreaming

@Suite struct UTF8ReplacementTests {
  private func repaired(_ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    UTF8Replacement.append(bytes.span, to: &text)
    return text
  }

  @Test(
    "Each maximal ill-formed subsequence becomes one U+FFFD",
    arguments: [
      ([0x61, 0x62], "ab"),
      ([0xC3, 0xA9], "é"),
      ([0xC0, 0x80], "\u{FFFD}\u{FFFD}"),
      ([0xC3], "\u{FFFD}"),
      ([0xE2, 0x82], "\u{FFFD}"),
      ([0xE2, 0x82, 0x41], "\u{FFFD}A"),
      ([0xE0, 0x9F, 0xBF], "\u{FFFD}\u{FFFD}\u{FFFD}"),
      ([0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"),
      ([0xF0, 0x8F, 0xBF, 0xBF], "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
      ([0xF4, 0x90, 0x80, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
      ([0xF4, 0x8F, 0xBF, 0xBF], "\u{10FFFF}"),
      ([0xF1, 0x80, 0x80, 0xF1, 0x80, 0x80, 0x80], "\u{FFFD}\u{40000}"),
      ([0x80, 0xBF, 0xFE, 0xFF], "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
    ] as [([UInt8], String)])
  func vectors(bytes: [UInt8], text: String) {
    #expect(repaired(bytes) == Array(text.utf8))
  }

  @Test("Every pair of bytes is decoded as the standard library does it")
  func everyPair() {
    for first in UInt8.min...UInt8.max {
      for second in UInt8.min...UInt8.max {
        let bytes = [first, second]
        if repaired(bytes) != Array(String(decoding: bytes, as: UTF8.self).utf8) {
          Issue.record("\(bytes) is decoded differently")
        }
      }
    }
  }

  @Test("Random bytes are decoded as the standard library does it", arguments: 0..<200)
  func random(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let leads: [UInt8] = [0x41, 0x80, 0xBF, 0xC2, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF3, 0xF4, 0xF5]
    let bytes = (0..<500).map { _ in
      random.below(3) == 0
        ? leads[random.below(leads.count)]
        : UInt8(
          truncatingIfNeeded: random.below(2) == 0 ? 0x80 | random.next() % 64 : random.next())
    }
    #expect(repaired(bytes) == Array(String(decoding: bytes, as: UTF8.self).utf8))
  }
}
