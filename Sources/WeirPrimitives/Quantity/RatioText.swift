extension Ratio {
  private static let expectation = "a share between 0% and 100%, such as \"0.5%\""
  /// The most decimals of a percentage; with them a denominator fits 64 bits.
  private static let decimalLimit = 12

  /// Reads `"0.5%"`; `"0"` needs no unit.
  public init(text: String) throws(QuantityTextError) {
    guard let number = DecimalWithUnit(text), number.fractionDigits <= Self.decimalLimit else {
      throw QuantityTextError(problem: "is not a share", expected: Self.expectation)
    }
    guard number.unit == "%" || number.digits == 0 && number.unit.isEmpty else {
      let isBare = number.unit.isEmpty
      throw QuantityTextError(
        problem: isBare ? "has no unit" : "has the unknown unit \"\(number.unit)\"",
        expected: Self.expectation, suggestion: isBare ? Self.percentage(of: number) : nil)
    }
    var denominator: UInt64 = 100
    for _ in 0..<number.fractionDigits { denominator *= 10 }
    guard UInt64(number.digits) <= denominator else {
      throw QuantityTextError(problem: "is more than 100%", expected: Self.expectation)
    }
    self.init(UInt64(number.digits), outOf: denominator)
  }

  /// What a number without a percent sign meant: `0.5` is a half, `5` is five percent.
  private static func percentage(of number: DecimalWithUnit) -> String? {
    var scale: UInt64 = 1
    for _ in 0..<number.fractionDigits { scale *= 10 }
    let digits = UInt64(number.digits)
    guard digits < scale else { return digits <= 100 * scale ? number.number + "%" : nil }
    return decimalText(digits * 100, over: scale) + "%"
  }

  /// The exact text that ``init(text:)`` reads back; nil for thirds and their like.
  public var text: String? {
    var scale: UInt128 = 1
    for _ in 0..<Self.decimalLimit { scale *= 10 }
    let (share, remainder) = (UInt128(numerator) * 100 * scale).quotientAndRemainder(
      dividingBy: UInt128(denominator))
    return remainder == 0 ? decimalText(UInt64(share), over: UInt64(scale)) + "%" : nil
  }
}
