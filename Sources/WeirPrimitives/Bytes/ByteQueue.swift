/// Bytes in a row that are appended at the end and released from the front.
///
/// Offsets count from the first byte ever appended, so a reader keeps its place whatever has been
/// released. The bytes held are always contiguous.
public struct ByteQueue: Sendable {
  /// An empty queue keeps at most this much memory: giving more back each time costs page faults.
  private static let retainedBytes = 1 << 18

  private var storage: [UInt8] = []
  private var head = 0
  /// The offset of the first byte still held.
  public private(set) var startOffset: UInt64

  public init(startOffset: UInt64 = 0) {
    self.startOffset = startOffset
  }

  /// The offset behind the last byte appended.
  public var endOffset: UInt64 { startOffset + UInt64(storage.count - head) }
  /// The number of bytes held.
  public var count: Int { storage.count - head }

  public mutating func append(_ bytes: Span<UInt8>) {
    bytes.withUnsafeBufferPointer { storage.append(contentsOf: $0) }
  }

  public mutating func append(_ bytes: UnsafeRawBufferPointer) {
    storage.append(contentsOf: bytes)
  }

  /// Lends the bytes of an offset range that is held in full.
  public func withBytes<Result>(
    _ range: Range<UInt64>, _ body: (UnsafeRawBufferPointer) -> Result
  ) -> Result {
    precondition(
      range.lowerBound >= startOffset && range.upperBound <= endOffset,
      "bytes \(range) are not held: \(startOffset)..<\(endOffset)")
    let first = head + Int(range.lowerBound - startOffset)
    return storage.withUnsafeBytes {
      body(UnsafeRawBufferPointer(rebasing: $0[first..<first + range.count]))
    }
  }

  /// Changes a bit of a byte; what is no longer held stays as it was read.
  public mutating func flip(bit: UInt8, at offset: UInt64) {
    precondition(bit < 8, "a byte has no bit \(bit)")
    guard offset >= startOffset, offset < endOffset else { return }
    storage[head + Int(offset - startOffset)] ^= 1 << bit
  }

  /// Forgets the bytes before `offset`.
  public mutating func release(upTo offset: UInt64) {
    guard offset > startOffset else { return }
    precondition(offset <= endOffset, "bytes up to \(offset) were never appended")
    head += Int(offset - startOffset)
    startOffset = offset
    if head == storage.count {
      storage.removeAll(keepingCapacity: storage.capacity <= Self.retainedBytes)
      head = 0
    } else if head > 4_096, head > storage.count / 2 {
      storage.removeSubrange(..<head)
      head = 0
    }
  }

  /// Forgets everything, memory included; appending goes on at the same offset.
  public mutating func releaseAll() {
    startOffset = endOffset
    storage = []
    head = 0
  }
}
