extension BitRate {
  private static let units: [(name: String, bits: Int64)] = [
    ("bit/s", 1), ("kbit/s", 1_000), ("Mbit/s", 1_000_000), ("Gbit/s", 1_000_000_000),
  ]
  // Not "MB/s": whether it counts bits or bytes is anybody's guess.
  private static let otherNames: KeyValuePairs = [
    "bit": "bit/s", "bps": "bit/s", "kbit": "kbit/s", "kbps": "kbit/s", "mbit": "Mbit/s",
    "mbps": "Mbit/s", "gbit": "Gbit/s", "gbps": "Gbit/s",
  ]
  /// The units that texts may have.
  public static let unitNames = units.map(\.name)

  private static let expectation = "a rate in bits per second, such as \"12Mbit/s\""

  /// Reads `"12Mbit/s"`; units are bit/s, kbit/s, Mbit/s and Gbit/s.
  public init(text: String) throws(QuantityTextError) {
    guard let number = DecimalWithUnit(text) else {
      throw QuantityTextError(problem: "is not a rate", expected: Self.expectation)
    }
    guard !number.unit.isEmpty else {
      throw QuantityTextError(
        problem: "has no unit", expected: Self.expectation, suggestion: number.number + "Mbit/s")
    }
    guard let unit = Self.units.first(where: { $0.name == number.unit }) else {
      throw QuantityTextError(
        problem: "has the unknown unit \"\(number.unit)\"", expected: Self.expectation,
        suggestion: number.corrected(
          units: Self.units.map(\.name), otherNames: Self.otherNames))
    }
    guard let bits = number.scaled(by: unit.bits), bits > 0 else {
      throw QuantityTextError(
        problem: "is not a whole, positive number of bits per second",
        expected: Self.expectation)
    }
    self.init(bitsPerSecond: bits)
  }

  /// The exact text that ``init(text:)`` reads back, in the largest unit without a fraction.
  public var text: String {
    let fitting = Self.units.last { bitsPerSecond % $0.bits == 0 } ?? Self.units[0]
    return "\(bitsPerSecond / fitting.bits)\(fitting.name)"
  }
}

extension BitRate: CustomStringConvertible {
  public var description: String { text }
}
