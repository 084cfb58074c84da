internal import WeirPrimitives

/// Reads JSON5 (spec.json5.org, version 1.0.0) into values that know where they stand.
///
/// Stricter than the specification in one way: a repeated key is an error.
public struct JSON5Reader {
  private var scanner: JSON5Scanner
  private var valueCount = 0

  private init(_ file: SourceFile, limits: JSON5Limits) {
    scanner = JSON5Scanner(file, limits: limits)
  }

  /// Returns the value that the file consists of.
  ///
  /// - Throws: the first error, when the file is not one JSON5 value or is beyond a limit.
  public static func read(
    _ file: SourceFile, limits: JSON5Limits = .standard
  ) throws(SourceError) -> JSON5Value {
    var reader = JSON5Reader(file, limits: limits)
    try reader.checkBytes()
    try reader.scanner.skipSpace()
    let value = try reader.readValue(depth: 0)
    try reader.scanner.skipSpace()
    guard reader.scanner.next == nil else {
      throw reader.scanner.failure(expected: "the end of the file")
    }
    return value
  }

  /// Returns the number that a text consists of.
  static func readNumber(_ text: String) throws(SourceError) -> JSON5Number {
    var scanner = JSON5Scanner(SourceFile(name: "number", text: text), limits: .standard)
    let number = try scanner.readNumber()
    guard scanner.next == nil else { throw scanner.failure(expected: "the end of the number") }
    return number
  }

  /// Finds out whether the file is small enough and UTF-8 throughout.
  private func checkBytes() throws(SourceError) {
    let (bytes, limits) = (scanner.bytes, scanner.limits)
    guard bytes.count <= limits.fileBytes else {
      throw scanner.failure(
        at: 0, found: "a file of \(bytes.count) bytes",
        expected: "at most \(limits.fileBytes) bytes")
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw scanner.failure(at: 0, found: "the byte order mark of UTF-16", expected: "UTF-8")
    }
    do throws(UTF8.ValidationError) {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      let place = error.byteOffsets.lowerBound
      let digits = String(bytes[place], radix: 16, uppercase: true)
      throw scanner.failure(
        at: place, found: "the byte 0x\(digits), which is not UTF-8", expected: "UTF-8 text")
    }
  }
}

// MARK: - Values

extension JSON5Reader {
  /// Reads the value at the offset; `depth` counts the arrays and objects around it.
  private mutating func readValue(
    depth: Int, expected: String = "a value"
  ) throws(SourceError) -> JSON5Value {
    let start = scanner.offset
    valueCount += 1
    guard valueCount <= scanner.limits.values else {
      throw scanner.failure(
        found: "more than \(scanner.limits.values) values",
        expected: "at most \(scanner.limits.values) values in one file")
    }
    let content: JSON5Value.Content
    switch scanner.next {
    case UInt8(ascii: "{"):
      content = .object(try readObject(depth: depth + 1))
    case UInt8(ascii: "["):
      content = .array(try readArray(depth: depth + 1))
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      content = .string(try scanner.readString())
    case let byte? where beginsNumber(byte):
      content = .number(try scanner.readNumber())
    default:
      content = try readWord(expected)
    }
    return JSON5Value(content, span: scanner.span(from: start))
  }

  private func beginsNumber(_ byte: UInt8) -> Bool {
    ASCII.isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
      || byte == UInt8(ascii: ".")
  }

  private mutating func readWord(_ expected: String) throws(SourceError) -> JSON5Value.Content {
    let word = scanner.word(at: scanner.offset)
    let content: JSON5Value.Content
    switch word {
    case "null": content = .null
    case "true": content = .bool(true)
    case "false": content = .bool(false)
    case "Infinity", "NaN": content = .number(JSON5Number(checked: String(word)))
    default:
      throw scanner.failure(expected: expected, suggestion: Self.correction(of: word))
    }
    scanner.offset += word.utf8.count
    return content
  }

  /// What somebody who wrote this word where a value belongs meant.
  private static func correction(of word: Substring) -> String? {
    switch word.lowercased() {
    case "true", "yes", "on": return "true"
    case "false", "no", "off": return "false"
    case "null", "nil", "none", "undefined": return "null"
    case "infinity", "inf": return "Infinity"
    case "nan": return "NaN"
    default: break
    }
    guard let first = word.unicodeScalars.first else { return nil }
    if "“”„‟«»‘’".unicodeScalars.contains(first) { return "straight quotes" }
    if first == "#" { return commentCorrection }
    return first.isJSON5NameStart ? Shown.quoted(word) : nil
  }

