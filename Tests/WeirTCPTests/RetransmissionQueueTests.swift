import TestSupport
import Testing
import WeirPrimitives

@testable import WeirTCP

@Suite struct RetransmissionQueueTests {
  private func queue(_ count: Int, length: UInt32 = 10) -> RetransmissionQueue {
    var queue = RetransmissionQueue()
    for index in 0..<count {
      queue.append(
        SentSegment(
          position: 1 + UInt64(index) * UInt64(length), sentAt: at(milliseconds: Int64(index)),
          length: length, flags: .ack))
    }
    return queue
  }

  @Test("An acknowledgment removes whole segments and shortens one")
  func acknowledges() {
    var queue = queue(5)
    let result = queue.acknowledge(upTo: 25)
    #expect(result.segments == 2)
    #expect(result.measuredFrom == .zero)
    #expect(queue.count == 3)
    #expect(queue.first?.position == 25)
    #expect(queue.first?.length == 6)
  }

  @Test("Nothing is measured when one of the segments was sent twice")
  func ambiguous() {
    var queue = queue(3)
    queue.markFirstLost()
    _ = queue.retransmitFirstLost(at: at(milliseconds: 500))
    let result = queue.acknowledge(upTo: 31)
    #expect(result.segments == 3)
    #expect(result.measuredFrom == nil)
    #expect(queue.isEmpty)
  }

  @Test("Lost segments are handed out oldest first, once each")
  func handsOut() {
    var queue = queue(4)
    queue.markAllLost()
    #expect(queue.lostCount == 4)
    var positions: [UInt64] = []
    while let segment = queue.retransmitFirstLost(at: at(milliseconds: 9)) {
      positions.append(segment.position)
    }
    #expect(positions == [1, 11, 21, 31])
    #expect(queue.lostCount == 0)
    queue.markFirstLost()
    queue.markFirstLost()
    #expect(queue.lostCount == 1)
    let again = queue.retransmitFirstLost(at: at(milliseconds: 10))
    #expect(again?.position == 1)
  }

  @Test("It agrees with a plain array, whatever happens", arguments: 0..<40)
  func oracle(seed: UInt64) {
    var choices = TestChoices(seed: seed)
    var queue = RetransmissionQueue()
    var plain: [SentSegment] = []
    var next: UInt64 = 1
    for step in 0..<600 {
      switch choices.below(6) {
      case 0, 1, 2:
        let length = UInt32(1 + choices.below(20))
        let segment = SentSegment(
          position: next, sentAt: at(milliseconds: Int64(step)), length: length, flags: .ack)
        next = segment.end
        queue.append(segment)
        plain.append(segment)
      case 3:
        guard let first = plain.first else { continue }
        let position = first.position + UInt64(choices.below(Int(next - first.position) + 1))
        _ = queue.acknowledge(upTo: position)
        plain.removeAll { $0.end <= position }
        if let first = plain.first, first.position < position {
          plain[0].length -= UInt32(position - first.position)
          plain[0].position = position
        }
      case 4:
        if choices.below(8) == 0 {
          queue.markAllLost()
          for index in plain.indices { plain[index].isLost = true }
        } else {
          queue.markFirstLost()
          if !plain.isEmpty { plain[0].isLost = true }
        }
      default:
        let sent = queue.retransmitFirstLost(at: at(milliseconds: Int64(step)))
        let index = plain.firstIndex(where: \.isLost)
        if let index {
          plain[index].isLost = false
          plain[index].isRetransmitted = true
          plain[index].sentAt = at(milliseconds: Int64(step))
        }
        #expect(sent == index.map { plain[$0] })
      }
      #expect(queue.count == plain.count)
      #expect(queue.first == plain.first)
      #expect(queue.lostCount == plain.count(where: \.isLost))
    }
  }
}
