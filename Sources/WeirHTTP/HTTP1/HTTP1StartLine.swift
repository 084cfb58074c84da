internal import WeirPrimitives

/// Reads the parts that request lines and status lines are made of, and the host beside them.
///
/// Parts are separated by exactly one space; the laxer parsing that RFC 9112 section 3 allows is
/// a known way to smuggle requests.
enum HTTP1StartLine {
  /// The length of `HTTP/1.1`.
  static let versionLength = 8

  /// Returns the minor version; `malformed` is what to throw when there is no version at all.
  static func minorVersion(
    _ text: Span<UInt8>, else malformed: HTTP1Violation
  ) throws(HTTP1Violation) -> UInt8 {
    guard text.count == versionLength else { throw malformed }
    let name: StaticString = "HTTP/"
    let isNamed = name.withUTF8Buffer { name in
      for index in 0..<name.count where text[index] != name[index] { return false }
      return true
    }
    guard isNamed, ASCII.isDigit(text[5]), text[6] == 0x2E, ASCII.isDigit(text[7]) else {
      throw malformed
    }
    guard text[5] == 0x31 else { throw .unsupportedVersion }
    return text[7] - ASCII.zero
  }

  /// Whether the target has one of the four forms of RFC 9112 section 3.2 and the method allows it.
  ///
  /// Not modelled: the grammar of URIs within those forms.
  static func isTarget(_ target: Span<UInt8>, for method: HTTPMethod) -> Bool {
    for index in 0..<target.count where !HTTPCharacter.isVisible(target[index]) { return false }
    guard !target.isEmpty else { return false }
    if method == .connect { return hasPort(target) }
    let isAsterisk = target.count == 1 && target[0] == 0x2A
    return target[0] == 0x2F || isAsterisk && method == .options || hasScheme(target)
  }

  /// Whether the text can be `uri-host [ ":" port ]`; it may be empty, RFC 9110 section 7.2.
  ///
  /// Not modelled: the grammar of host names and IP literals; only their characters are checked.
  static func isHost(_ text: Span<UInt8>) -> Bool {
    for index in 0..<text.count {
      switch text[index] {
      // Delimiters that RFC 3986 section 3.2.2 leaves out of a host.
      case 0x22, 0x23, 0x2F, 0x3C, 0x3E, 0x3F, 0x40, 0x5C, 0x5E, 0x60, 0x7B, 0x7C, 0x7D:
        return false
      case let byte:
        guard HTTPCharacter.isVisible(byte) else { return false }
      }
    }
    return true
  }

  /// Whether the text is `host ":" port`, the authority-form.
  private static func hasPort(_ target: Span<UInt8>) -> Bool {
    var colon = target.count - 1
    while colon >= 0, ASCII.isDigit(target[colon]) { colon -= 1 }
    return colon > 0 && colon < target.count - 1 && target[colon] == ASCII.colon
      && target[0] != 0x2F
  }

  /// Whether the text begins with `scheme ":"`, as the absolute-form does; RFC 3986 section 3.1.
  private static func hasScheme(_ target: Span<UInt8>) -> Bool {
    var index = 0
    while index < target.count, isSchemeCharacter(target[index], isFirst: index == 0) {
      index += 1
    }
    return index > 0 && index < target.count - 1 && target[index] == ASCII.colon
  }

  private static func isSchemeCharacter(_ byte: UInt8, isFirst: Bool) -> Bool {
    if ASCII.lowercased(byte) &- 0x61 < 26 { return true }
    return !isFirst && (ASCII.isDigit(byte) || byte == 0x2B || byte == 0x2D || byte == 0x2E)
  }
}
