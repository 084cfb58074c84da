internal import WeirPrimitives

extension ValueShape {
  /// The value as a JSON Schema says it.
  var schema: JSON5Object {
    switch self {
    case .text, .word: Self.object(["type": "string"])
    case .file: Self.object(["type": "string", "minLength": 1])
    case .name:
      Self.object(["type": "string", "pattern": JSON5Value(.string(ScenarioNames.pattern))])
    case .path: Self.object(["type": "string", "pattern": "^/[!-~]*$"])
    case .truth: Self.object(["type": "boolean"])
    case .whole(let range):
      Self.object([
        "type": "integer", "minimum": JSON5Value(integerLiteral: Int64(range.lowerBound)),
        "maximum": JSON5Value(integerLiteral: Int64(range.upperBound)),
      ])
    case .time: Self.quantity(units: TimeSpan.unitNames, zeroNeedsNone: true)
    case .rate: Self.quantity(units: BitRate.unitNames, zeroNeedsNone: false)
    case .share: Self.quantity(units: ["%"], zeroNeedsNone: true)
    case .size:
      Self.object([
        "type": ["string", "integer"], "minimum": 0,
        "pattern": JSON5Value(
          .string("^[0-9]+(\\.[0-9]+)? *(\(ByteCount.unitNames.joined(separator: "|")))$")),
      ])
    case .choice(let names):
      Self.object(["enum": JSON5Value(.array(names.map { JSON5Value(.string($0)) }))])
    case .nothing: Self.object(["type": "object", "additionalProperties": false])
    case .object(let shape): ScenarioSchema.reference(shape).object ?? JSON5Object()
    case .named(_, let value):
      Self.object([
        "type": "object",
        "propertyNames": ["pattern": JSON5Value(.string(ScenarioNames.pattern))],
        "additionalProperties": JSON5Value(.object(value.schema)),
      ])
    case .overrides: Self.object(["type": "object"])
    case .list(let element, let count): Self.list(element, count)
    case .either(let shapes):
      Self.object([
        "anyOf": JSON5Value(.array(shapes.map { JSON5Value(.object($0.schema)) }))
      ])
    }
  }

  private static func object(_ value: JSON5Value) -> JSON5Object { value.object ?? JSON5Object() }

  /// A number with a unit; what is nothing may be the number 0.
  private static func quantity(units: [String], zeroNeedsNone: Bool) -> JSON5Object {
    let number = "[0-9]+(\\.[0-9]+)? *(\(units.joined(separator: "|")))"
    if !zeroNeedsNone {
      return object(["type": "string", "pattern": JSON5Value(.string("^\(number)$"))])
    }
    return object([
      "type": ["string", "integer"], "minimum": 0, "maximum": 0,
      "pattern": JSON5Value(.string("^(0+(\\.0+)?|\(number))$")),
    ])
  }

  private static func list(_ element: ValueShape, _ count: ClosedRange<Int>?) -> JSON5Object {
    var list = object(["type": "array", "items": JSON5Value(.object(element.schema))])
    if let count {
      list["minItems"] = JSON5Value(integerLiteral: Int64(count.lowerBound))
      if count.upperBound < .max {
        list["maxItems"] = JSON5Value(integerLiteral: Int64(count.upperBound))
      }
    }
    return list
  }
}
