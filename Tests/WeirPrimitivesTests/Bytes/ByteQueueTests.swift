import TestSupport
import Testing
import WeirPrimitives

@Suite struct ByteQueueTests {
  private func bytes(_ queue: ByteQueue, _ range: Range<UInt64>) -> [UInt8] {
    queue.withBytes(range) { Array($0) }
  }

  @Test("Offsets survive the release of what came before")
  func offsets() {
    var queue = ByteQueue(startOffset: 1_000)
    queue.append([1, 2, 3, 4, 5].span)
    #expect(queue.startOffset == 1_000)
    #expect(queue.endOffset == 1_005)
    queue.release(upTo: 1_002)
    #expect(queue.startOffset == 1_002)
    #expect(queue.count == 3)
    #expect(bytes(queue, 1_003..<1_005) == [4, 5])
    queue.release(upTo: 1_001)
    #expect(queue.startOffset == 1_002)
    queue.release(upTo: 1_005)
    #expect(queue.count == 0)
    queue.append([6].span)
    #expect(bytes(queue, 1_005..<1_006) == [6])
    #expect(bytes(queue, 1_005..<1_005) == [])
  }

  @Test("Forgetting everything goes on at the same offset")
  func releaseAll() {
    var queue = ByteQueue()
    queue.append([1, 2, 3].span)
    queue.release(upTo: 1)
    queue.releaseAll()
    #expect(queue.startOffset == 3)
    #expect(queue.endOffset == 3)
    [7, 8].withUnsafeBytes { (raw: UnsafeRawBufferPointer) in
      queue.append(UnsafeRawBufferPointer(rebasing: raw[0..<1]))
    }
    #expect(queue.endOffset == 4)
    #expect(bytes(queue, 3..<4) == [7])
  }

  @Test("A queue holds the same bytes as an array that forgets nothing", arguments: 1...20)
  func model(seed: UInt64) {
    var choices = TestChoices(seed: seed)
    var queue = ByteQueue()
    var all: [UInt8] = []
    var released = 0
    for _ in 0..<300 {
      switch choices.below(8) {
      case 0...3:
        let chunk = (0..<choices.below(3_000)).map { _ in UInt8(truncatingIfNeeded: choices.next())
        }
        queue.append(chunk.span)
        all += chunk
      case 4...6:
        released += choices.below(all.count - released + 1)
        queue.release(upTo: UInt64(released))
      default:
        guard choices.below(10) == 0 else { break }
        released = all.count
        queue.releaseAll()
      }
      #expect(queue.startOffset == UInt64(released))
      #expect(queue.endOffset == UInt64(all.count))
      #expect(queue.count == all.count - released)
      let low = released + choices.below(all.count - released + 1)
      let high = low + choices.below(all.count - low + 1)
      #expect(bytes(queue, UInt64(low)..<UInt64(high)) == Array(all[low..<high]))
    }
    #expect(bytes(queue, queue.startOffset..<queue.endOffset) == Array(all[released...]))
  }

  @Test("Bytes that are not held are not lent, and none are released before they come")
  func misuse() async {
    await #expect(processExitsWith: .failure) {
      var queue = ByteQueue()
      queue.append([1, 2, 3].span)
      queue.release(upTo: 2)
      queue.withBytes(1..<3) { _ in }
    }
    await #expect(processExitsWith: .failure) {
      var queue = ByteQueue()
      queue.release(upTo: 1)
    }
  }
}
