internal import WeirPrimitives

/// A number as it was written, without loss; there is no floating point in it.
///
/// Two numbers are equal when they are written alike: `1.0` is not `1`.
public struct JSON5Number: Sendable, Hashable, CustomStringConvertible {
  /// The text in the file, sign included: `250`, `-.5e3`, `0xFF`, `+Infinity`.
  public let literal: String

  /// Takes a text that the reader has found to be a number.
  init(checked literal: String) {
    self.literal = literal
  }

  public init(_ integer: Int64) {
    literal = String(integer)
  }

  /// Takes a text if it is a whole JSON5 number.
  public init?(literal: String) {
    guard let number = try? JSON5Reader.readNumber(literal) else { return nil }
    self = number
  }

  public var description: String { literal }

  /// Whether the number is neither `NaN` nor infinite.
  public var isFinite: Bool { !literal.hasSuffix("y") && !literal.hasSuffix("N") }

  /// The value, when it is a whole number that 64 bits hold: `1e3` and `0x10` too, `1.5` not.
  public var asInteger: Int64? { asInteger(scaledBy: 1) }

  /// Returns the value times `scale`, when that is a whole number that 64 bits hold.
  public func asInteger(scaledBy scale: Int64) -> Int64? {
    guard let decimal = Decimal(literal), let whole = decimal.whole else { return nil }
    let (wide, overflow) = whole.value.multipliedReportingOverflow(by: Int128(scale))
    guard !overflow else { return nil }
    let (quotient, remainder) = wide.quotientAndRemainder(dividingBy: whole.divisor)
    return remainder == 0 ? Int64(exactly: quotient) : nil
  }

  /// The number without exponent, plus sign or bare decimal point, as quantities are written.
  ///
  /// Nil when it is not finite or would take more than 36 digits.
  var plainText: String? { Decimal(literal)?.plainText }
}

/// A finite number taken apart: digits without outer zeros, times a power of ten.
private struct Decimal {
  /// The most digits of a value, leading or trailing zeros included, before it counts as too long.
  static let digitLimit = 36
  /// Exponents beyond this count as this: no digit survives either way.
  static let exponentLimit = 1_000_000

  var isNegative = false
  var digits: [UInt8] = []
  var exponent = 0

  init?(_ literal: String) {
    var text = Array(literal.utf8)[...]
    if let sign = text.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      isNegative = sign == UInt8(ascii: "-")
      text.removeFirst()
    }
    if text.count > 2, ASCII.lowercased(text[text.startIndex + 1]) == UInt8(ascii: "x") {
      guard let value = UInt64(String(decoding: text.dropFirst(2), as: UTF8.self), radix: 16)
      else { return nil }
      text = Array(String(value).utf8)[...]
    }
    var seenPoint = false
    while let byte = text.first {
      if ASCII.isDigit(byte) {
        digits.append(byte - ASCII.zero)
        if seenPoint { exponent -= 1 }
      } else if byte == UInt8(ascii: ".") {
        seenPoint = true
      } else {
        break
      }
      text.removeFirst()
    }
    if let byte = text.first {
      guard ASCII.lowercased(byte) == UInt8(ascii: "e") else { return nil }
      exponent += Self.exponent(text.dropFirst())
    }
    while digits.last == 0 {
      digits.removeLast()
      exponent += 1
    }
    digits.removeFirst(digits.prefix { $0 == 0 }.count)
    if digits.isEmpty { exponent = 0 }
  }

  private static func exponent(_ text: ArraySlice<UInt8>) -> Int {
    var magnitude = 0
    for byte in text where ASCII.isDigit(byte) {
      magnitude = min(magnitude * 10 + Int(byte - ASCII.zero), exponentLimit)
    }
    return text.first == UInt8(ascii: "-") ? -magnitude : magnitude
  }

  /// The value as a fraction over a power of ten, when both fit 128 bits.
  var whole: (value: Int128, divisor: Int128)? {
    guard digits.count + abs(exponent) <= Self.digitLimit else { return nil }
    var value: Int128 = 0
    var divisor: Int128 = 1
    for digit in digits { value = value * 10 + Int128(digit) }
    for _ in 0..<abs(exponent) {
      if exponent > 0 { value *= 10 } else { divisor *= 10 }
    }
    return (isNegative ? -value : value, divisor)
  }

  var plainText: String? {
    guard digits.count + abs(exponent) <= Self.digitLimit else { return nil }
    var text = digits.map { $0 + ASCII.zero }
    if exponent >= 0 {
      text += Array(repeating: ASCII.zero, count: exponent)
      if text.isEmpty { text = [ASCII.zero] }
    } else {
      let missing = max(0, 1 - exponent - text.count)
      text = Array(repeating: ASCII.zero, count: missing) + text
      text.insert(UInt8(ascii: "."), at: text.count + exponent)
    }
    let sign = isNegative && !digits.isEmpty ? "-" : ""
    return sign + String(decoding: text, as: UTF8.self)
  }
}
