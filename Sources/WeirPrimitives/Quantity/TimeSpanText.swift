extension TimeSpan {
  private static let units: [(name: String, nanoseconds: Int64)] = [
    ("ns", 1), ("us", 1_000), ("\u{B5}s", 1_000), ("\u{3BC}s", 1_000), ("ms", 1_000_000),
    ("s", 1_000_000_000), ("m", 60_000_000_000), ("min", 60_000_000_000), ("h", 3_600_000_000_000),
  ]
  private static let otherNames: KeyValuePairs = [
    "nsec": "ns", "usec": "us", "msec": "ms", "msecs": "ms", "millis": "ms", "millisecond": "ms",
    "milliseconds": "ms", "sec": "s", "secs": "s", "second": "s", "seconds": "s", "mins": "m",
    "minute": "m", "minutes": "m", "hr": "h", "hour": "h", "hours": "h",
  ]
  /// The units that texts may have.
  public static let unitNames = units.map(\.name)

  private static let expectation = "a time with a unit, such as \"250ms\", \"1.5s\" or \"2m\""

  /// Reads `"250ms"`, `"1.5s"`, `"2m"`; units are ns, us, ms, s, m and h.
  public init(text: String) throws(QuantityTextError) {
    guard let number = DecimalWithUnit(text) else {
      throw QuantityTextError(problem: "is not a time", expected: Self.expectation)
    }
    if number.unit.isEmpty {
      if number.digits == 0 {
        self = .zero
        return
      }
      throw QuantityTextError(
        problem: "has no unit", expected: Self.expectation, suggestion: number.number + "ms")
    }
    guard let unit = Self.units.first(where: { $0.name == number.unit }) else {
      throw QuantityTextError(
        problem: "has the unknown unit \"\(number.unit)\"", expected: Self.expectation,
        suggestion: number.corrected(
          units: Self.units.map(\.name), otherNames: Self.otherNames))
    }
    guard let nanoseconds = number.scaled(by: unit.nanoseconds) else {
      throw QuantityTextError(
        problem: "is not a whole number of nanoseconds below 292 years",
        expected: Self.expectation)
    }
    self.init(nanoseconds: nanoseconds)
  }

  /// The exact text that ``init(text:)`` reads back: `250ms`, `1.5s`, `2m`.
  ///
  /// A negative span begins with a hyphen, which is for people only: the reader takes none.
  public var text: String {
    let magnitude = nanoseconds.magnitude
    let sign = nanoseconds < 0 ? "-" : ""
    if magnitude == 0 { return "0s" }
    if magnitude % 60_000_000_000 == 0 { return "\(sign)\(magnitude / 60_000_000_000)m" }
    for (name, scale) in [("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1_000)] as [(_, UInt64)]
    where magnitude >= scale {
      return sign + decimalText(magnitude, over: scale) + name
    }
    return "\(sign)\(magnitude)ns"
  }

  /// Seconds with a fixed number of decimals, rounded half up: `7.213`.
  public func seconds(decimals: Int) -> String {
    precondition((0...9).contains(decimals), "a nanosecond has nine decimals, not \(decimals)")
    var step: UInt64 = 1_000_000_000
    var scale: UInt64 = 1
    for _ in 0..<decimals {
      step /= 10
      scale *= 10
    }
    let rounded = (nanoseconds.magnitude + step / 2) / step
    let sign = nanoseconds < 0 && rounded > 0 ? "-" : ""
    if decimals == 0 { return "\(sign)\(rounded)" }
    return "\(sign)\(rounded / scale).\(String(rounded % scale + scale).dropFirst())"
  }
}

extension TimeSpan: CustomStringConvertible {
  public var description: String { text }
}

extension Instant: CustomStringConvertible {
  public var description: String { TimeSpan(nanoseconds: nanoseconds).text }
}
