internal import WeirPrimitives

/// SACK and D-SACK as the sender reads them, RFC 2018, 2883 and 6675: `tcp_sacktag_write_queue`.
extension TCPConnection {
  mutating func receiveBlocks(
    of segment: Segment, told: SequencePosition, at now: Instant,
    event: inout AcknowledgmentEvent
  ) {
    let blocks = segment.blocks
    for index in 0..<Int(blocks.count) {
      guard let range = positions(of: blocks[index]) else { continue }
      let isDuplicate = index == 0 && reportsDuplicate(blocks, range, told: told)
      if isDuplicate { noteDuplicate(range, event: &event) }
      guard range.upperBound <= next, range.upperBound > unacknowledged else { continue }
      tag(
        range, isDuplicate: isDuplicate && event.flags.contains(.duplicateReported), at: now, &event
      )
    }
    if congestion.state != .loss || congestion.undoMarker != 0 {
      checkReordering(from: event.reorderedFrom)
    }
  }

  /// The positions of a block; nil when it is not one of anything we could have sent.
  private func positions(of block: SelectiveBlocks.Block) -> Range<SequencePosition>? {
    let start = SequencePosition.nearest(
      to: unacknowledged, sequenceNumber: block.start, initial: sendInitial)
    let end = SequencePosition.nearest(
      to: unacknowledged, sequenceNumber: block.end, initial: sendInitial)
    guard let start, let end, start < end, end <= next else { return nil }
    return start..<end
  }

  /// Whether the first block is a D-SACK: below the acknowledgment, or within the second.
  private func reportsDuplicate(
    _ blocks: SelectiveBlocks, _ range: Range<SequencePosition>, told: SequencePosition
  ) -> Bool {
    if range.lowerBound < told { return true }
    guard blocks.count > 1, let second = positions(of: blocks[1]) else { return false }
    return range.upperBound <= second.upperBound && range.lowerBound >= second.lowerBound
  }

  /// Takes note of a segment that arrived twice: `tcp_dsack_seen`.
  private mutating func noteDuplicate(
    _ range: Range<SequencePosition>, event: inout AcknowledgmentEvent
  ) {
    let size = SequencePosition(segmentSize)
    let count = max(1, UInt32(clamping: (UInt64(range.count) + size - 1) / size))
    if probeEnd != 0, probeEnd == range.upperBound { event.flags.insert(.probeDuplicated) }
    noteOccasion { $0.duplicatesReported = $0.duplicatesReported &+ count }
    // More than was sent again: the network made them.
    guard occasional.duplicatesReported <= retransmissionCount else { return }
    if !event.flags.contains(.probeDuplicated) { detection.noteDuplicate() }
    event.flags.insert(.duplicateReported)
    delivered = delivered &+ count
    // For what is acknowledged and forgotten there is nothing but the count.
    if range.upperBound <= event.priorUnacknowledged, range.upperBound > congestion.undoMarker {
      congestion.noteSuperfluous(Int32(clamping: count))
    }
  }

  /// Marks what lies within a block.
  private mutating func tag(
    _ range: Range<SequencePosition>, isDuplicate: Bool, at now: Instant,
    _ event: inout AcknowledgmentEvent
  ) {
    var index = queue.firstIndex(endingAfter: range.lowerBound)
    let end = queue.indices.upperBound
    while index < end {
      let sent = queue[index]
      if sent.end > range.upperBound { break }
      if sent.marks.contains(.sacked), !isDuplicate {
        index = queue.index(behindRunAt: index)  // nothing to learn of what is known
        continue
      }
      if sent.position >= range.lowerBound { tag(index, sent, isDuplicate, at: now, &event) }
      index += 1
    }
  }

  /// `tcp_sacktag_one`.
  private mutating func tag(
    _ index: Int, _ sent: SentSegment, _ isDuplicate: Bool, at now: Instant,
    _ event: inout AcknowledgmentEvent
  ) {
    let wasRepeated = !sent.marks.isDisjoint(with: [.repeated, .everRepeated])
    if isDuplicate, wasRepeated {
      if sent.end > congestion.undoMarker { congestion.noteSuperfluous(1) }
      if sent.marks.contains(.sacked) {
        event.reorderedFrom = min(event.reorderedFrom, sent.position)
      }
    }
    if sent.end <= unacknowledged { return }  // about to be taken off
    if !sent.marks.contains(.sacked) {
      detection.advance(by: sent, minimumRoundTrip: estimator.minimum, at: now)
      if !wasRepeated {
        if sent.position < queue.highestHeld(unacknowledged: unacknowledged) {
          event.reorderedFrom = min(event.reorderedFrom, sent.position)
        }
        if sent.end <= congestion.recoveryEnd { event.flags.insert(.originalArrived) }
        if event.firstSackedAt == nil { event.firstSackedAt = sent.sentAt }
        event.lastSackedAt = sent.sentAt
      }
      queue.markSacked(index)
      event.flags.insert(.dataSacked)
      delivered = delivered &+ 1
    }
    if isDuplicate { queue.clearRepeated(index) }
  }

  /// Takes note of reordering down to a position, if there was any.
  mutating func checkReordering(from position: SequencePosition) {
    let highest = queue.highestHeld(unacknowledged: unacknowledged)
    guard position < highest else { return }
    detection.noteReordering(bytes: highest - position, segmentSize: segmentSize)
  }
}
