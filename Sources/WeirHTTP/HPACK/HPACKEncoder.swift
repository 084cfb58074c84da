/// Encodes header sections, RFC 7541.
///
/// A field is an index where a table holds it, else a literal that both ends remember, except:
/// sensitive fields, which nobody may ever index (section 7.1.3); fields that do not fit in the
/// table, which would only empty it; and `:path`, which seldom comes twice. Strings are
/// Huffman-coded where that is shorter.
public struct HPACKEncoder: Sendable {
  /// The table's size before any SETTINGS, RFC 9113 section 6.5.2.
  private static let protocolDefault: UInt32 = 4_096

  /// What we are willing to remember, whatever the peer allows.
  private let limit: UInt32
  private var table: HPACKDynamicTable
  /// The size the table shall have from the next section on.
  private var nextSize: UInt32
  /// The smallest size the peer asked for since the last section.
  private var smallestSize: UInt32

  /// An encoder whose table never grows beyond `tableSize` bytes, at most 2³⁰.
  public init(tableSize: UInt32 = 4_096) {
    precondition(tableSize <= HPACKDynamicTable.largestLimit, "a table of \(tableSize) bytes")
    limit = tableSize
    table = HPACKDynamicTable(maximumSize: Self.protocolDefault)
    nextSize = min(tableSize, Self.protocolDefault)
    smallestSize = nextSize
  }

  /// Takes the peer's SETTINGS_HEADER_TABLE_SIZE; the next section tells it what we use of it.
  public mutating func setMaximumTableSize(_ size: UInt32) {
    nextSize = min(size, limit)
    smallestSize = min(smallestSize, nextSize)
  }

  /// Begins a section, with the table size updates that are due, RFC 7541 section 4.2.
  public mutating func begin(into output: inout [UInt8]) {
    if smallestSize < min(table.maximumSize, nextSize) { resize(to: smallestSize, &output) }
    if nextSize != table.maximumSize { resize(to: nextSize, &output) }
    smallestSize = nextSize
  }

  /// Appends a field to the section; the name must be in lower case.
  public mutating func append(
    name: Span<UInt8>, value: Span<UInt8>, isSensitive: Bool, into output: inout [UInt8]
  ) {
    let (index, isWhole) = find(name: name, value: value)
    if isWhole, !isSensitive {
      HPACKInteger.append(index, prefixBits: 7, flags: 0x80, to: &output)
      return
    }
    let isIndexed =
      !isSensitive && table.canHold(name.count + value.count) && !Self.isPath(name)
    if isIndexed {
      HPACKInteger.append(index, prefixBits: 6, flags: 0x40, to: &output)
    } else {
      HPACKInteger.append(index, prefixBits: 4, flags: isSensitive ? 0x10 : 0, to: &output)
    }
    if index == 0 { Self.append(string: name, to: &output) }
    Self.append(string: value, to: &output)
    if isIndexed { table.insert(name: name, value: value) }
  }

  /// The index of the field, or of its name, or 0.
  private func find(name: Span<UInt8>, value: Span<UInt8>) -> (index: Int, isWhole: Bool) {
    let fixed = HPACKStaticTable.standard.find(name: name, value: value)
    if let fixed, fixed.isWhole { return fixed }
    if let own = table.find(name: name, value: value), own.isWhole || fixed == nil {
      return (HPACKStaticTable.count + 1 + own.place, own.isWhole)
    }
    return fixed ?? (0, false)
  }

  private mutating func resize(to size: UInt32, _ output: inout [UInt8]) {
    HPACKInteger.append(Int(size), prefixBits: 5, flags: 0x20, to: &output)
    table.resize(to: size)
  }

  private static func append(string: Span<UInt8>, to output: inout [UInt8]) {
    let coded = HPACKHuffman.encodedCount(string)
    if coded < string.count {
      HPACKInteger.append(coded, prefixBits: 7, flags: 0x80, to: &output)
      HPACKHuffman.append(string, to: &output)
    } else {
      HPACKInteger.append(string.count, prefixBits: 7, flags: 0, to: &output)
      string.withUnsafeBufferPointer { output.append(contentsOf: $0) }
    }
  }

  private static func isPath(_ name: Span<UInt8>) -> Bool {
    name.count == 5 && name[0] == 0x3A && name[1] == 0x70 && name[2] == 0x61
      && name[3] == 0x74 && name[4] == 0x68
  }
}
