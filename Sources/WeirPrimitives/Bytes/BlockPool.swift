/// Memory for byte queues: blocks of a few sizes that pass from one queue to the next.
///
/// A queue that is empty holds none, and a busy one never asks the system: the block given back
/// last, which is still in the cache, is handed out first. Nothing is given back to the system
/// before the pool ends, so a pool must outlive the use of its queues.
public struct BlockPool: ~Copyable {
  /// What stands in front of a block's bytes.
  struct Header {
    /// The next block of the same queue, or of the same list of free ones.
    var next: Block?
    /// The stream offset of the first byte.
    var start: UInt64
    let capacity: Int
  }
  typealias Block = UnsafeMutablePointer<Header>

  /// Bytes of the smallest and of the largest blocks, headers included, as powers of two.
  ///
  /// A message of 100 bytes fits into the smallest; one segment in 22 crosses the end of a largest.
  private static let smallest = 7
  private static let largest = 15
  static let headerLength = MemoryLayout<Header>.stride

  /// By size; the block given back last comes first.
  private let free: UnsafeMutablePointer<Block?>
  private var all: [Block] = []

  public init() {
    free = .allocate(capacity: Self.largest - Self.smallest + 1)
    free.initialize(repeating: nil, count: Self.largest - Self.smallest + 1)
  }

  deinit {
    for block in all { UnsafeMutableRawPointer(block).deallocate() }
    free.deallocate()
  }

  /// Bytes asked of the system so far.
  var totalBytes: Int { all.reduce(0) { $0 + $1.pointee.capacity + Self.headerLength } }

  /// Bytes of the blocks that no queue holds.
  var freeBytes: Int {
    var sum = 0
    for index in 0...Self.largest - Self.smallest {
      var block = free[index]
      while let found = block {
        sum += found.pointee.capacity + Self.headerLength
        block = found.pointee.next
      }
    }
    return sum
  }

  /// Hands out a block for so many bytes, or the largest there is; what it holds is undefined.
  mutating func take(for count: Int, at start: UInt64) -> Block {
    let length = UInt(count + Self.headerLength)
    let power = min(
      max(UInt.bitWidth - (length - 1).leadingZeroBitCount, Self.smallest), Self.largest)
    if let block = free[power - Self.smallest] {
      free[power - Self.smallest] = block.pointee.next
      block.pointee.next = nil
      block.pointee.start = start
      return block
    }
    let block = UnsafeMutableRawPointer.allocate(byteCount: 1 << power, alignment: 16)
      .bindMemory(to: Header.self, capacity: 1)
    let capacity = 1 << power - Self.headerLength
    block.initialize(to: Header(next: nil, start: start, capacity: capacity))
    all.append(block)
    return block
  }

  mutating func give(_ block: Block) {
    let power = (block.pointee.capacity + Self.headerLength).trailingZeroBitCount
    block.pointee.next = free[power - Self.smallest]
    free[power - Self.smallest] = block
  }
}

extension BlockPool.Block {
  /// The offset behind the last byte there is room for.
  var limit: UInt64 { pointee.start + UInt64(pointee.capacity) }

  /// Where the byte of a stream offset is kept.
  func bytes(at offset: UInt64) -> UnsafeMutableRawPointer {
    UnsafeMutableRawPointer(self) + (BlockPool.headerLength + Int(offset - pointee.start))
  }
}
