internal import WeirPrimitives

/// The byte classes of RFC 9110 that decide what a name or a value may hold.
enum HTTPCharacter {
  /// Whether the byte is a `tchar`, RFC 9110 section 5.6.2.
  static func isToken(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E...0x60, 0x7C, 0x7E: true
    default: false
    }
  }

  /// Whether the byte may stand in a field value, RFC 9110 section 5.5: no control but the tab.
  ///
  /// The section lets a recipient keep controls other than CR, LF and NUL "within a safe context";
  /// none is kept here.
  static func isFieldValue(_ byte: UInt8) -> Bool {
    byte == ASCII.tab || byte >= ASCII.space && byte != 0x7F
  }

  /// Whether the byte is optional white space, RFC 9110 section 5.6.3.
  static func isBlank(_ byte: UInt8) -> Bool {
    byte == ASCII.space || byte == ASCII.tab
  }

  /// Whether the byte is a visible ASCII character.
  static func isVisible(_ byte: UInt8) -> Bool {
    byte > ASCII.space && byte < 0x7F
  }

  /// Returns the range without the optional white space at both of its ends.
  static func trimmed(_ range: Range<Int>, in bytes: Span<UInt8>) -> Range<Int> {
    var lower = range.lowerBound
    var upper = range.upperBound
    while lower < upper, isBlank(bytes[lower]) { lower += 1 }
    while lower < upper, isBlank(bytes[upper - 1]) { upper -= 1 }
    return lower..<upper
  }

  /// Whether both texts are the same when `A`…`Z` count as `a`…`z`.
  static func isEqualIgnoringCase(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    for index in 0..<left.count
    where ASCII.lowercased(left[index]) != ASCII.lowercased(right[index]) {
      return false
    }
    return true
  }
}
