@testable import WeirHTTP

/// A field as the tests write it.
struct HPACKField: Hashable, CustomStringConvertible {
  var name: [UInt8]
  var value: [UInt8]
  var isSensitive = false

  init(_ name: String, _ value: String, isSensitive: Bool = false) {
    self.init(Array(name.utf8), Array(value.utf8), isSensitive: isSensitive)
  }

  init(_ name: [UInt8], _ value: [UInt8], isSensitive: Bool = false) {
    self.name = name
    self.value = value
    self.isSensitive = isSensitive
  }

  var description: String {
    String(decoding: name, as: UTF8.self) + ": " + String(decoding: value, as: UTF8.self)
  }
}

extension HPACKDecoder {
  mutating func fields(of block: [UInt8]) throws(HPACKError) -> [HPACKField] {
    var fields: [HPACKField] = []
    try decode(block.span) { name, value, isSensitive in
      fields.append(HPACKField(bytes(of: name), bytes(of: value), isSensitive: isSensitive))
    }
    return fields
  }

  /// The dynamic table, newest first.
  var entries: [HPACKField] {
    var entries: [HPACKField] = []
    for index in 0..<tableCount {
      try? withField(62 + index) { name, value in
        entries.append(HPACKField(bytes(of: name), bytes(of: value)))
      }
    }
    return entries
  }
}

extension HPACKEncoder {
  mutating func block(_ fields: [HPACKField]) -> [UInt8] {
    var output: [UInt8] = []
    begin(into: &output)
    for field in fields {
      append(
        name: field.name.span, value: field.value.span, isSensitive: field.isSensitive,
        into: &output)
    }
    return output
  }
}

private func bytes(of span: Span<UInt8>) -> [UInt8] {
  span.withUnsafeBufferPointer { Array($0) }
}

extension [UInt8] {
  /// Bytes from hexadecimal digits; blanks are left out.
  init(hex: String) {
    let digits = hex.utf8.filter { $0 != 0x20 }.map { Character(UnicodeScalar($0)).hexDigitValue! }
    self = stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }
}
