internal import WeirPrimitives

// Names are matched in any case, RFC 9110 section 5.1.
extension HTTPHeaderList {
  /// Returns the index of the first field with a name, at or behind `start`.
  public func firstIndex(named name: Span<UInt8>, from start: Int = 0) -> Int? {
    var index = start
    while index < endIndex {
      if withField(index, { found, _ in HTTPCharacter.isEqualIgnoringCase(found, name) }) {
        return index
      }
      index += 1
    }
    return nil
  }

  public func firstIndex(named name: StaticString, from start: Int = 0) -> Int? {
    name.withUTF8Buffer { firstIndex(named: $0.span, from: start) }
  }

  /// Whether a field with the name is present, with whatever value.
  public func contains(_ name: StaticString) -> Bool { firstIndex(named: name) != nil }

  /// Returns the value of the first field with a name.
  public func value(of name: StaticString) -> [UInt8]? {
    firstIndex(named: name).map { Array(self[$0].value) }
  }

  public func value(of name: Span<UInt8>) -> [UInt8]? {
    firstIndex(named: name).map { Array(self[$0].value) }
  }

  /// Returns the value of the first field with a name, decoded as UTF-8 with repairs.
  public func text(of name: StaticString) -> String? {
    firstIndex(named: name).map { String(decoding: self[$0].value, as: UTF8.self) }
  }

  /// Whether the first field with a name has exactly this value, in any case.
  public func value(of name: StaticString, isEqualIgnoringCaseTo expected: StaticString) -> Bool {
    guard let index = firstIndex(named: name) else { return false }
    return expected.withUTF8Buffer { expected in
      withField(index) { HTTPCharacter.isEqualIgnoringCase($1, expected.span) }
    }
  }

  /// Whether the comma-separated list that all fields of a name form holds a token, in any case.
  ///
  /// RFC 9110 section 5.6.1. Commas inside quoted strings are taken for separators: none of the
  /// lists asked about here (`Connection`, `Upgrade`) may hold such a string.
  public func list(_ name: StaticString, contains token: StaticString) -> Bool {
    var index = firstIndex(named: name)
    while let current = index {
      let isFound = token.withUTF8Buffer { token in
        withField(current) { Self.list($1, contains: token.span) }
      }
      if isFound { return true }
      index = firstIndex(named: name, from: current + 1)
    }
    return false
  }

  private static func list(_ value: Span<UInt8>, contains token: Span<UInt8>) -> Bool {
    var position = 0
    while let element = nextElement(of: value, at: &position) {
      if HTTPCharacter.isEqualIgnoringCase(value.extracting(element), token) { return true }
    }
    return false
  }

  /// Returns the next element of a comma-separated list, empty ones included, nil at the end.
  static func nextElement(of value: Span<UInt8>, at position: inout Int) -> Range<Int>? {
    guard position <= value.count else { return nil }
    var end = position
    while end < value.count, value[end] != 0x2C { end += 1 }
    defer { position = end + 1 }
    return HTTPCharacter.trimmed(position..<end, in: value)
  }
}
