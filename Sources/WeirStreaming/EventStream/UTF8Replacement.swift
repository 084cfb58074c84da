internal import WeirPrimitives

/// The replacing UTF-8 decoder of the WHATWG Encoding standard, from bytes to well-formed bytes.
///
/// It may be applied line by line: an ASCII byte is never part of an invalid sequence, so cutting
/// at CR, LF or a colon gives what decoding the whole stream first would give.
enum UTF8Replacement {
  /// Appends `bytes`, with U+FFFD in place of each maximal ill-formed subsequence.
  static func append(_ bytes: Span<UInt8>, to text: inout [UInt8]) {
    let count = bytes.count
    var index = LineScan.firstNonASCII(in: bytes, from: 0)
    var copied = 0
    while index < count {
      let (length, isComplete) = sequence(in: bytes, at: index)
      if !isComplete {
        copy(bytes, copied..<index, to: &text)
        text.append(0xEF)
        text.append(0xBF)
        text.append(0xBD)
        copied = index + length
      }
      index = LineScan.firstNonASCII(in: bytes, from: index + length)
    }
    copy(bytes, copied..<count, to: &text)
  }

  /// Puts U+FFFD in place of a character that ends before it is complete.
  static func replaceUnfinishedCharacter(of text: inout [UInt8]) {
    var length = 1
    while length <= min(3, text.count), text[text.count - length] & 0xC0 == 0x80 { length += 1 }
    guard length <= min(3, text.count), text[text.count - length] >= 0xC0 else { return }
    let (taken, isComplete) = sequence(in: text.span, at: text.count - length)
    guard !isComplete, taken == length else { return }
    text.removeLast(length)
    text.append("\u{FFFD}")
  }

  private static func copy(_ bytes: Span<UInt8>, _ range: Range<Int>, to text: inout [UInt8]) {
    guard !range.isEmpty else { return }
    bytes.extracting(range).withUnsafeBufferPointer { text.append(contentsOf: $0) }
  }

  /// Returns how many bytes the sequence led by a non-ASCII byte takes, and whether it is whole.
  ///
  /// Encoding standard, UTF-8 decoder: the first continuation byte has a narrower range after E0,
  /// ED, F0 and F4, which rules out overlong forms, surrogates and values above U+10FFFF.
  private static func sequence(
    in bytes: Span<UInt8>, at start: Int
  ) -> (length: Int, isComplete: Bool) {
    var lower: UInt8 = 0x80
    var upper: UInt8 = 0xBF
    let needed: Int
    switch bytes[start] {
    case 0xC2...0xDF: needed = 1
    case 0xE0: (needed, lower) = (2, 0xA0)
    case 0xED: (needed, upper) = (2, 0x9F)
    case 0xE1...0xEF: needed = 2
    case 0xF0: (needed, lower) = (3, 0x90)
    case 0xF4: (needed, upper) = (3, 0x8F)
    case 0xF1...0xF3: needed = 3
    default: return (1, false)
    }
    var seen = 0
    while seen < needed {
      let index = start + 1 + seen
      guard index < bytes.count, lower <= bytes[index], bytes[index] <= upper else {
        return (1 + seen, false)
      }
      (lower, upper) = (0x80, 0xBF)
      seen += 1
    }
    return (1 + needed, true)
  }
}
