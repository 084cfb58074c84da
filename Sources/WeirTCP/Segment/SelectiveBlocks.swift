/// The blocks of a SACK option, RFC 2018 section 3, newest first; the first may be a D-SACK.
///
/// In place, at most three: with timestamps no more fit into the 40 bytes of options.
public struct SelectiveBlocks: Sendable, Hashable {
  /// The sequence numbers `start..<end`, which may wrap.
  public struct Block: Sendable, Hashable {
    public var start: UInt32
    public var end: UInt32

    public init(start: UInt32, end: UInt32) {
      self.start = start
      self.end = end
    }
  }

  public static let maximumCount: UInt8 = 3

  @usableFromInline var blockCount: UInt8 = 0
  @inlinable public var count: UInt8 { blockCount }
  private var first = Block(start: 0, end: 0)
  private var second = Block(start: 0, end: 0)
  private var third = Block(start: 0, end: 0)

  public init() {}

  public subscript(index: Int) -> Block {
    precondition(index >= 0 && index < Int(count), "there is no block \(index) of \(count)")
    return switch index {
    case 0: first
    case 1: second
    default: third
    }
  }

  /// Adds a block behind the others; a fourth is left out.
  public mutating func append(_ block: Block) {
    switch blockCount {
    case 0: first = block
    case 1: second = block
    case 2: third = block
    default: return
    }
    blockCount += 1
  }
}
