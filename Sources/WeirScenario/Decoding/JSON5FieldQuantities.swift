public import WeirPrimitives

extension JSON5Field {
  /// A length of time such as `"250ms"`; the placeholder is the lower bound.
  public func timeSpan(
    in bounds: ClosedRange<TimeSpan> = TimeSpan.zero...TimeSpan.max
  ) -> TimeSpan {
    guard let span = quantity(TimeSpan.init(text:)) else { return bounds.lowerBound }
    if bounds.contains(span) { return span }
    let upper = bounds.upperBound == .max ? "" : " and at most \"\(bounds.upperBound.boundText)\""
    reportMismatch(expected: "a time of at least \"\(bounds.lowerBound.boundText)\"" + upper)
    return bounds.lowerBound
  }

  /// A data rate such as `"12Mbit/s"`; the placeholder is 1 bit/s.
  public func bitRate() -> BitRate {
    quantity(BitRate.init(text:)) ?? BitRate(bitsPerSecond: 1)
  }

  /// A size such as `1500` or `"64KiB"`; the placeholder is the lower bound.
  public func byteCount(
    in bounds: ClosedRange<ByteCount> = .zero...ByteCount(bytes: .max)
  ) -> ByteCount {
    guard let count = quantity(ByteCount.init(text:)) else { return bounds.lowerBound }
    if bounds.contains(count) { return count }
    let upper = bounds.upperBound.bytes == .max ? "" : " and at most \(bounds.upperBound.text)"
    reportMismatch(expected: "a size of at least \(bounds.lowerBound.text)" + upper)
    return bounds.lowerBound
  }

  /// A share such as `"0.5%"`; the placeholder is zero.
  public func ratio() -> Ratio {
    quantity(Ratio.init(text:)) ?? .zero
  }

  /// Reads a string, or a number without unit, and reports why it is not the quantity.
  private func quantity<Quantity>(
    _ read: (String) throws(QuantityTextError) -> Quantity
  ) -> Quantity? {
    guard let value else { return nil }
    do throws(QuantityTextError) {
      // A value of another kind has no text; reading none tells what was expected.
      return try read(value.quantityText ?? "")
    } catch {
      let why = value.quantityText == nil ? "" : ", which \(error.problem)"
      reportMismatch(
        found: value.shown + why, expected: error.expected,
        suggestion: error.suggestion.map { Shown.quoted($0) })
      return nil
    }
  }
}

extension TimeSpan {
  /// The text of a bound, in hours where it has whole ones: nobody knows 525600m for a year.
  var boundText: String {
    let hour = TimeSpan.seconds(3_600).nanoseconds
    return nanoseconds > 0 && nanoseconds % hour == 0 ? "\(nanoseconds / hour)h" : text
  }
}

extension JSON5Value {
  /// The text of a string or a number, as quantities read it.
  fileprivate var quantityText: String? {
    switch content {
    case .string(let text): text
    case .number(let number): number.plainText ?? number.literal
    case .null, .bool, .array, .object: nil
    }
  }
}
