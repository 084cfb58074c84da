import TestSupport
import Testing

@testable import WeirPrimitives

@Suite struct ByteQueueTests {
  /// A queue and its pool, for `#expect` to look into.
  private final class Bytes {
    var pool = BlockPool()
    var queue: ByteQueue

    init(startOffset: UInt64 = 0) { queue = ByteQueue(startOffset: startOffset) }

    func append(_ bytes: [UInt8]) { queue.append(bytes.span, from: &pool) }
    func release(upTo offset: UInt64) { queue.release(upTo: offset, to: &pool) }
    func releaseAll() { queue.releaseAll(to: &pool) }
    func lent(_ range: Range<UInt64>) -> [UInt8] {
      var found: [UInt8] = []
      queue.withBytes(range) { found = Array($0) }
      return found
    }
    var start: UInt64 { queue.startOffset }
    var end: UInt64 { queue.endOffset }
    var count: Int { queue.count }
  }

  @Test func `offsets survive the release of what came before`() {
    let bytes = Bytes(startOffset: 1_000)
    bytes.append([1, 2, 3, 4, 5])
    #expect(bytes.start == 1_000)
    #expect(bytes.end == 1_005)
    bytes.release(upTo: 1_002)
    #expect(bytes.start == 1_002)
    #expect(bytes.count == 3)
    #expect(bytes.lent(1_003..<1_005) == [4, 5])
    bytes.release(upTo: 1_001)
    #expect(bytes.start == 1_002)
    bytes.release(upTo: 1_005)
    #expect(bytes.count == 0)
    bytes.append([6])
    #expect(bytes.lent(1_005..<1_006) == [6])
    #expect(bytes.lent(1_005..<1_005) == [])
  }

  @Test func `forgetting everything goes on at the same offset`() {
    let bytes = Bytes()
    bytes.append([1, 2, 3])
    bytes.release(upTo: 1)
    bytes.releaseAll()
    #expect(bytes.start == 3)
    #expect(bytes.end == 3)
    bytes.append([7])
    #expect(bytes.end == 4)
    #expect(bytes.lent(3..<4) == [7])
  }

  @Test func `a range across blocks is lent in one piece, forwards and backwards`() {
    let bytes = Bytes()
    let all = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
    for start in stride(from: 0, to: all.count, by: 10_000) {
      bytes.append(Array(all[start..<start + 10_000]))
    }
    #expect(bytes.lent(0..<200_000) == all)
    for start in stride(from: 0, to: 198_552, by: 1_448) {
      #expect(
        bytes.lent(UInt64(start)..<UInt64(start + 1_448)) == Array(all[start..<start + 1_448]))
    }
    #expect(bytes.lent(10..<20) == Array(all[10..<20]))
    bytes.release(upTo: 100_000)
    #expect(bytes.lent(100_000..<200_000) == Array(all[100_000...]))
  }

  @Test func `a bit can change while its byte is held`() {
    let bytes = Bytes()
    bytes.append([UInt8](repeating: 0, count: 100_000))
    bytes.queue.flip(bit: 0, at: 0)
    bytes.queue.flip(bit: 7, at: 99_999)
    #expect(bytes.lent(0..<2) == [1, 0])
    #expect(bytes.lent(99_998..<100_000) == [0, 128])
    bytes.release(upTo: 10)
    bytes.queue.flip(bit: 0, at: 9)
    bytes.queue.flip(bit: 0, at: 100_000)
    #expect(bytes.lent(10..<99_999) == [UInt8](repeating: 0, count: 99_989))
  }

  @Test func `an empty queue holds no memory, and a busy one asks for no more`() {
    var pool = BlockPool()
    var one = ByteQueue()
    var other = ByteQueue()
    for round in 1...1_000 as ClosedRange<UInt64> {
      one.append([UInt8](repeating: 1, count: 100).span, from: &pool)
      one.release(upTo: round * 100, to: &pool)
      other.append([UInt8](repeating: 2, count: 100).span, from: &pool)
      other.release(upTo: round * 100, to: &pool)
    }
    #expect(pool.totalBytes == 128)
    #expect(pool.freeBytes == 128)
    one.append([UInt8](repeating: 1, count: 1_000_000).span, from: &pool)
    #expect(pool.freeBytes == 128)
    one.releaseAll(to: &pool)
    #expect(pool.freeBytes == pool.totalBytes)
    let total = pool.totalBytes
    #expect(total < 1_050_000)
    other.append([UInt8](repeating: 1, count: 1_000_000).span, from: &pool)
    #expect(pool.totalBytes == total)
  }

  @Test(arguments: 1...20)
  func `a queue holds the same bytes as an array that forgets nothing`(seed: UInt64) {
    var choices = TestChoices(seed: seed)
    let bytes = Bytes()
    var all: [UInt8] = []
    var released = 0
    for _ in 0..<300 {
      switch choices.below(8) {
      case 0...3:
        let size = choices.below(choices.below(10) == 0 ? 100_000 : 3_000)
        let chunk = (0..<size).map { _ in UInt8(truncatingIfNeeded: choices.next()) }
        bytes.append(chunk)
        all += chunk
      case 4...6:
        released += choices.below(all.count - released + 1)
        bytes.release(upTo: UInt64(released))
      default:
        guard choices.below(10) == 0 else { break }
        released = all.count
        bytes.releaseAll()
      }
      #expect(bytes.start == UInt64(released))
      #expect(bytes.end == UInt64(all.count))
      #expect(bytes.count == all.count - released)
      let low = released + choices.below(all.count - released + 1)
      let high = low + choices.below(all.count - low + 1)
      #expect(bytes.lent(UInt64(low)..<UInt64(high)) == Array(all[low..<high]))
    }
    #expect(bytes.lent(bytes.start..<bytes.end) == Array(all[released...]))
  }

  @Test func `bytes that are not held are not lent, and none are released before they come`() async
  {
    await #expect(processExitsWith: .failure) {
      var pool = BlockPool()
      var queue = ByteQueue()
      queue.append([1, 2, 3].span, from: &pool)
      queue.release(upTo: 2, to: &pool)
      queue.withBytes(1..<3) { _ in }
    }
    await #expect(processExitsWith: .failure) {
      var pool = BlockPool()
      var queue = ByteQueue()
      queue.release(upTo: 1, to: &pool)
    }
  }
}
