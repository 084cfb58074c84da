extension ByteCount {
  private static let units: [(name: String, bytes: Int64)] = [
    ("", 1), ("B", 1), ("kB", 1_000), ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000),
    ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30),
  ]
  private static let expectation = "a size, such as 1500, \"64KiB\" or \"1MB\""

  /// Reads `"1500"`, `"64KiB"`, `"1MB"`; a number without a unit counts bytes.
  public init(text: String) throws(QuantityTextError) {
    guard let number = DecimalWithUnit(text) else {
      throw QuantityTextError(problem: "is not a size", expected: Self.expectation)
    }
    guard let unit = Self.units.first(where: { $0.name == number.unit }) else {
      throw QuantityTextError(
        problem: "has the unknown unit \"\(number.unit)\"", expected: Self.expectation)
    }
    guard let bytes = number.scaled(by: unit.bytes) else {
      throw QuantityTextError(
        problem: "is not a whole number of bytes", expected: Self.expectation)
    }
    self.init(bytes: bytes)
  }
}

extension BitRate {
  private static let units: [(name: String, bits: Int64)] = [
    ("bit/s", 1), ("kbit/s", 1_000), ("Mbit/s", 1_000_000), ("Gbit/s", 1_000_000_000),
  ]
  private static let expectation = "a rate in bits per second, such as \"12Mbit/s\""

  /// Reads `"12Mbit/s"`; units are bit/s, kbit/s, Mbit/s and Gbit/s.
  public init(text: String) throws(QuantityTextError) {
    guard let number = DecimalWithUnit(text) else {
      throw QuantityTextError(problem: "is not a rate", expected: Self.expectation)
    }
    guard let unit = Self.units.first(where: { $0.name == number.unit }) else {
      let problem =
        number.unit.isEmpty ? "has no unit" : "has the unknown unit \"\(number.unit)\""
      throw QuantityTextError(
        problem: problem, expected: Self.expectation,
        suggestion: number.unit.isEmpty ? text + "Mbit/s" : nil)
    }
    guard let bits = number.scaled(by: unit.bits), bits > 0 else {
      throw QuantityTextError(
        problem: "is not a whole, positive number of bits per second",
        expected: Self.expectation)
    }
    self.init(bitsPerSecond: bits)
  }
}

extension Ratio {
  private static let expectation = "a share between 0% and 100%, such as \"0.5%\""

  /// Reads `"0.5%"`; `"0"` needs no unit.
  public init(text: String) throws(QuantityTextError) {
    guard let number = DecimalWithUnit(text), number.fractionDigits <= 12 else {
      throw QuantityTextError(problem: "is not a share", expected: Self.expectation)
    }
    guard number.unit == "%" || number.digits == 0 && number.unit.isEmpty else {
      throw QuantityTextError(
        problem: number.unit.isEmpty ? "has no unit" : "has the unknown unit \"\(number.unit)\"",
        expected: Self.expectation, suggestion: number.unit.isEmpty ? text + "%" : nil)
    }
    var denominator: UInt64 = 100
    for _ in 0..<number.fractionDigits { denominator *= 10 }
    guard UInt64(number.digits) <= denominator else {
      throw QuantityTextError(problem: "is more than 100%", expected: Self.expectation)
    }
    self.init(UInt64(number.digits), outOf: denominator)
  }
}
