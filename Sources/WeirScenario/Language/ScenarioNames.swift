/// What may be called how in a scenario.
enum ScenarioNames {
  /// The sections whose members are named in one flat namespace.
  static let sections = ["hosts", "links"]
  /// Top-level keys that `--set` and variants may begin with, beside names of hosts and links.
  static let settable = ["workload", "expect", "duration", "settle", "tcp"]
  /// Top-level keys that cannot be set.
  static let fixed = ["title", "about", "profiles", "variants"]
  /// The most characters of a name.
  static let lengthLimit = 64

  /// Whether a text can name a host, link, role or variant: paths, targets and shells take it.
  static func isName(_ text: some StringProtocol) -> Bool {
    guard let first = text.unicodeScalars.first, isLetter(first) else { return false }
    return text.utf8.count <= lengthLimit
      && text.unicodeScalars.allSatisfy { scalar in
        isLetter(scalar) || ("0"..."9").contains(scalar) || scalar == "-" || scalar == "_"
      }
  }

  /// The rule as a regular expression.
  static let pattern = "^[A-Za-z][A-Za-z0-9_-]{0,\(lengthLimit - 1)}$"

  static let nameRule =
    "a name: a letter, then letters, digits, '-' and '_', at most \(lengthLimit)"

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
  }
}

extension ScenarioReader {
  /// Reports a name that paths and targets could not tell from something else.
  func check(_ entry: JSON5Entry, isReservedWordFine: Bool = false) {
    if !ScenarioNames.isName(entry.key) {
      diagnostics.report(
        at: entry.keySpan, found: "the name \(Shown.quoted(entry.key))",
        expected: ScenarioNames.nameRule)
    } else if !isReservedWordFine,
      (ScenarioNames.sections + ScenarioNames.settable + ScenarioNames.fixed).contains(entry.key)
    {
      diagnostics.report(
        at: entry.keySpan, found: "the name \(Shown.quoted(entry.key)), a key of scenarios",
        expected: "another name")
    }
  }

  /// The name of a role; the placeholder is empty.
  func role(_ field: JSON5Field) -> String { name(field, of: "role") }

  /// A name that need not be declared in the same file; the placeholder is empty.
  func name(_ field: JSON5Field, of kind: String) -> String {
    let name = field.string()
    if case .string? = field.value?.content, !ScenarioNames.isName(name) {
      field.reportMismatch(
        found: "the \(kind) \(Shown.quoted(name))", expected: ScenarioNames.nameRule)
    }
    return name
  }
}
