/// A JSON Schema of scenarios and fault profiles, for editors.
///
/// Made of the catalogue that the reader reads by. It knows keys, kinds of values, words and units;
/// dangling names, files and what goes together only `weir check` knows.
public enum ScenarioSchema {
  /// The schema as JSON (draft 2020-12).
  public static let text = JSONText.text(of: tree)

  private static let tree: JSON5Value = [
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "A Weir scenario or fault profile",
    "type": "object",
    "if": ["required": ["rules"]],
    "then": reference(ScenarioCatalogue.profile),
    "else": reference(ScenarioCatalogue.scenario),
    "$defs": definitions,
  ]

  private static var definitions: JSON5Value {
    var object = JSON5Object()
    for shape in ScenarioCatalogue.all { object[shape.definitionName] = definition(of: shape) }
    return JSON5Value(.object(object))
  }

  static func reference(_ shape: ObjectShape) -> JSON5Value {
    ["$ref": JSON5Value(.string("#/$defs/\(shape.definitionName)"))]
  }

  private static func definition(of shape: ObjectShape) -> JSON5Value {
    var object = JSON5Object()
    object["description"] = JSON5Value(.string(shape.meaning))
    object["type"] = "object"
    object["properties"] = JSON5Value(
      .object(
        JSON5Object(
          distinct: shape.keys.map { key in
            var value = key.value.schema
            value["description"] = JSON5Value(.string(key.meaning))
            return JSON5Member(key: key.name, value: JSON5Value(.object(value)))
          })))
    let required = shape.keys.filter { $0.presence == .required }
    if !required.isEmpty {
      object["required"] = JSON5Value(.array(required.map { JSON5Value(.string($0.name)) }))
    }
    if !shape.oneOf.isEmpty {
      object["oneOf"] = JSON5Value(
        .array(shape.oneOf.map { ["required": [JSON5Value(.string($0))]] }))
    }
    object["additionalProperties"] = false
    return JSON5Value(.object(object))
  }
}

extension ObjectShape {
  /// The kind without its article, as a key: `item-of-the-workload`.
  fileprivate var definitionName: String {
    var words = kind.split(separator: " ")
    if let first = words.first, ["a", "an", "the"].contains(first) { words.removeFirst() }
    return words.joined(separator: "-")
  }
}
