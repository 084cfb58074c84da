internal import WeirPrimitives

/// What a Content-Type header says about an event stream.
enum EventStreamMediaType: Equatable {
  /// `text/event-stream`, without a charset or with UTF-8.
  case eventStream
  /// `text/event-stream` with another charset.
  case otherCharset
  /// Any other type, or a value that names no type.
  case otherType

  /// Reads the value of the header; parameters may follow the type, in any order.
  ///
  /// Not modelled: several Content-Type headers combined into one value, and the checks on token
  /// characters of the WHATWG MIME Sniffing standard.
  init(_ value: Span<UInt8>) {
    let end = Self.parameterEnd(in: value, from: 0)
    guard Self.matches(value, Self.trimmed(value, 0..<end), "text/event-stream") else {
      self = .otherType
      return
    }
    var start = end + 1
    while start < value.count {
      let end = Self.parameterEnd(in: value, from: start)
      if let charset = Self.charset(in: value, Self.trimmed(value, start..<end)) {
        // Blink accepts an empty charset, and no label but this one, not even "utf8".
        self =
          charset.isEmpty || Self.matches(value, charset, "utf-8") ? .eventStream : .otherCharset
        return
      }
      start = end + 1
    }
    self = .eventStream
  }

  /// Returns the index of the next semicolon outside a quoted string, or the count.
  private static func parameterEnd(in value: Span<UInt8>, from start: Int) -> Int {
    var isQuoted = false
    var index = start
    while index < value.count {
      switch value[index] {
      case 0x22: isQuoted.toggle()
      case 0x5C where isQuoted: index += 1
      case 0x3B where !isQuoted: return index
      default: break
      }
      index += 1
    }
    return value.count
  }

  /// Returns the range of the value of a `charset` parameter, without its quotes.
  private static func charset(in value: Span<UInt8>, _ parameter: Range<Int>) -> Range<Int>? {
    let equals = parameter.first { value[$0] == 0x3D } ?? parameter.upperBound
    guard equals < parameter.upperBound,
      matches(value, parameter.lowerBound..<equals, "charset")
    else { return nil }
    let range = trimmed(value, equals + 1..<parameter.upperBound)
    guard let first = range.first, value[first] == 0x22 else { return range }
    let inner = first + 1..<range.upperBound
    let closing = inner.first { value[$0] == 0x22 } ?? range.upperBound
    return inner.lowerBound..<closing
  }

  private static func trimmed(_ value: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
    var (lower, upper) = (range.lowerBound, range.upperBound)
    while lower < upper, isWhitespace(value[lower]) { lower += 1 }
    while lower < upper, isWhitespace(value[upper - 1]) { upper -= 1 }
    return lower..<upper
  }

  /// HTTP whitespace of the Fetch standard: tab, LF, CR, space.
  private static func isWhitespace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }

  /// Compares without regard to ASCII case; `text` is given in lowercase.
  private static func matches(
    _ value: Span<UInt8>, _ range: Range<Int>, _ text: StaticString
  ) -> Bool {
    text.withUTF8Buffer { text in
      guard range.count == text.count else { return false }
      for index in text.indices
      where ASCII.lowercased(value[range.lowerBound + index]) != text[index] { return false }
      return true
    }
  }
}
