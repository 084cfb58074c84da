internal import WeirPrimitives

// Strings (JSON5 section 5) and unquoted names (section 3).

extension JSON5Scanner {
  /// Reads the string that begins with the quote at the offset.
  mutating func readString() throws(SourceError) -> String {
    let start = offset
    let quote = bytes[offset]
    offset += 1
    var resolved: [UInt8] = []
    var runStart = offset
    while let byte = next, byte != quote, byte != 0x0A, byte != 0x0D {
      guard byte == UInt8(ascii: "\\") else {
        offset += 1
        continue
      }
      resolved += bytes[runStart..<offset]
      try readEscape(into: &resolved, stringStart: start)
      runStart = offset
    }
    guard next == quote else { throw unterminated(start) }
    guard resolved.count + offset - runStart <= limits.stringBytes else {
      throw tooLong(start)
    }
    let tail = bytes[runStart..<offset]
    offset += 1
    return String(decoding: resolved.isEmpty ? tail : (resolved + tail)[...], as: UTF8.self)
  }

  private func unterminated(_ start: Int) -> SourceError {
    let quote = Shown.character(Unicode.Scalar(bytes[start]))
    return failure(expected: "\(quote) to end the string that begins at \(place(start))")
  }

  private func tooLong(_ start: Int) -> SourceError {
    failure(
      at: start, found: "a string of more than \(limits.stringBytes) bytes",
      expected: "at most \(limits.stringBytes) bytes in one string")
  }

  /// Reads what a backslash stands for (section 5.1), line continuations included.
  private mutating func readEscape(
    into resolved: inout [UInt8], stringStart: Int
  ) throws(SourceError) {
    let start = offset
    offset += 1
    let lineEnd = lineEnd(at: offset)
    if lineEnd > 0 {
      offset += lineEnd
      return
    }
    guard let (scalar, length) = scalar(at: offset) else { throw unterminated(stringStart) }
    offset += length
    switch scalar {
    case "b": resolved.append(0x08)
    case "f": resolved.append(0x0C)
    case "n": resolved.append(0x0A)
    case "r": resolved.append(0x0D)
    case "t": resolved.append(0x09)
    case "v": resolved.append(0x0B)
    case "x":
      resolved.append(Unicode.Scalar(UInt8(try readHexadecimal(digits: 2))))
    case "u":
      resolved.append(try readUnicodeEscape(from: start))
    case "0" where !(next.map(ASCII.isDigit) ?? false):
      resolved.append(0)
    case "0"..."9":
      throw failure(
        at: start, found: "\\\(scalar)" + (scalar == "0" ? " before a digit" : ""),
        expected: "an escape of JSON5, which has no octal ones", suggestion: "\\x0\(scalar)")
    default:
      resolved.append(scalar)
    }
  }

  /// Reads what follows `\u`, and the second half if it is half of a surrogate pair.
  ///
  /// Not modelled: lone surrogates, which ECMAScript strings can hold and UTF-8 cannot.
  private mutating func readUnicodeEscape(from start: Int) throws(SourceError) -> Unicode.Scalar {
    let first = try readHexadecimal(digits: 4)
    if let scalar = Unicode.Scalar(first) { return scalar }
    if first < 0xDC00, next == UInt8(ascii: "\\"), byte(at: offset + 1) == UInt8(ascii: "u") {
      offset += 2
      let second = try readHexadecimal(digits: 4)
      if second & 0xFC00 == 0xDC00 {
        let value = 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
        if let scalar = Unicode.Scalar(value) { return scalar }
      }
    }
    throw failure(
      at: start, found: "half of a surrogate pair, \(text(from: start, to: start + 6))",
      expected: "both halves, such as \\uD83D\\uDE00")
  }

  private mutating func readHexadecimal(digits: Int) throws(SourceError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<digits {
      guard let digit = next.flatMap(ASCII.hexadecimalValue) else {
        throw failure(expected: "\(digits) hexadecimal digits in the escape")
      }
      value = value << 4 | UInt32(digit)
      offset += 1
    }
    return value
  }
}

extension JSON5Scanner {
  /// Reads the unquoted name at the offset, or returns nil when there is none.
  mutating func readName() throws(SourceError) -> String? {
    let start = offset
    var resolved: [UInt8] = []
    while let (scalar, length) = scalar(at: offset) {
      if scalar == "\\" {
        resolved.append(try readNameEscape(isFirst: offset == start))
      } else if offset == start ? scalar.isJSON5NameStart : scalar.isJSON5NamePart {
        resolved += bytes[offset..<offset + length]
        offset += length
      } else {
        break
      }
    }
    guard offset > start else { return nil }
    guard resolved.count <= limits.stringBytes else { throw tooLong(start) }
    return String(decoding: resolved, as: UTF8.self)
  }

  private mutating func readNameEscape(isFirst: Bool) throws(SourceError) -> Unicode.Scalar {
    let start = offset
    offset += 1
    guard accept("u") else { throw failure(expected: "\"u\" and 4 hexadecimal digits") }
    let scalar = Unicode.Scalar(try readHexadecimal(digits: 4))
    if let scalar, isFirst ? scalar.isJSON5NameStart : scalar.isJSON5NamePart { return scalar }
    throw failure(
      at: start, found: "the escape \(text(from: start, to: offset))",
      expected: "the escape of a letter in a key without quotes")
  }
}

extension [UInt8] {
  fileprivate mutating func append(_ scalar: Unicode.Scalar) {
    append(contentsOf: UTF8.encode(scalar).unsafelyUnwrapped)
  }
}
