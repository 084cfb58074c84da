/// Writes JSON (RFC 8259) piece by piece; commas and quotes are its business.
///
/// Numbers are whole: JSON has no others that every reader takes the same way.
struct JSONWriter {
  private(set) var text = ""
  /// Whether the next value or key is the first in its object or array.
  private var isFirst = true

  mutating func object(_ fill: (inout JSONWriter) -> Void) { nested("{", "}", fill) }
  mutating func array(_ fill: (inout JSONWriter) -> Void) { nested("[", "]", fill) }

  mutating func key(_ name: String) {
    separate()
    quote(name)
    text += ":"
    isFirst = true
  }

  mutating func value(_ string: String) {
    separate()
    quote(string)
  }

  mutating func value(_ number: some BinaryInteger) {
    separate()
    text += "\(number)"
  }

  mutating func value(_ string: String?) {
    if let string { value(string) } else { null() }
  }

  mutating func null() {
    separate()
    text += "null"
  }

  /// A number that is already written out, such as `30.177316051`.
  mutating func literal(_ number: String) {
    separate()
    text += number
  }

  mutating func member(_ name: String, _ string: String?) {
    key(name)
    value(string)
  }

  mutating func member(_ name: String, _ number: some BinaryInteger) {
    key(name)
    value(number)
  }

  mutating func member(_ name: String, _ number: (some BinaryInteger)?) {
    key(name)
    if let number { value(number) } else { null() }
  }

  mutating func member(_ name: String, _ strings: [String]) {
    key(name)
    array { writer in for string in strings { writer.value(string) } }
  }

  private mutating func separate() {
    if !isFirst { text += "," }
    isFirst = false
  }

  private mutating func nested(
    _ open: String, _ close: String, _ fill: (inout JSONWriter) -> Void
  ) {
    separate()
    text += open
    isFirst = true
    fill(&self)
    text += close
    isFirst = false
  }

  private mutating func quote(_ string: String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      default:
        if scalar.value < 0x20 {
          let digits = String(scalar.value, radix: 16)
          text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          text.unicodeScalars.append(scalar)
        }
      }
    }
    text += "\""
  }
}
