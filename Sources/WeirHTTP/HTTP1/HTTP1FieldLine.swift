internal import WeirPrimitives

/// Reads one line of a header or trailer section, RFC 9112 section 5.
enum HTTP1FieldLine {
  /// Appends the field of a line that is not empty.
  ///
  /// Stricter than the RFC for responses: white space before the colon, which a proxy removes
  /// (section 5.1), and folded lines, which a user agent unfolds (section 5.2), are refused in
  /// both directions.
  static func append(
    _ line: Span<UInt8>, to list: inout HTTPHeaderList, isHeader: Bool
  ) throws(HTTP1Violation) {
    if HTTPCharacter.isBlank(line[0]) {
      throw list.isEmpty && isHeader ? .whitespaceBeforeFirstField : .obsoleteLineFolding
    }
    var colon = 0
    while colon < line.count, HTTPCharacter.isToken(line[colon]) { colon += 1 }
    guard colon < line.count else { throw .malformedFieldLine }
    guard colon > 0, line[colon] == ASCII.colon else {
      throw reasonAgainstName(line, at: colon)
    }
    for index in colon + 1..<line.count where !HTTPCharacter.isFieldValue(line[index]) {
      throw .malformedFieldValue
    }
    let value = HTTPCharacter.trimmed(colon + 1..<line.count, in: line)
    list.append(line: line, name: 0..<colon, value: value)
  }

  /// Tells what is wrong with a name that is cut short by the byte at `end`.
  private static func reasonAgainstName(_ line: Span<UInt8>, at end: Int) -> HTTP1Violation {
    var index = end
    while index < line.count, line[index] != ASCII.colon { index += 1 }
    guard index < line.count else { return .malformedFieldLine }
    let blanks = HTTPCharacter.trimmed(end..<index, in: line)
    return end > 0 && blanks.isEmpty ? .whitespaceBeforeColon : .malformedFieldName
  }
}
