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
  var digits: Int64
  /// How many of them stood behind the decimal point.
  var fractionDigits: Int
  var unit: Substring

  /// Returns nil when the text does not begin with a plain decimal number of at most 18 digits.
  init?(_ text: String) {
    digits = 0
    fractionDigits = 0
    var seenPoint = false
    var seenDigit = false
    var index = text.startIndex
    while index < text.endIndex {
      let character = text[index]
      if let digit = character.asciiDigit {
        guard digits < 100_000_000_000_000_000 else { return nil }
        digits = digits * 10 + digit
        if seenPoint { fractionDigits += 1 }
        seenDigit = true
      } else if character == ".", !seenPoint, seenDigit {
        seenPoint = true
      } else {
        break
      }
      index = text.index(after: index)
    }
    guard seenDigit else { return nil }
    unit = text[index...]
    while unit.first == " " { unit.removeFirst() }
    while fractionDigits > 0, digits % 10 == 0 {
      digits /= 10
      fractionDigits -= 1
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
}

extension Character {
  fileprivate var asciiDigit: Int64? {
    guard let value = asciiValue, (48...57).contains(value) else { return nil }
    return Int64(value) - 48
  }
}
