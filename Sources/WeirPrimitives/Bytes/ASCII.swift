/// The bytes of ASCII that the text protocols are made of.
public enum ASCII {
  public static let tab: UInt8 = 0x09
  public static let lineFeed: UInt8 = 0x0A
  public static let carriageReturn: UInt8 = 0x0D
  public static let space: UInt8 = 0x20
  public static let colon: UInt8 = 0x3A
  public static let zero: UInt8 = 0x30

  /// Whether the byte is one of `0`…`9`.
  public static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  /// Returns the byte with `A`…`Z` turned into `a`…`z`.
  public static func lowercased(_ byte: UInt8) -> UInt8 {
    byte &- 0x41 < 26 ? byte | 0x20 : byte
  }

  /// Returns the value of a hexadecimal digit, or nil.
  public static func hexadecimalValue(_ byte: UInt8) -> UInt8? {
    if isDigit(byte) { return byte - 0x30 }
    let lower = lowercased(byte)
    return lower &- 0x61 < 6 ? lower - 0x61 + 10 : nil
  }
}

extension [UInt8] {
  /// Appends a number in decimal.
  public mutating func appendDecimal(_ value: UInt64) {
    appendDigits(value, base: 10)
  }

  /// Appends a number in lowercase hexadecimal without leading zeros.
  public mutating func appendHexadecimal(_ value: UInt64) {
    appendDigits(value, base: 16)
  }

  /// Writes the digits from the last to the first and appends them at once.
  @inline(__always) private mutating func appendDigits(_ value: UInt64, base: UInt64) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var first = digits.count
      var rest = value
      repeat {
        let digit = UInt8(truncatingIfNeeded: rest % base)
        first -= 1
        digits.initializeElement(at: first, to: digit < 10 ? 0x30 + digit : 0x61 + digit - 10)
        rest /= base
      } while rest > 0
      append(contentsOf: UnsafeBufferPointer(rebasing: digits[first...]))
    }
  }

  /// Appends the bytes of a literal.
  public mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { append(contentsOf: $0) }
  }
}
