extension ByteCount {
  private static let units: [(name: String, bytes: Int64)] = [
    ("", 1), ("B", 1), ("kB", 1_000), ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000),
    ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30),
  ]
  private static let otherNames: KeyValuePairs = [
    "byte": "B", "bytes": "B", "k": "KiB", "m": "MiB", "g": "GiB", "ki": "KiB", "mi": "MiB",
    "gi": "GiB",
  ]
  /// The units that texts may have.
  public static let unitNames = units.map(\.name)

  private static let expectation = "a size, such as 1500, \"64KiB\" or \"1MB\""

  /// Reads `"1500"`, `"64KiB"`, `"1MB"`; a number without a unit counts bytes.
  public init(text: String) throws(QuantityTextError) {
    guard let number = DecimalWithUnit(text) else {
      throw QuantityTextError(problem: "is not a size", expected: Self.expectation)
    }
    guard let unit = Self.units.first(where: { $0.name == number.unit }) else {
      throw QuantityTextError(
        problem: "has the unknown unit \"\(number.unit)\"", expected: Self.expectation,
        suggestion: number.corrected(
          units: Self.units.map(\.name), otherNames: Self.otherNames))
    }
    guard let bytes = number.scaled(by: unit.bytes) else {
      throw QuantityTextError(
        problem: "is not a whole number of bytes that 63 bits hold", expected: Self.expectation)
    }
    self.init(bytes: bytes)
  }

  /// The exact text that ``init(text:)`` reads back, in the largest unit without a fraction.
  public var text: String {
    let names = ["GiB", "MiB", "KiB", "GB", "MB", "kB"]
    for name in names {
      guard bytes > 0, let unit = Self.units.first(where: { $0.name == name })?.bytes else { break }
      if bytes % unit == 0 { return "\(bytes / unit)\(name)" }
    }
    return "\(bytes)"
  }
}

extension ByteCount: CustomStringConvertible {
  public var description: String { text }
}
