/// Writes values as JSON (RFC 8259), two spaces a level.
enum JSONText {
  static func text(of value: JSON5Value) -> String {
    var text = ""
    append(value, indentation: 0, to: &text)
    return text + "\n"
  }

  private static func append(_ value: JSON5Value, indentation: Int, to text: inout String) {
    switch value.content {
    case .null: text += "null"
    case .bool(let truth): text += truth ? "true" : "false"
    case .number(let number):
      guard let integer = number.asInteger else {
        preconditionFailure("a number that is not whole: \(number)")
      }
      text += "\(integer)"
    case .string(let string): text += quoted(string)
    case .array(let elements):
      append("[", "]", elements, indentation: indentation, to: &text) { element, text in
        append(element, indentation: indentation + 2, to: &text)
      }
    case .object(let object):
      append("{", "}", object.members, indentation: indentation, to: &text) { member, text in
        text += quoted(member.key) + ": "
        append(member.value, indentation: indentation + 2, to: &text)
      }
    }
  }

  private static func append<Item>(
    _ opening: String, _ closing: String, _ items: [Item], indentation: Int,
    to text: inout String, _ write: (Item, inout String) -> Void
  ) {
    text += opening
    for (index, item) in items.enumerated() {
      text += index > 0 ? ",\n" : "\n"
      text += String(repeating: " ", count: indentation + 2)
      write(item, &text)
    }
    if !items.isEmpty { text += "\n" + String(repeating: " ", count: indentation) }
    text += closing
  }

  private static func quoted(_ string: String) -> String {
    var text = "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"", "\\": text += "\\\(scalar)"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      default:
        guard scalar.value < 0x20 else {
          text.unicodeScalars.append(scalar)
          continue
        }
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
    return text + "\""
  }
}
