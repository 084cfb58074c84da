/// Why a text is not the quantity it should be: what is wrong and what would be right.
public struct QuantityTextError: Error, Equatable, Sendable {
  /// What is wrong, to follow the quoted text: `has no unit`.
  public let problem: String
  /// What would be right, with an example.
  public let expected: String
  /// The text with the likeliest correction, where there is one.
  public let suggestion: String?

  public init(problem: String, expected: String, suggestion: String? = nil) {
    self.problem = problem
    self.expected = expected
    self.suggestion = suggestion
  }
}

/// A decimal number followed by a unit, taken apart without losing a digit.
struct DecimalWithUnit {
  /// All digits, the decimal point left out.
  private(set) var digits: Int64 = 0
  /// How many of them stood behind the decimal point, zeros at the end left out.
  private(set) var fractionDigits = 0
  /// The number as it was written.
  let number: Substring
  let unit: Substring

  /// The most decimals that matter: more than nanoseconds in an hour or bits in a Gbit need.
  static let fractionDigitLimit = 18

  /// Returns nil when the text does not begin with a plain decimal number that 63 bits hold.
  init?(_ text: String) {
    let whole = text.prefix { $0.asciiDigit != nil }
    var rest = text[whole.endIndex...]
    var fraction = rest.prefix(0)
    if rest.first == ".", let next = rest.dropFirst().first, next.asciiDigit != nil {
      fraction = rest.dropFirst().prefix { $0.asciiDigit != nil }
      rest = text[fraction.endIndex...]
    }
    guard !whole.isEmpty else { return nil }
    number = text[..<rest.startIndex]
    unit = rest.drop { $0 == " " }
    while fraction.last == "0" { fraction.removeLast() }
    guard fraction.count <= Self.fractionDigitLimit, !unit.contains(where: \.isNewline) else {
      return nil
    }
    fractionDigits = fraction.count
    for digit in (whole + fraction).compactMap(\.asciiDigit) {
      let (tens, isTooLarge) = digits.multipliedReportingOverflow(by: 10)
      let (sum, overflow) = tens.addingReportingOverflow(digit)
      guard !isTooLarge, !overflow else { return nil }
      digits = sum
    }
  }

  /// Returns the value times `scale`, or nil when that is not a whole number or out of range.
  func scaled(by scale: Int64) -> Int64? {
    var divisor: Int64 = 1
    for _ in 0..<fractionDigits { divisor *= 10 }
    let wide = digits.multipliedFullWidth(by: scale)
    guard wide.high < divisor else { return nil }
    let (quotient, remainder) = UInt64(divisor).dividingFullWidth((UInt64(wide.high), wide.low))
    guard remainder == 0, quotient <= UInt64(Int64.max) else { return nil }
    return Int64(quotient)
  }

  /// Returns the text with the unit that was meant: one in other case, or one with another name.
  func corrected(
    units: [String], otherNames: KeyValuePairs<String, String>
  ) -> String? {
    let folded = unit.lowercased()
    guard !folded.isEmpty else { return nil }
    let meant =
      units.first { $0.lowercased() == folded } ?? otherNames.first { $0.key == folded }?.value
    return meant.map { number + $0 }
  }
}

/// A number of some unit's fractions as a decimal without needless zeros: `1.5`.
func decimalText(_ value: UInt64, over scale: UInt64) -> String {
  guard value % scale > 0 else { return String(value / scale) }
  var fraction = value % scale + scale  // its first digit holds the zeros behind the point
  while fraction % 10 == 0 { fraction /= 10 }
  return "\(value / scale).\(String(fraction).dropFirst())"
}

extension Character {
  fileprivate var asciiDigit: Int64? {
    guard let value = asciiValue, (48...57).contains(value) else { return nil }
    return Int64(value) - 48
  }
}
