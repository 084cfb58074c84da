/// What is wrong at one place of a file, and what would be right there.
public struct SourceError: Error, Sendable, Hashable, CustomStringConvertible {
  public var file: String
  public var position: SourcePosition
  public var found: String
  public var expected: String
  /// The likeliest correction, as it would be written in the file.
  public var suggestion: String?

  public init(
    file: String, position: SourcePosition, found: String, expected: String,
    suggestion: String? = nil
  ) {
    self.file = file
    self.position = position
    self.found = found
    self.expected = expected
    self.suggestion = suggestion
  }

  /// One line: `FILE:LINE:COLUMN: found X; expected Y; did you mean Z?`.
  public var description: String {
    let place = "\(file):\(position.line):\(position.column)"
    let correction = suggestion.map { "; did you mean \($0)?" } ?? ""
    return "\(place): found \(found); expected \(expected)\(correction)"
  }
}

/// The text of files as it is shown in messages.
enum Shown {
  /// The most Unicode scalars of a text that a message repeats.
  static let scalarLimit = 60

  /// The most Unicode scalars of a file's path: Linux takes no longer ones.
  static let pathLimit = 4_096
  /// The most names that a message lists.
  static let nameLimit = 20

  /// Returns the text in double quotes, shortened, with control characters as `\u{…}`.
  static func quoted(_ text: some StringProtocol) -> String { "\"\(plain(text))\"" }

  /// Returns a path in double quotes; its end tells most, so it is not shortened.
  static func path(_ text: String) -> String { "\"\(plain(text, limit: pathLimit))\"" }

  /// Returns the text shortened, with control characters as `\u{…}`.
  static func plain(_ text: some StringProtocol, limit: Int = scalarLimit) -> String {
    var shown = ""
    for (index, scalar) in text.unicodeScalars.enumerated() {
      guard index < limit else { return shown + "…" }
      if scalar.isPlain {
        shown.unicodeScalars.append(scalar)
      } else {
        shown += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      }
    }
    return shown
  }

  /// Returns names for a sentence: `"a", "b" or "c"`.
  static func alternatives(_ names: [String]) -> String {
    var quoted = names.prefix(nameLimit).map { Shown.quoted($0) }
    if names.count > nameLimit { quoted.append("\(names.count - nameLimit) more") }
    guard quoted.count > 1, let last = quoted.last else { return quoted.first ?? "nothing" }
    return quoted.dropLast().joined(separator: ", ") + " or " + last
  }

  /// Returns a character for a sentence: `'x'`, or `U+0007` when it cannot be seen.
  static func character(_ scalar: Unicode.Scalar) -> String {
    if scalar == "'" { return "\"'\"" }
    if scalar.isPlain { return "'\(scalar)'" }
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}

extension Unicode.Scalar {
  /// Whether the character shows as itself: no control, format or separator other than space.
  var isPlain: Bool {
    if value < 0x7F { return value >= 0x20 }
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned,
      .surrogate, .spaceSeparator:
      return false
    default:
      return true
    }
  }
}
