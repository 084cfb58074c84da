import Testing
import WeirPrimitives

@testable import WeirTCP

/// What holds for one end after every step, whatever the path and the peer do.
func expectInvariants(of end: TCPConnection) {
  expectScoreboard(end.queue, countsHeld: end.usesSelectiveAcknowledgments)
  if end.state == .closed {
    #expect(end.nextDeadline == .distantFuture, "a closed end has a timer")
    #expect(end.flight == 0)
    #expect(end.reassembly.isEmpty)
    return
  }
  #expect((end.timer == .off) == (end.retransmitAt == .distantFuture), "a timer without purpose")
  #expect(end.congestionWindow >= 1)
  #expect(end.unacknowledged <= end.next)
  guard end.state.isSynchronized else { return }
  #expect(end.next <= end.writtenEnd + (end.isFinishing ? 1 : 0), "sent what nobody wrote")
  #expect(end.queue.isEmpty == (end.unacknowledged == end.next))
  if let first = end.queue.first, let last = end.queue.last {
    #expect(first.position == end.unacknowledged && last.end == end.next)
    #expect(end.timer != .off, "data is in flight without a timer in \(end.state)")
  }
  #expect(end.received <= end.advertisedEnd || end.hasReachedEndOfStream)
  #expect(end.reassembly.isEmpty || end.reassembly.ranges[0].lowerBound > end.received)
}

/// The counts of the scoreboard equal recounts, and its segments follow each other.
///
/// Without SACK the segments held are counted by duplicates, and none is marked.
func expectScoreboard(_ queue: RetransmissionQueue, countsHeld: Bool = true) {
  var (sacked, lost, repeated): (UInt32, UInt32, UInt32) = (0, 0, 0)
  var end: SequencePosition?
  for index in queue.indices {
    let sent = queue[index]
    if let end { #expect(sent.position == end, "a gap in what is in flight") }
    end = sent.end
    #expect(sent.length > 0)
    if sent.marks.contains(.sacked) { sacked += 1 }
    if sent.marks.contains(.lost) { lost += 1 }
    if sent.marks.contains(.repeated) { repeated += 1 }
    #expect(!sent.marks.isSuperset(of: [.sacked, .lost]), "held and lost at once")
  }
  if countsHeld {
    #expect(queue.sackedCount == sacked)
  } else {
    #expect(sacked == 0 && Int(queue.sackedCount) <= queue.count)
  }
  #expect(queue.lostCount == lost)
  #expect(queue.repeatedCount == repeated)
  expectRuns(of: queue)
}

/// What is held in a row is passed at once, no more and no less.
private func expectRuns(of queue: RetransmissionQueue) {
  var index = queue.indices.lowerBound
  while index < queue.indices.upperBound {
    let isHeld = queue[index].marks.contains(.sacked)
    let next = isHeld ? queue.index(behindRunAt: index) : index + 1
    #expect(next > index && next <= queue.indices.upperBound)
    #expect((index..<next).allSatisfy { queue[$0].marks.contains(.sacked) == isHeld })
    if isHeld, next < queue.indices.upperBound {
      #expect(!queue[next].marks.contains(.sacked))
    }
    index = max(next, index + 1)
  }
}

/// What holds for every segment an end sends.
func expectInvariants(of segment: Segment, from end: TCPConnection) {
  if segment.flags.contains(.rst) || segment.flags.contains(.syn) { return }
  let unit = UInt32(1) << UInt32(segment.windowShift)
  #expect(segment.window % unit == 0, "the window field cannot say \(segment.window)")
  #expect(segment.window / unit <= 65_535)
  let length = Int(segment.payloadLength) + segment.optionLength
  #expect(segment.payloadLength == 0 || length <= Int(end.segmentSize) + 12)
  #expect(segment.options.contains(.timestamps) == end.usesTimestamps)
  for index in 0..<Int(segment.blocks.count) {
    let block = segment.blocks[index]
    #expect(Int32(bitPattern: block.end &- block.start) > 0)
    // Only a D-SACK may lie below the acknowledgment, and only as the first.
    if index > 0 {
      #expect(Int32(bitPattern: block.start &- segment.acknowledgment) > 0)
    }
  }
}
