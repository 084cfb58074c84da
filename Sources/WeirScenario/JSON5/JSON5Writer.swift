/// Writes values as JSON5 that people like to read, in one form only.
///
/// Two spaces a level, keys without quotes where they are ASCII names, trailing commas, and on one
/// line what fits there. What is written reads back equal, and writing that gives the same text.
/// Not modelled: comments, and the original's layout and quotes.
public struct JSON5Writer {
  /// The most columns of a line, unless one scalar value alone is longer.
  public static let columnLimit = 100

  private var text = ""
  private var indentation = 0

  /// Returns the document, ending with a line feed.
  public static func text(of value: JSON5Value) -> String {
    var writer = JSON5Writer()
    writer.write(value, startColumn: 0, isRoot: true)
    writer.text += "\n"
    return writer.text
  }

  /// Returns the value on one line, however long.
  public static func line(of value: JSON5Value) -> String {
    var line = LineWriter(room: .max)
    line.append(value)
    return line.text
  }

  /// Writes a value behind `startColumn` columns of its line, leaving room for a comma.
  private mutating func write(_ value: JSON5Value, startColumn: Int, isRoot: Bool = false) {
    var line = LineWriter(room: isRoot ? 0 : Self.columnLimit - 1 - startColumn)
    line.append(value)
    if line.isWithinRoom {
      text += line.text
      return
    }
    switch value.content {
    case .array(let elements) where !elements.isEmpty:
      writeBlock("[", "]", elements) { writer, element in
        writer.write(element, startColumn: writer.indentation)
      }
    case .object(let object) where !object.members.isEmpty:
      writeBlock("{", "}", object.members) { writer, member in
        let key = LineWriter.key(member.key) + ": "
        writer.text += key
        writer.write(
          member.value, startColumn: writer.indentation + key.unicodeScalars.count)
      }
    case .null, .bool, .number, .string, .array, .object:
      text += Self.line(of: value)
    }
  }

  private mutating func writeBlock<Item>(
    _ opening: String, _ closing: String, _ items: [Item],
    _ writeItem: (inout JSON5Writer, Item) -> Void
  ) {
    text += opening + "\n"
    indentation += 2
    for item in items {
      text += String(repeating: " ", count: indentation)
      writeItem(&self, item)
      text += ",\n"
    }
    indentation -= 2
    text += String(repeating: " ", count: indentation) + closing
  }
}

/// Writes a value on one line and gives up as soon as that is too long.
private struct LineWriter {
  var text = ""
  /// How many columns are left; negative once the line is too long.
  private var room: Int

  init(room: Int) {
    self.room = room
  }

  var isWithinRoom: Bool { room >= 0 }

  mutating func append(_ value: JSON5Value) {
    switch value.content {
    case .null: append("null")
    case .bool(let truth): append(truth ? "true" : "false")
    case .number(let number): append(number.literal)
    case .string(let string): append(Self.quoted(string))
    case .array(let elements): append(elements)
    case .object(let object): append(object.members)
    }
  }

  private mutating func append(_ elements: [JSON5Value]) {
    append("[")
    for (index, element) in elements.enumerated() {
      guard isWithinRoom else { return }
      if index > 0 { append(", ") }
      append(element)
    }
    append("]")
  }

  private mutating func append(_ members: [JSON5Member]) {
    append("{")
    for (index, member) in members.enumerated() {
      guard isWithinRoom else { return }
      append(index > 0 ? ", " : " ")
      append(Self.key(member.key))
      append(": ")
      append(member.value)
    }
    append(members.isEmpty ? "}" : " }")
  }

  private mutating func append(_ piece: String) {
    text += piece
    room -= piece.unicodeScalars.count
  }

  static func key(_ key: String) -> String { key.isPlainJSON5Name ? key : quoted(key) }

  /// Returns the text in double quotes, or in single ones if that saves escapes.
  static func quoted(_ string: String) -> String {
    let quote: Unicode.Scalar =
      string.unicodeScalars.contains("\"") && !string.unicodeScalars.contains("'") ? "'" : "\""
    var text = String(quote)
    for scalar in string.unicodeScalars {
      switch scalar {
      case quote, "\\": text += "\\\(scalar)"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      default:
        if scalar.isPlain {
          text.unicodeScalars.append(scalar)
        } else {
          text += escape(scalar)
        }
      }
    }
    text.unicodeScalars.append(quote)
    return text
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    if scalar.value < 0x100 { return "\\x" + hexadecimal(UInt16(scalar.value), digits: 2) }
    return UTF16.encode(scalar).map { units in
      units.map { "\\u" + hexadecimal($0, digits: 4) }.joined()
    } ?? ""
  }

  private static func hexadecimal(_ value: UInt16, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: digits - text.count) + text
  }
}