  private static let commentCorrection = "// for a comment"

  private mutating func readArray(depth: Int) throws(SourceError) -> [JSON5Value] {
    let start = try enter(depth)
    var elements: [JSON5Value] = []
    while true {
      try scanner.skipSpace()
      if scanner.accept("]") { return elements }
      if scanner.next == nil { throw unfinished("array", "a value or ']'", start) }
      elements.append(try readValue(depth: depth, expected: "a value or ']'"))
      try scanner.skipSpace()
      if scanner.accept(",") { continue }
      guard scanner.accept("]") else { throw unfinished("array", "',' or ']'", start) }
      return elements
    }
  }

  private mutating func readObject(depth: Int) throws(SourceError) -> JSON5Object {
    let start = try enter(depth)
    var members: [JSON5Member] = []
    var keys = KeyIndex()
    while true {
      try scanner.skipSpace()
      if scanner.accept("}") { break }
      if scanner.next == nil { throw unfinished("object", "a key or '}'", start) }
      let (key, keySpan) = try readKey()
      if let first = keys.index(of: key, in: members) {
        throw scanner.failure(
          at: Int(keySpan.start),
          found: "the key \(Shown.quoted(key)) again, first at "
            + scanner.place(Int(members[first].keySpan.start)),
          expected: "each key once in an object")
      }
      try scanner.skipSpace()
      let value = try readValue(depth: depth)
      members.append(JSON5Member(key: key, keySpan: keySpan, value: value))
      try scanner.skipSpace()
      if scanner.accept(",") { continue }
      guard scanner.accept("}") else { throw unfinished("object", "',' or '}'", start) }
      break
    }
    return JSON5Object(distinct: members)
  }

  /// Passes an opening bracket and returns its offset.
  private mutating func enter(_ depth: Int) throws(SourceError) -> Int {
    guard depth <= scanner.limits.depth else {
      throw scanner.failure(
        found: "the beginning of level \(depth) of arrays and objects",
        expected: "at most \(scanner.limits.depth) levels inside each other")
    }
    scanner.offset += 1
    return scanner.offset - 1
  }

  private func unfinished(_ kind: String, _ expected: String, _ start: Int) -> SourceError {
    let isAtEnd = scanner.next == nil
    let beginning = " to end the \(kind) that begins at \(scanner.place(start))"
    return scanner.failure(expected: expected + (isAtEnd ? beginning : ""))
  }
}

// MARK: - Keys

extension JSON5Reader {
  /// Reads a key and the colon behind it.
  private mutating func readKey() throws(SourceError) -> (key: String, span: SourceSpan) {
    let start = scanner.offset
    let key: String
    let isQuoted = scanner.next == UInt8(ascii: "\"") || scanner.next == UInt8(ascii: "'")
    if isQuoted {
      key = try scanner.readString()
    } else if let name = try scanner.readName() {
      key = name
    } else {
      throw unfitKey(start)
    }
    let span = scanner.span(from: start)
    // A hyphen or a dot directly behind a name: the key needs quotes.
    if !isQuoted, scanner.next == UInt8(ascii: "-") || scanner.next == UInt8(ascii: ".") {
      throw unfitKey(start)
    }
    try scanner.skipSpace()
    guard scanner.accept(":") else {
      throw scanner.failure(expected: "':' after the key \(Shown.quoted(key))")
    }
    return (key, span)
  }

  private func unfitKey(_ start: Int) -> SourceError {
    let word = scanner.word(at: start)
    guard let first = word.unicodeScalars.first,
      first.isJSON5NamePart || first == "-" || first == "."
    else {
      return scanner.failure(
        at: start, expected: "a key or '}'",
        suggestion: word.hasPrefix("#") ? Self.commentCorrection : nil)
    }
    return scanner.failure(
      at: start, found: Shown.plain(word), expected: "a key, in quotes unless it is a name",
      suggestion: Shown.quoted(word))
  }
}

/// Finds repeated keys: by looking through few members, by hashing among many.
private struct KeyIndex {
  /// Up to so many members a look through them is cheaper than a table.
  private static let scanLimit = 16
  // Lookup only: nothing depends on the order of a table.
  private var table: [String: Int] = [:]
  private var indexedCount = 0

  mutating func index(of key: String, in members: [JSON5Member]) -> Int? {
    guard members.count > Self.scanLimit else { return members.firstIndex { $0.key == key } }
    while indexedCount < members.count {
      table[members[indexedCount].key] = indexedCount
      indexedCount += 1
    }
    return table[key]
  }
}
