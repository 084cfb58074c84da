/// A value on its way to becoming something typed: the value, its path and where to complain.
///
/// Each accessor reports a value that does not fit and returns a placeholder then. A field without
/// value stands for a required key that is missing; its accessors report nothing.
public struct JSON5Field {
  public let value: JSON5Value?
  public let span: SourceSpan
  /// Where the value stands in its document, as `--set` names it: `links.radio.delay`.
  public let path: String
  public let diagnostics: Diagnostics

  init(value: JSON5Value?, span: SourceSpan, path: String, diagnostics: Diagnostics) {
    self.value = value
    self.span = span
    self.path = path
    self.diagnostics = diagnostics
  }

  /// The field of a whole document.
  public init(document value: JSON5Value, diagnostics: Diagnostics) {
    self.init(value: value, span: value.span, path: "", diagnostics: diagnostics)
  }

  /// Whether the value is the word `null`.
  public var isNull: Bool { value?.content == .null }

  /// The text of a string; the placeholder is empty.
  public func string() -> String {
    if case .string(let text)? = value?.content { return text }
    reportMismatch(expected: "a string in quotes")
    return ""
  }

  /// The truth of `true` or `false`; the placeholder is false.
  public func bool() -> Bool {
    if case .bool(let truth)? = value?.content { return truth }
    reportMismatch(expected: "true or false")
    return false
  }

  /// A whole number within bounds; the placeholder is the lower one.
  public func integer(in bounds: ClosedRange<Int> = .min ... .max) -> Int {
    if case .number(let number)? = value?.content, let integer = number.asInteger,
      bounds.contains(Int(integer))
    {
      return Int(integer)
    }
    let limits =
      switch (bounds.lowerBound, bounds.upperBound) {
      case (.min, .max): ""
      case (let lower, .max): " of at least \(lower)"
      case (.min, let upper): " of at most \(upper)"
      case (let lower, let upper): " between \(lower) and \(upper)"
      }
    reportMismatch(expected: "a whole number\(limits)")
    return bounds.lowerBound
  }

  /// The elements of an array; the placeholder has none.
  public func array() -> [JSON5Field] {
    guard case .array(let elements)? = value?.content else {
      reportMismatch(expected: "an array in brackets")
      return []
    }
    return elements.enumerated().map { index, element in
      JSON5Field(
        value: element, span: element.span, path: "\(path)[\(index)]", diagnostics: diagnostics)
    }
  }

  /// Decodes an object and reports unknown and missing keys afterwards.
  public func object<Result>(
    as kind: String, _ decode: (inout JSON5ObjectDecoder) -> Result
  ) -> Result {
    var decoder = JSON5ObjectDecoder(self, as: kind)
    let result = decode(&decoder)
    decoder.finish()
    return result
  }

  /// Decodes an object that may have the keys of a shape and no others.
  func object<Result>(
    as shape: ObjectShape, _ decode: (inout JSON5ObjectDecoder) -> Result
  ) -> Result {
    object(as: shape.kind) { decoder in
      decoder.shape = shape
      return decode(&decoder)
    }
  }

  /// One of a few words; the placeholder is the first of them.
  public func oneOf(_ names: [String]) -> String {
    precondition(!names.isEmpty, "a choice among no words")
    // `--set phone.http.version=2` has no quotes, and some words are numbers.
    if case .number(let number)? = value?.content, names.contains(number.literal) {
      return number.literal
    }
    guard case .string(let text)? = value?.content else {
      reportMismatch(expected: Shown.alternatives(names))
      return names[0]
    }
    if names.contains(text) { return text }
    reportMismatch(
      expected: Shown.alternatives(names),
      suggestion: nearest(to: text, among: names).map { Shown.quoted($0) })
    return names[0]
  }

  /// One of the cases of an enum, by its raw value; the placeholder is the first case.
  public func oneOf<Choice: CaseIterable & RawRepresentable<String>>(
    _ type: Choice.Type
  ) -> Choice {
    let cases = Array(type.allCases)
    let name = oneOf(cases.map(\.rawValue))
    return cases.first { $0.rawValue == name } ?? cases[0]
  }

  /// Reports that the value is not what it should be, unless there is none.
  public func reportMismatch(
    found: String? = nil, expected: String, suggestion: String? = nil
  ) {
    guard let value else { return }
    diagnostics.report(
      at: span, found: found ?? value.shown, expected: expected, suggestion: suggestion)
  }
}

extension JSON5Value {
  /// The value as a message names it.
  var shown: String {
    switch content {
    case .null: "null"
    case .bool(let truth): truth ? "true" : "false"
    case .number(let number): Shown.plain(number.literal)
    case .string(let text): Shown.quoted(text)
    case .array: "an array"
    case .object: "an object"
    }
  }
}
