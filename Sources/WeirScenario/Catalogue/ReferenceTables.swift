/// The catalogue as tables in Markdown: what the reference page consists of beside its prose.
public enum ReferenceTables {
  /// A table of the keys of one kind of object.
  public struct Table: Sendable {
    /// What messages call the object: `a client`.
    public let kind: String
    /// What it is, then a row for each key.
    public let text: String
  }

  /// A table for every kind of object, outermost first.
  public static let all: [Table] = ScenarioCatalogue.all.map { shape in
    var text =
      shape.meaning + "\n\n| key | value | without it | meaning |\n| --- | --- | --- | --- |\n"
    for key in shape.keys {
      let cells = [
        "`\(key.name)`", key.value.words, key.presence.words(isConditional: key.isConditional),
        key.meaning,
      ]
      text += "| \(cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ")) |\n"
    }
    return Table(kind: shape.kind, text: text)
  }

  /// The name, summary and example of each kind of fault.
  public static let faults =
    "| fault | what happens | a rule |\n| --- | --- | --- |\n"
    + FaultForm.all.map { "| `\($0.name)` | \($0.summary) | `\($0.example)` |\n" }.joined()

  /// The example of each expectation.
  public static let expectations = ExpectationForm.all.map { "- `\($0.example)`\n" }.joined()
}

extension KeyShape.Presence {
  fileprivate func words(isConditional: Bool) -> String {
    switch self {
    case .required: "required"
    case .optional(let usual): usual ?? (isConditional ? "required where it belongs" : "nothing")
    }
  }
}
