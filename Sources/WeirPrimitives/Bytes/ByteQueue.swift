/// Bytes in a row that are appended at the end and released from the front.
///
/// Offsets count from the first byte ever appended, so a reader keeps its place whatever has been
/// released. The bytes lie in blocks of a ``BlockPool``, always the same one: they are copied when
/// they are appended and never moved. An empty queue holds no block.
public struct ByteQueue: ~Copyable {
  private var first: BlockPool.Block?
  private var last: BlockPool.Block?
  /// Where the range lent last began: the next one is likely to begin there or behind it.
  private var lent: BlockPool.Block?
  /// The offset of the first byte still held.
  public private(set) var startOffset: UInt64
  /// The offset behind the last byte appended.
  public private(set) var endOffset: UInt64

  public init(startOffset: UInt64 = 0) {
    self.startOffset = startOffset
    endOffset = startOffset
  }

  /// The number of bytes held.
  public var count: Int { Int(endOffset - startOffset) }

  public mutating func append(_ bytes: Span<UInt8>, from pool: inout BlockPool) {
    bytes.withUnsafeBytes { append($0, from: &pool) }
  }

  public mutating func append(_ bytes: UnsafeRawBufferPointer, from pool: inout BlockPool) {
    guard var source = bytes.baseAddress else { return }
    var left = bytes.count
    while left > 0 {
      let block = blockWithRoom(for: left, from: &pool)
      let size = min(left, Int(block.limit - endOffset))
      block.bytes(at: endOffset).copyMemory(from: source, byteCount: size)
      endOffset += UInt64(size)
      source += size
      left -= size
    }
  }

  /// The last block, or behind it a new one: as large as what is held, for that doubles the room.
  private mutating func blockWithRoom(
    for bytes: Int, from pool: inout BlockPool
  ) -> BlockPool.Block {
    if let last, endOffset < last.limit { return last }
    let block = pool.take(for: max(bytes, count), at: endOffset)
    if let last { last.pointee.next = block } else { first = block }
    last = block
    return block
  }

  /// Lends the bytes of an offset range that is held in full, in one piece.
  ///
  /// A range that crosses the end of a block is put together first.
  public mutating func withBytes(
    _ range: Range<UInt64>, _ body: (UnsafeRawBufferPointer) -> Void
  ) {
    precondition(
      range.lowerBound >= startOffset && range.upperBound <= endOffset,
      "bytes \(range) are not held: \(startOffset)..<\(endOffset)")
    guard !range.isEmpty, var block = lent ?? first else {
      return body(UnsafeRawBufferPointer(start: nil, count: 0))
    }
    if range.lowerBound < block.pointee.start, let first { block = first }
    while block.limit <= range.lowerBound, let next = block.pointee.next { block = next }
    lent = block
    if range.upperBound <= block.limit {
      return body(
        UnsafeRawBufferPointer(start: block.bytes(at: range.lowerBound), count: range.count))
    }
    withUnsafeTemporaryAllocation(byteCount: range.count, alignment: 1) { whole in
      Self.copy(range, from: block, to: whole)
      body(UnsafeRawBufferPointer(whole))
    }
  }

  private static func copy(
    _ range: Range<UInt64>, from block: BlockPool.Block, to whole: UnsafeMutableRawBufferPointer
  ) {
    var block: BlockPool.Block? = block
    var offset = range.lowerBound
    while offset < range.upperBound, let source = block, var target = whole.baseAddress {
      let end = min(source.limit, range.upperBound)
      target += Int(offset - range.lowerBound)
      target.copyMemory(from: source.bytes(at: offset), byteCount: Int(end - offset))
      offset = end
      block = source.pointee.next
    }
  }

  /// Changes a bit of a byte; what is no longer held stays as it was read.
  public mutating func flip(bit: UInt8, at offset: UInt64) {
    precondition(bit < 8, "a byte has no bit \(bit)")
    guard offset >= startOffset, offset < endOffset, var block = first else { return }
    while block.limit <= offset, let next = block.pointee.next { block = next }
    block.bytes(at: offset).assumingMemoryBound(to: UInt8.self).pointee ^= 1 << bit
  }

  /// Forgets the bytes before `offset`.
  public mutating func release(upTo offset: UInt64, to pool: inout BlockPool) {
    guard offset > startOffset else { return }
    precondition(offset <= endOffset, "bytes up to \(offset) were never appended")
    startOffset = offset
    while let block = first, block.limit <= offset || offset == endOffset {
      first = block.pointee.next
      if lent == block { lent = nil }
      if last == block { last = nil }
      pool.give(block)
    }
  }

  /// Forgets everything; appending goes on at the same offset.
  public mutating func releaseAll(to pool: inout BlockPool) {
    release(upTo: endOffset, to: &pool)
  }
}
