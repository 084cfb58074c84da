internal import WeirPrimitives

/// A place in the bytes of a file, and the steps that are the same everywhere in JSON5.
///
/// The bytes have been found to be UTF-8 before a scanner is made.
struct JSON5Scanner {
  let file: SourceFile
  let limits: JSON5Limits
  let bytes: [UInt8]
  var offset = 0

  init(_ file: SourceFile, limits: JSON5Limits) {
    self.file = file
    self.limits = limits
    bytes = file.bytes
  }

  /// The byte at the offset, or nil at the end.
  var next: UInt8? { byte(at: offset) }

  func byte(at index: Int) -> UInt8? { index < bytes.count ? bytes[index] : nil }

  /// The Unicode scalar at an index and its length, or nil at the end.
  func scalar(at index: Int) -> (value: Unicode.Scalar, length: Int)? {
    guard let first = byte(at: index) else { return nil }
    guard first >= 0x80 else { return (Unicode.Scalar(first), 1) }
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    var value = UInt32(first) & (0x7F >> UInt32(length))
    for follower in bytes[(index + 1)..<(index + length)] {
      value = value << 6 | UInt32(follower & 0x3F)
    }
    return Unicode.Scalar(value).map { ($0, length) }
  }

  /// Passes the byte if it is next.
  mutating func accept(_ byte: Character) -> Bool {
    guard next == byte.asciiValue else { return false }
    offset += 1
    return true
  }

  func text(from start: Int, to end: Int) -> String {
    String(decoding: bytes[start..<end], as: UTF8.self)
  }

  func span(from start: Int) -> SourceSpan {
    SourceSpan(file: file.id, start: UInt32(start), end: UInt32(offset))
  }
}

// MARK: - Space and comments

extension JSON5Scanner {
  /// Passes white space and comments (JSON5 sections 7 and 8).
  mutating func skipSpace() throws(SourceError) {
    while let byte = next {
      switch byte {
      case 0x20, 0x09...0x0D:
        offset += 1
      case UInt8(ascii: "/"):
        guard try skipComment() else { return }
      case 0x80...:
        guard let (scalar, length) = scalar(at: offset), scalar.isJSON5Space else { return }
        offset += length
      default:
        return
      }
    }
  }

  private mutating func skipComment() throws(SourceError) -> Bool {
    switch byte(at: offset + 1) {
    case UInt8(ascii: "/"):
      while next != nil, lineEnd(at: offset) == 0 { offset += 1 }
      return true
    case UInt8(ascii: "*"):
      let start = offset
      offset += 2
      while let byte = next {
        offset += 1
        if byte == UInt8(ascii: "*"), accept("/") { return true }
      }
      throw failure(expected: "\"*/\" to end the comment that begins at \(place(start))")
    default:
      return false
    }
  }

  /// The length of the line terminator at an index: LF, CR, CR LF, U+2028, U+2029; else 0.
  func lineEnd(at index: Int) -> Int {
    switch byte(at: index) {
    case 0x0A: 1
    case 0x0D: byte(at: index + 1) == 0x0A ? 2 : 1
    case 0xE2:
      byte(at: index + 1) == 0x80 && (byte(at: index + 2) ?? 0) & 0xFE == 0xA8 ? 3 : 0
    default: 0
    }
  }
}

// MARK: - Errors

extension JSON5Scanner {
  /// Makes the error for what is next, or for what `found` says.
  func failure(
    at place: Int? = nil, found: String? = nil, expected: String, suggestion: String? = nil
  ) -> SourceError {
    let place = place ?? offset
    return SourceError(
      file: file.name, position: file.position(at: place), found: found ?? describe(at: place),
      expected: expected, suggestion: suggestion)
  }

  /// Where something begins, for the end of a sentence.
  func place(_ offset: Int) -> String { file.position(at: offset).description }

  /// What is at an index: a whole word, one character, or the end.
  func describe(at index: Int) -> String {
    guard let (scalar, _) = scalar(at: index) else {
      return bytes.isEmpty ? "an empty file" : "the end of the file"
    }
    if lineEnd(at: index) > 0 { return "the end of the line" }
    if scalar.isJSON5NamePart { return Shown.plain(word(at: index)) }
    return Shown.character(scalar)
  }

  /// The characters up to the next space or punctuation of JSON5, as a reader sees a word.
  func word(at start: Int) -> Substring {
    var end = start
    while let (scalar, length) = scalar(at: end), end - start < 4 * Shown.scalarLimit,
      !scalar.isJSON5Space, !scalar.endsWord, !beginsComment(at: end)
    {
      end += length
    }
    return text(from: start, to: end)[...]
  }

  private func beginsComment(at index: Int) -> Bool {
    guard bytes[index] == UInt8(ascii: "/"), let second = byte(at: index + 1) else { return false }
    return second == UInt8(ascii: "/") || second == UInt8(ascii: "*")
  }
}
