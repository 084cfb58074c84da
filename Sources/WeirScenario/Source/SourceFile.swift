/// Bytes with a name: a scenario file, a fault profile, or the text behind a `--set`.
public struct SourceFile: Sendable {
  /// The number by which spans refer to this file; unique among the files of one reading.
  public let id: UInt32
  /// What errors call it, usually the path as it was given.
  public let name: String
  public let bytes: [UInt8]

  public init(id: UInt32 = 0, name: String, bytes: [UInt8]) {
    self.id = id
    self.name = name
    self.bytes = bytes
  }

  public init(id: UInt32 = 0, name: String, text: String) {
    self.init(id: id, name: name, bytes: Array(text.utf8))
  }

  /// Whether the file begins with the UTF-8 form of U+FEFF.
  var beginsWithByteOrderMark: Bool { bytes.starts(with: [0xEF, 0xBB, 0xBF]) }

  /// Returns the line and column of a byte; an offset behind the end counts as the end.
  ///
  /// Lines end at LF, CR LF or CR, as in editors; U+2028 and U+2029 end none. A byte order mark at
  /// the start takes no column. Complexity: linear in the offset.
  public func position(at offset: Int) -> SourcePosition {
    var position = SourcePosition(line: 1, column: 1)
    var index = beginsWithByteOrderMark ? 3 : 0
    while index < min(offset, bytes.count) {
      if endsLine(at: index) {
        position.line += 1
        position.column = 1
      } else if bytes[index] & 0xC0 != 0x80 {
        position.column += 1
      }
      index += 1
    }
    return position
  }

  /// Returns the text of a line, counted from 1, without its end; empty when there is none.
  public func line(_ number: Int) -> String {
    var current = 1
    var start = beginsWithByteOrderMark ? 3 : 0
    while current < number, start < bytes.count {
      if endsLine(at: start) { current += 1 }
      start += 1
    }
    guard current == number else { return "" }
    let end = bytes[start...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.count
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  /// The most columns of a long line that ``excerpt(at:)`` shows.
  static let excerptColumns = 100

  /// Returns the line at a position and, below it, a caret under the column.
  ///
  /// Control characters are shown as `·`, so that a hostile file cannot steer the terminal. Not
  /// modelled: characters that are wider than a column.
  public func excerpt(at position: SourcePosition) -> String {
    let scalars = Array(line(position.line).unicodeScalars)
    let caret = min(max(position.column - 1, 0), scalars.count)
    let start = max(0, caret - Self.excerptColumns / 2)
    let end = min(scalars.count, start + Self.excerptColumns)
    var text = ""
    var pointer = ""
    for (index, scalar) in scalars[start..<end].enumerated() {
      let shown: Unicode.Scalar = scalar == "\t" || scalar.isPlain ? scalar : "·"
      text.unicodeScalars.append(shown)
      if start + index < caret { pointer.append(shown == "\t" ? "\t" : " ") }
    }
    return text + "\n" + pointer + "^"
  }

  private func endsLine(at index: Int) -> Bool {
    switch bytes[index] {
    case 0x0A: true
    case 0x0D: index + 1 >= bytes.count || bytes[index + 1] != 0x0A
    default: false
    }
  }
}

/// A line and a column, both counted from 1; columns count Unicode scalars.
public struct SourcePosition: Sendable, Hashable, CustomStringConvertible {
  public var line: Int
  public var column: Int

  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  public var description: String { "line \(line), column \(column)" }
}

/// A range of bytes in one of the files of a reading.
public struct SourceSpan: Sendable, Hashable {
  public let file: UInt32
  /// The offset of the first byte.
  public let start: UInt32
  /// The offset behind the last byte.
  public let end: UInt32

  public init(file: UInt32, start: UInt32, end: UInt32) {
    self.file = file
    self.start = start
    self.end = end
  }

  /// The span of a value that was built in code and stands in no file.
  public static let none = SourceSpan(file: .max, start: 0, end: 0)
}
