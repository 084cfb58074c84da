import WeirScenario

/// Judges values by a JSON Schema, as far as ours goes: an unknown keyword is an error.
struct SchemaValidator {
  private let root: JSON5Value

  init(_ schema: JSON5Value) { root = schema }

  /// What is wrong, each with its path; empty when the value is valid.
  func errors(_ value: JSON5Value) throws -> [String] { try errors(value, root, at: "") }

  private struct UnknownKeyword: Error {
    let name: String
  }

  private func errors(
    _ value: JSON5Value, _ schema: JSON5Value, at path: String
  ) throws -> [String] {
    if case .bool(let isAllowed) = schema.content {
      return isAllowed ? [] : ["\(path) is not allowed"]
    }
    guard case .object(let keywords) = schema.content else {
      throw UnknownKeyword(name: "a schema that is no object")
    }
    var found: [String] = []
    for keyword in keywords.members {
      found += try errors(value, keyword.key, keyword.value, in: keywords, at: path)
    }
    return found
  }

  private func errors(
    _ value: JSON5Value, _ keyword: String, _ argument: JSON5Value, in schema: JSON5Object,
    at path: String
  ) throws -> [String] {
    switch keyword {
    case "$schema", "title", "description", "$defs", "then", "else": return []
    case "$ref": return try errors(value, target(argument.text), at: path)
    case "if":
      let holds = try errors(value, argument, at: path).isEmpty
      return try errors(value, schema[holds ? "then" : "else"] ?? true, at: path)
    case "type":
      let types = argument.elements.isEmpty ? [argument] : argument.elements
      return types.contains { value.isOf(type: $0.text) } ? [] : ["\(path) is of another type"]
    case "enum": return argument.elements.contains(value) ? [] : ["\(path) is another word"]
    case "pattern":
      guard case .string(let text) = value.content else { return [] }
      return try text.contains(Regex(argument.text)) ? [] : ["\(path) has another form"]
    case "minLength":
      guard case .string(let text) = value.content else { return [] }
      return text.unicodeScalars.count >= argument.integer ? [] : ["\(path) is too short"]
    case "minimum", "maximum":
      guard case .number = value.content else { return [] }
      let isRight =
        keyword == "minimum" ? value.integer >= argument.integer : value.integer <= argument.integer
      return isRight ? [] : ["\(path) is out of range"]
    case "minItems", "maxItems":
      guard case .array(let elements) = value.content else { return [] }
      let isRight =
        keyword == "minItems"
        ? elements.count >= argument.integer : elements.count <= argument.integer
      return isRight ? [] : ["\(path) has another length"]
    case "items":
      return try value.elements.enumerated().flatMap { index, element in
        try errors(element, argument, at: "\(path)[\(index)]")
      }
    case "anyOf":
      return try argument.elements.contains { try errors(value, $0, at: path).isEmpty }
        ? [] : ["\(path) fits nothing"]
    case "oneOf":
      let count = try argument.elements.filter { try errors(value, $0, at: path).isEmpty }.count
      return count == 1 ? [] : ["\(path) fits \(count) of several"]
    default:
      return try memberErrors(value, keyword, argument, in: schema, at: path)
    }
  }

  private func memberErrors(
    _ value: JSON5Value, _ keyword: String, _ argument: JSON5Value, in schema: JSON5Object,
    at path: String
  ) throws -> [String] {
    guard case .object(let object) = value.content else { return [] }
    switch keyword {
    case "properties":
      return try argument.members.flatMap { property in
        try object[property.key].map {
          try errors($0, property.value, at: "\(path).\(property.key)")
        } ?? []
      }
    case "required":
      return argument.elements.filter { object[$0.text] == nil }
        .map { "\(path) lacks \($0.text)" }
    case "additionalProperties":
      let named = schema["properties"]?.members.map(\.key) ?? []
      return try object.members.filter { !named.contains($0.key) }.flatMap {
        try errors($0.value, argument, at: "\(path).\($0.key)")
      }
    case "propertyNames":
      return try object.members.flatMap {
        try errors(JSON5Value(.string($0.key)), argument, at: "\(path).\($0.key)")
      }
    default: throw UnknownKeyword(name: keyword)
    }
  }

  private func target(_ reference: String) throws -> JSON5Value {
    guard reference.hasPrefix("#/$defs/"),
      let found = root.members.first(where: { $0.key == "$defs" })?.value.members
        .first(where: { $0.key == String(reference.dropFirst(8)) })
    else { throw UnknownKeyword(name: reference) }
    return found.value
  }
}

extension JSON5Value {
  fileprivate var text: String {
    if case .string(let text) = content { text } else { "" }
  }

  fileprivate var integer: Int64 {
    if case .number(let number) = content { number.asInteger ?? 0 } else { 0 }
  }

  fileprivate var elements: [JSON5Value] {
    if case .array(let elements) = content { elements } else { [] }
  }

  fileprivate var members: [JSON5Member] {
    if case .object(let object) = content { object.members } else { [] }
  }

  fileprivate func isOf(type: String) -> Bool {
    switch (content, type) {
    case (.null, "null"), (.bool, "boolean"), (.string, "string"), (.array, "array"),
      (.object, "object"):
      true
    case (.number(let number), "integer"): number.asInteger != nil
    default: false
    }
  }
}
