internal import WeirPrimitives

/// Recovery with a peer that tells no blocks: NewReno, RFC 6582, by counting duplicates.
extension TCPConnection {
  /// Counts a duplicate acknowledgment: `tcp_add_reno_sack`.
  mutating func countDuplicate() {
    let before = queue.sackedCount
    if queue.addDuplicate() { detection.noteReordering(segments: queue.count) }
    if queue.sackedCount > before { delivered = delivered &+ 1 }
  }

  /// Takes acknowledged segments off the duplicates counted: `tcp_remove_reno_sacks`.
  mutating func uncountDuplicates(acknowledged: UInt32, _ event: inout AcknowledgmentEvent) {
    delivered = delivered &+ queue.removeDuplicates(acknowledged: acknowledged)
    if queue.limitDuplicates() {
      detection.noteReordering(segments: queue.count + Int(acknowledged))
    }
    // Without blocks nobody knows which of them were originals.
    if event.flags.contains(.repeatedAcknowledged) { event.flags.remove(.originalArrived) }
  }

  /// Presumes the oldest segment lost after the third duplicate, or a partial acknowledgment.
  ///
  /// `tcp_newreno_mark_lost`.
  mutating func markFirstLost(advanced: Bool) {
    guard !queue.isEmpty,
      congestion.state < .recovery && queue.sackedCount >= UInt32(detection.reordering)
        || congestion.state == .recovery && advanced
    else { return }
    let first = queue.indices.lowerBound
    guard !queue[first].marks.contains(.lost) else { return }
    if queue.markLost(first) { lost = lost &+ 1 }
  }

  /// Whether recovery goes on until more is acknowledged than it covers, lest the duplicates of its
  /// own repetitions begin another: `tcp_is_non_sack_preventing_reopen`, RFC 6582 section 4.1.
  mutating func holdsRecovery() -> Bool {
    guard !usesSelectiveAcknowledgments, unacknowledged == congestion.recoveryEnd else {
      return false
    }
    if !queue.isRepeating { firstRepeatedAt = .distantFuture }
    return true
  }
}
