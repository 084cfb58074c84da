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

  @Test func `What is held, lost and sent again adds up to what is on the way`() {
    var queue = queue(6)
    #expect(queue.inFlight == 6)
    queue.markSacked(4)
    queue.markLost(0)
    queue.markLost(1)
    #expect(queue.inFlight == 3)
    #expect(queue.leftCount == 3)
    #expect(queue.hasWaiting)
    _ = queue.sendAgain(0, at: at(milliseconds: 9), isProbe: false)
    #expect(queue.inFlight == 4)
    #expect(queue.firstWaitingIndex() == 1)
    expectScoreboard(queue)
  }

  @Test func `A repetition found lost waits to be sent again`() {
    var queue = queue(2)
    let isNews = queue.markLost(0)
    let isNewsAgain = queue.markLost(0)
    #expect(isNews && !isNewsAgain)
    _ = queue.sendAgain(0, at: at(milliseconds: 5), isProbe: false)
    #expect(queue.firstWaitingIndex() == nil)
    let isLostAgain = queue.markLost(0)
    #expect(isLostAgain)
    #expect(queue.firstWaitingIndex() == 0)
    #expect(queue.lostCount == 1 && queue.repeatedCount == 0)
  }

  @Test func `A segment that is held takes its loss and its repetition back`() {
    var queue = queue(2)
    queue.markLost(0)
    _ = queue.sendAgain(0, at: at(milliseconds: 5), isProbe: false)
    queue.markSacked(0)
    #expect(queue.inFlight == 1)
    #expect(queue[0].marks == [.sacked, .everRepeated])
    let isNews = queue.markLost(0)
    #expect(!isNews)
  }

  @Test func `A probe is not counted as on the way twice`() {
    var queue = queue(2)
    let again = queue.sendAgain(1, at: at(milliseconds: 7), isProbe: true)
    #expect(again.sentAt == at(milliseconds: 7))
    #expect(again.marks == .everRepeated)
    #expect(queue.inFlight == 2)
  }

  @Test func `The highest segment held counts while one is`() {
    var queue = queue(4)
    #expect(queue.highestHeld(unacknowledged: 1) == 1)
    queue.markSacked(2)
    queue.markSacked(1)
    #expect(queue.highestHeld(unacknowledged: 1) == 31)
    queue.clearSacked()
    #expect(queue.highestHeld(unacknowledged: 1) == 1)
  }

  @Test func `A segment is split at a length, its FIN stays behind`() {
    var queue = RetransmissionQueue()
    queue.append(
      SentSegment(position: 1, sentAt: .zero, length: 11, flags: [.ack, .psh, .fin]))
    queue.markLost(0)
    queue.split(0, length: 4)
    #expect(queue.indices.map { queue[$0].payloadLength } == [4, 6])
    #expect(queue[0].flags == .ack)
    #expect(queue[1].flags == [.ack, .psh, .fin])
    #expect(queue.lostCount == 2)
    expectScoreboard(queue)
  }

  @Test func `Small segments join up to a limit, not over what is held nor over a boundary`() {
    var joined = queue(5)
    joined.collapse(0, limit: 35, boundary: .max)
    #expect(joined.indices.map { joined[$0].length } == [30, 10, 10])
    var held = queue(5)
    held.markSacked(2)
    held.collapse(0, limit: 100, boundary: .max)
    #expect(held.indices.map { held[$0].length } == [20, 10, 10, 10])
    var bounded = queue(5)
    bounded.collapse(0, limit: 100, boundary: 11)
    #expect(bounded.count == 5)
    bounded.collapse(0, limit: 100, boundary: 21)
    #expect(bounded.indices.map { bounded[$0].length } == [20, 10, 10, 10])
  }

  @Test func `Marking a segment twice is our own bug`() async {
    await #expect(processExitsWith: .failure) {
      var queue = RetransmissionQueue()
      queue.append(SentSegment(position: 1, sentAt: .zero, length: 9, flags: .ack))
      queue.markSacked(0)
      queue.markSacked(0)
    }
  }

  @Test(arguments: 0..<40)
  func `It agrees with a plain array, whatever happens`(seed: UInt64) {
    var model = ScoreboardModel(seed: seed)
    for step in 0..<800 { model.step(step) }
  }
}

/// A scoreboard kept as a plain array, and the one under test beside it.
private struct ScoreboardModel {
  private var choices: TestChoices
  private var queue = RetransmissionQueue()
  private var plain: [SentSegment] = []
  private var next: UInt64 = 1
  private var sendings: UInt16 = 0

  init(seed: UInt64) { choices = TestChoices(seed: seed) }

