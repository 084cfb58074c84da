internal import WeirPrimitives

/// Where a line that is neither blank nor a comment divides into a field name and a value.
struct EventStreamField {
  /// The field names of WHATWG HTML 9.2.6, compared case-sensitively; all others are ignored.
  enum Name {
    case data
    case event
    case id
    case retry
    case unknown
  }

  let name: Name
  /// The index of the first byte of the value; the count of the line when the value is empty.
  let valueStart: Int

  /// Reads the name at `start`; a line without a colon is a name with an empty value.
  init(line: Span<UInt8>, from start: Int) {
    var packed: UInt64 = 1
    var index = start
    while index < line.count, line[index] != ASCII.colon, index - start <= Self.longestName {
      packed = packed << 8 | UInt64(line[index])
      index += 1
    }
    name = Self.name(packed)
    if index < line.count { index += 1 }
    // 9.2.6: "If value starts with a U+0020 SPACE character, remove it from value."
    if index < line.count, line[index] == ASCII.space { index += 1 }
    valueStart = index
  }

  private static let longestName = 5

  /// Compares up to six bytes of a name at once; the leading 1 tells the number of them.
  private static func name(_ packed: UInt64) -> Name {
    switch packed {
    case 0x1_6461_7461: .data
    case 0x1_6964: .id
    case 0x1_65_7665_6E74: .event
    case 0x1_72_6574_7279: .retry
    default: .unknown
    }
  }

  /// Reads the value of a `retry` field; nil unless it is made of ASCII digits only.
  ///
  /// Not modelled: Blink's source takes an empty value as its own default time, and ignores a
  /// number above 64 bits. Here the first is ignored and the second is cut to `longest`.
  static func reconnectionTime(_ value: Span<UInt8>, atMost longest: TimeSpan) -> TimeSpan? {
    guard !value.isEmpty else { return nil }
    let longestMilliseconds = longest.nanoseconds / 1_000_000
    var milliseconds: Int64 = 0
    for index in value.indices {
      guard ASCII.isDigit(value[index]) else { return nil }
      milliseconds = min(
        milliseconds * 10 + Int64(value[index] - ASCII.zero), longestMilliseconds)
    }
    return .milliseconds(milliseconds)
  }

  /// Reads a `retry` value as `parseInt` does, to whom blanks and a sign may stand before the
  /// digits and anything behind them; nil without a digit.
  ///
  /// Below zero is no time at all, as for `setTimeout`. Not modelled: blanks that are not ASCII,
  /// and that `setTimeout` counts beyond 24.8 days from zero again.
  static func laxReconnectionTime(_ value: Span<UInt8>, atMost longest: TimeSpan) -> TimeSpan? {
    var start = 0
    while start < value.count, value[start] == ASCII.space || (0x09...0x0D).contains(value[start]) {
      start += 1
    }
    let isNegative = start < value.count && value[start] == UInt8(ascii: "-")
    if start < value.count, isNegative || value[start] == UInt8(ascii: "+") { start += 1 }
    var end = start
    while end < value.count, ASCII.isDigit(value[end]) { end += 1 }
    let time = reconnectionTime(value.extracting(start..<end), atMost: longest)
    return isNegative ? time.map { _ in .zero } : time
  }
}
