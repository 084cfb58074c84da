/// Takes an object apart by its keys and reports the keys that nobody asked for.
///
/// A key that is missing, misspelt or of the wrong kind is reported to ``Diagnostics`` and decoding
/// goes on with a placeholder, so that one reading finds everything that is wrong.
public struct JSON5ObjectDecoder {
  /// What the object is, for messages: `a link`.
  public let kind: String
  /// Where the object stands in its document, as `--set` names it: `links.radio`.
  public let path: String
  public let span: SourceSpan
  private let members: [JSON5Member]
  private let diagnostics: Diagnostics
  /// False when the value was no object: its keys are then not missed.
  private let isObject: Bool
  /// The keys there may be, where they are catalogued.
  var shape: ObjectShape?
  /// All keys asked for, in order.
  private var known: [String] = []
  private var missing: [String] = []
  /// Keys one of which must be there, and how their absence is told.
  private var choices: [(keys: [String], found: String)] = []
  /// Whether ``entries()`` has taken all members, whatever their keys.
  private var takesAnyKey = false

  /// Reports a value that is no object and then decodes as if every key were absent.
  public init(_ field: JSON5Field, as kind: String) {
    self.kind = kind
    path = field.path
    span = field.span
    diagnostics = field.diagnostics
    switch field.value?.content {
    case .object(let object):
      isObject = true
      members = object.members
    case nil:
      isObject = false
      members = []
    case .null, .bool, .number, .string, .array:
      field.reportMismatch(expected: "\(kind), an object in braces")
      isObject = false
      members = []
    }
  }

  init(_ field: JSON5Field, as shape: ObjectShape) {
    self.init(field, as: shape.kind)
    self.shape = shape
  }

  /// Returns the field of a key that must be there; ``finish()`` reports its absence.
  public mutating func required(_ key: String) -> JSON5Field {
    if let field = optional(key) { return field }
    if isObject { missing.append(key) }
    return JSON5Field(
      value: nil, span: span, path: childPath(key), diagnostics: diagnostics)
  }

  /// Returns the field of a key, or nil if the object has none.
  public mutating func optional(_ key: String) -> JSON5Field? {
    if !known.contains(key) {
      precondition(shape?.has(key) ?? true, "\(kind) is not catalogued with a key \(key)")
      known.append(key)
    }
    guard let member = members.first(where: { $0.key == key }) else { return nil }
    return field(of: member)
  }

  /// Demands one of several keys; ``finish()`` reports that there is none.
  public mutating func requireOne(of keys: [String], found: String) {
    if isObject, !members.contains(where: { keys.contains($0.key) }) {
      choices.append((keys, found))
    }
  }

  /// Returns every member, for an object whose keys are names that the author chose.
  public mutating func entries() -> [JSON5Entry] {
    takesAnyKey = true
    return members.map { JSON5Entry(key: $0.key, keySpan: $0.keySpan, field: field(of: $0)) }
  }

  /// Reports unknown and missing keys; a misspelt required key is reported once.
  public func finish() {
    for key in shape?.keys ?? [] where !key.isConditional {
      precondition(known.contains(key.name), "nobody asked \(kind) for its key \(key.name)")
    }
    var absent = missing
    var choices = choices
    for member in members where !takesAnyKey && !known.contains(member.key) {
      let match = nearest(to: member.key, among: known)
      if let match {
        absent.removeAll { $0 == match }
        choices.removeAll { $0.keys.contains(match) }
      }
      diagnostics.report(
        at: member.keySpan, found: "the unknown key \(Shown.quoted(member.key)) in \(kind)",
        expected: known.isEmpty ? "no key" : Shown.alternatives(known),
        suggestion: match.map { $0.isPlainJSON5Name ? $0 : Shown.quoted($0) })
    }
    for key in absent {
      diagnostics.report(
        at: span, found: "\(kind) without \(Shown.quoted(key))",
        expected: "the key \(Shown.quoted(key))")
    }
    for choice in choices {
      diagnostics.report(
        at: span, found: choice.found, expected: Shown.alternatives(choice.keys))
    }
  }

  private func field(of member: JSON5Member) -> JSON5Field {
    JSON5Field(
      value: member.value, span: member.value.span, path: childPath(member.key),
      diagnostics: diagnostics)
  }

  private func childPath(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}

/// A member of an object whose keys are names that the author chose.
public struct JSON5Entry {
  public let key: String
  public let keySpan: SourceSpan
  public let field: JSON5Field
}
