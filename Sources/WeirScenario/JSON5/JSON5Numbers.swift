internal import WeirPrimitives

// Numbers (JSON5 section 6).

extension JSON5Scanner {
  /// Reads the number at the offset, sign included.
  mutating func readNumber() throws(SourceError) -> JSON5Number {
    let start = offset
    if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { offset += 1 }
    if next == UInt8(ascii: "I") || next == UInt8(ascii: "N") {
      let word = word(at: offset)
      guard word == "Infinity" || word == "NaN" else { throw badNumber(start) }
      offset += word.utf8.count
    } else if next == ASCII.zero, byte(at: offset + 1).map(ASCII.lowercased) == UInt8(ascii: "x") {
      offset += 2
      try readDigits("a hexadecimal digit") { ASCII.hexadecimalValue($0) != nil }
    } else {
      try readDecimal(start)
    }
    if let (scalar, _) = scalar(at: offset),
      scalar.isJSON5NamePart || scalar == "." || scalar == "%" || scalar == "\\"
    {
      throw badNumber(start)
    }
    guard offset - start <= limits.numberBytes else {
      throw failure(
        at: start, found: "a number of \(offset - start) characters",
        expected: "at most \(limits.numberBytes) characters in one number")
    }
    return JSON5Number(checked: text(from: start, to: offset))
  }

  private mutating func readDecimal(_ start: Int) throws(SourceError) {
    if next == UInt8(ascii: ".") {
      offset += 1
      try readDigits("a digit after the decimal point", ASCII.isDigit)
    } else {
      let first = offset
      try readDigits("a digit, \".\", Infinity or NaN", ASCII.isDigit)
      if bytes[first] == ASCII.zero, offset - first > 1 { throw leadingZero(start, first) }
      if accept(".") {
        while next.map(ASCII.isDigit) ?? false { offset += 1 }
      }
    }
    if next.map(ASCII.lowercased) == UInt8(ascii: "e") {
      let letter = offset
      offset += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { offset += 1 }
      guard next.map(ASCII.isDigit) ?? false else {
        // `5e`, but `5eggs` is a word with a number in front.
        if scalar(at: letter + 1)?.value.isJSON5NamePart ?? false { throw badNumber(start) }
        throw failure(expected: "a digit of the exponent")
      }
      try readDigits("a digit of the exponent", ASCII.isDigit)
    }
  }

  private mutating func readDigits(
    _ expected: String, _ belongs: (UInt8) -> Bool
  ) throws(SourceError) {
    let start = offset
    while let byte = next, belongs(byte) { offset += 1 }
    if offset == start { throw failure(expected: expected) }
  }

  /// The error for `012`: JSON5 has no octal numbers, and ES5 none in strict mode.
  private func leadingZero(_ start: Int, _ first: Int) -> SourceError {
    let rest = word(at: first).drop { $0 == "0" }
    let hasDigit = rest.utf8.first.map(ASCII.isDigit) ?? false
    return failure(
      at: start, found: Shown.plain(word(at: start)), expected: "a number without leading zeros",
      suggestion: Shown.plain(text(from: start, to: first) + (hasDigit ? "" : "0") + rest))
  }

  /// The error for a number with more behind it: `250ms`, `0.5%`, `1_000`, `0x1G`.
  private func badNumber(_ start: Int) -> SourceError {
    let word = word(at: start)
    let withoutSeparators = word.filter { $0 != "_" }
    let isGrouped = withoutSeparators.utf8.allSatisfy(ASCII.isDigit)
    return failure(
      at: start, found: Shown.plain(word), expected: "a number, or a quantity in quotes",
      suggestion: isGrouped ? Shown.plain(withoutSeparators) : Shown.quoted(word))
  }
}