  mutating func step(_ step: Int) {
    switch choices.below(10) {
    case 0, 1, 2: append(step)
    case 3: acknowledge()
    case 4, 5: mark()
    case 6: sendWaiting(step)
    case 7: splitOrCollapse()
    case 8: probe(step)
    default: forget()
    }
    #expect(queue.indices.map { queue[$0] } == plain)
    expectScoreboard(queue)
    let waiting = plain.firstIndex {
      $0.marks.isSuperset(of: .lost) && !$0.marks.contains(.repeated)
    }
    let lost = plain.count { $0.marks.contains(.lost) }
    let repeated = plain.count { $0.marks.contains(.repeated) }
    let found = queue.firstWaitingIndex().map { $0 - queue.indices.lowerBound }
    #expect(found == (lost > repeated ? waiting : nil))
  }

  private mutating func append(_ step: Int) {
    let sent = SentSegment(
      position: next, sentAt: at(milliseconds: Int64(step)),
      length: UInt32(1 + choices.below(20)), flags: .ack)
    next = sent.end
    queue.append(sent)
    plain.append(sent)
    number(plain.count - 1)
  }

  private mutating func number(_ index: Int) {
    plain[index].order = sendings
    sendings += 1
  }

  private mutating func acknowledge() {
    guard let first = plain.first else { return }
    let position = first.position + UInt64(choices.below(Int(next - first.position) / 3 + 2))
    while let first = queue.first, first.end <= position { _ = queue.removeFirst() }
    if let first = queue.first, first.position < position { queue.trimFirst(upTo: position) }
    queue.compact()
    plain.removeAll { $0.end <= position }
    if let first = plain.first, first.position < position {
      plain[0].length -= UInt32(position - first.position)
      plain[0].position = position
    }
  }

  private mutating func mark() {
    guard !plain.isEmpty else { return }
    let index = choices.below(plain.count)
    let position = plain[index].position
    let found = queue.firstIndex(endingAfter: position)
    #expect(found == queue.indices.lowerBound + index)
    if plain[index].marks.contains(.sacked) {
      let isNews = queue.markLost(found)
      #expect(!isNews)
    } else if choices.below(2) == 0 {
      queue.markSacked(found)
      if plain[index].marks.contains(.lost) { plain[index].marks.subtract([.lost, .repeated]) }
      plain[index].marks.insert(.sacked)
    } else {
      let wasWaiting =
        plain[index].marks.contains(.lost) && !plain[index].marks.contains(.repeated)
      let isNews = queue.markLost(found)
      #expect(isNews == !wasWaiting)
      if plain[index].marks.contains(.lost) { plain[index].marks.remove(.repeated) }
      plain[index].marks.insert(.lost)
    }
  }

  private mutating func sendWaiting(_ step: Int) {
    guard let found = queue.firstWaitingIndex() else { return }
    let index = found - queue.indices.lowerBound
    _ = queue.sendAgain(found, at: at(milliseconds: Int64(step)), isProbe: false)
    plain[index].sentAt = at(milliseconds: Int64(step))
    number(index)
    plain[index].marks.formUnion([.repeated, .everRepeated])
  }

  private mutating func probe(_ step: Int) {
    guard !plain.isEmpty else { return }
    _ = queue.sendAgain(
      queue.indices.upperBound - 1, at: at(milliseconds: Int64(step)), isProbe: true)
    plain[plain.count - 1].sentAt = at(milliseconds: Int64(step))
    number(plain.count - 1)
    plain[plain.count - 1].marks.insert(.everRepeated)
  }

  private mutating func splitOrCollapse() {
    guard !plain.isEmpty else { return }
    let index = choices.below(plain.count)
    let found = queue.indices.lowerBound + index
    if plain[index].length > 1, choices.below(2) == 0 {
      let length = UInt32(1 + choices.below(Int(plain[index].length) - 1))
      queue.split(found, length: length)
      var rest = plain[index]
      rest.position += UInt64(length)
      rest.length -= length
      plain[index].length = length
      plain.insert(rest, at: index + 1)
    } else if plain[index].marks.contains(.lost) {
      let limit = UInt32(choices.below(60))
      queue.collapse(found, limit: limit, boundary: .max)
      while index + 1 < plain.count, !plain[index + 1].marks.contains(.sacked),
        plain[index].length + plain[index + 1].length <= limit
      {
        let taken = plain.remove(at: index + 1)
        plain[index].length += taken.length
        if taken.marks.contains(.everRepeated) { plain[index].marks.insert(.everRepeated) }
      }
    }
  }

  private mutating func forget() {
    switch choices.below(12) {
    case 0:
      queue.clearLost()
      for index in plain.indices { plain[index].marks.remove(.lost) }
    case 1:
      queue.clearSacked()
      for index in plain.indices { plain[index].marks.remove(.sacked) }
    default:
      // A D-SACK: what was sent again and is not presumed lost.
      let index = plain.firstIndex { $0.marks.contains(.repeated) && !$0.marks.contains(.lost) }
      guard let index else { return }
      queue.clearRepeated(queue.indices.lowerBound + index)
      plain[index].marks.remove(.repeated)
    }
  }
}
