/// Decodes header blocks, RFC 7541; it is fed whole blocks.
public struct HPACKDecoder: Sendable {
  private var table: HPACKDynamicTable
  /// The largest size an update may ask for.
  private var limit: UInt32
  /// The smallest limit since the last block; the next block has to obey it.
  private var smallestLimit: UInt32
  private let maximumListSize: Int

  /// A decoder whose table has `tableSize` bytes, at most 2³⁰, until the peer says otherwise.
  ///
  /// `maximumListSize` limits a section as SETTINGS_MAX_HEADER_LIST_SIZE counts it: name + value +
  /// 32 for each field.
  public init(tableSize: UInt32 = 4_096, maximumListSize: Int = 65_536) {
    precondition(maximumListSize >= 0, "a list of \(maximumListSize) bytes")
    table = HPACKDynamicTable(maximumSize: tableSize)
    limit = tableSize
    smallestLimit = tableSize
    self.maximumListSize = maximumListSize
  }

  /// Takes our own SETTINGS_HEADER_TABLE_SIZE, once the peer has acknowledged it; at most 2³⁰.
  public mutating func setMaximumTableSize(_ size: UInt32) {
    precondition(size <= HPACKDynamicTable.largestLimit, "a table of \(size) bytes")
    limit = size
    smallestLimit = min(smallestLimit, size)
  }

  /// Decodes a block and reports its fields in order, up to the one that is wrong.
  ///
  /// After ``HPACKError/listTooLarge`` the decoder can go on; after any other error it cannot.
  public mutating func decode(
    _ block: Span<UInt8>,
    _ field: (_ name: Span<UInt8>, _ value: Span<UInt8>, _ isSensitive: Bool) -> Void
  ) throws(HPACKError) {
    var position = 0
    try readSizeUpdates(block, at: &position)
    var section = Section(room: maximumListSize)
    while position < block.count {
      let byte = block[position]
      if byte & 0x80 != 0 {
        let index = try HPACKInteger.read(block, at: &position, prefixBits: 7)
        try withField(index) { section.report($0, $1, isSensitive: false, to: field) }
      } else if byte & 0x40 != 0 {
        try readLiteral(block, at: &position, prefixBits: 6, into: &section)
        section.reportLiteral(isSensitive: false, to: field)
        section.withLiteral { table.insert(name: $0, value: $1) }
      } else if byte & 0x20 != 0 {
        throw .misplacedTableSizeUpdate
      } else {
        try readLiteral(block, at: &position, prefixBits: 4, into: &section)
        section.reportLiteral(isSensitive: byte & 0x10 != 0, to: field)
      }
    }
    guard section.room >= 0 else { throw .listTooLarge }
  }

  /// Entries of the dynamic table.
  var tableCount: Int { table.count }

  /// Size of the dynamic table as RFC 7541 section 4.1 counts it.
  var tableSize: UInt32 { table.size }

  /// Lends the entry at an index of the static or, from 62 on, the dynamic table.
  func withField(
    _ index: Int, _ body: (_ name: Span<UInt8>, _ value: Span<UInt8>) -> Void
  ) throws(HPACKError) {
    let place = index - HPACKStaticTable.count - 1
    guard index > 0, place < table.count else { throw .badIndex }
    if place < 0 {
      HPACKStaticTable.standard.withField(index, body)
    } else {
      table.withField(place, body)
    }
  }

  private mutating func readSizeUpdates(
    _ block: Span<UInt8>, at position: inout Int
  ) throws(HPACKError) {
    while position < block.count, block[position] & 0xE0 == 0x20 {
      let size = try HPACKInteger.read(block, at: &position, prefixBits: 5)
      guard size <= Int(limit) else { throw .tableSizeUpdateTooLarge }
      // The smallest of several limits comes first, and only then one of the later limits.
      guard size <= Int(smallestLimit) || table.maximumSize <= smallestLimit else {
        throw .missingSizeUpdate
      }
      table.resize(to: UInt32(size))
      smallestLimit = limit
    }
    guard table.maximumSize <= smallestLimit else { throw .missingSizeUpdate }
    smallestLimit = limit
  }

  private func readLiteral(
    _ block: Span<UInt8>, at position: inout Int, prefixBits: Int, into section: inout Section
  ) throws(HPACKError) {
    section.clear()
    let index = try HPACKInteger.read(block, at: &position, prefixBits: prefixBits)
    if index == 0 {
      try section.appendString(block, at: &position)
    } else {
      try withField(index) { name, _ in section.append(name) }
    }
    section.endName()
    try section.appendString(block, at: &position)
  }
}

extension HPACKDecoder {
  /// The literal being read, and what is left of the list's size.
  private struct Section {
    private var bytes: [UInt8] = []
    private var nameCount = 0
    /// What the list may still hold; negative once it is too large.
    private(set) var room: Int

    init(room: Int) { self.room = room }

    /// Lends name and value of the literal.
    func withLiteral(_ body: (_ name: Span<UInt8>, _ value: Span<UInt8>) -> Void) {
      let all = bytes.span
      body(all.extracting(0..<nameCount), all.extracting(nameCount..<bytes.count))
    }

    mutating func clear() { bytes.removeAll(keepingCapacity: true) }

    mutating func endName() { nameCount = bytes.count }

    mutating func append(_ part: Span<UInt8>) {
      part.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    }

    /// Appends a string literal, RFC 7541 section 5.2.
    mutating func appendString(
      _ block: Span<UInt8>, at position: inout Int
    ) throws(HPACKError) {
      guard position < block.count else { throw .truncated }
      let isHuffman = block[position] & 0x80 != 0
      let count = try HPACKInteger.read(block, at: &position, prefixBits: 7)
      guard count <= block.count - position else { throw .truncated }
      let string = block.extracting(position..<position + count)
      position += count
      if isHuffman {
        try HPACKHuffman.decode(string, into: &bytes)
      } else {
        append(string)
      }
    }

    mutating func reportLiteral(
      isSensitive: Bool, to field: (Span<UInt8>, Span<UInt8>, Bool) -> Void
    ) {
      guard take(bytes.count) else { return }
      withLiteral { field($0, $1, isSensitive) }
    }

    mutating func report(
      _ name: Span<UInt8>, _ value: Span<UInt8>, isSensitive: Bool,
      to field: (Span<UInt8>, Span<UInt8>, Bool) -> Void
    ) {
      guard take(name.count + value.count) else { return }
      field(name, value, isSensitive)
    }

    /// Counts a field; false once the list is too large.
    private mutating func take(_ count: Int) -> Bool {
      guard room >= 0 else { return false }
      room -= count + HPACKDynamicTable.overhead
      return room >= 0
    }
  }
}
