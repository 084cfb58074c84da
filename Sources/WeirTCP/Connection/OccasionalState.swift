internal import WeirPrimitives

/// What most connections never need, kept apart so that an idle one stays small.
struct OccasionalState: Sendable {
  /// No segment crosses this position; see ``TCPConnection/endSegment(at:)``.
  var boundary = SequencePosition.max
  /// Since when a shut window is probed.
  var probingSince = Instant.distantFuture
  /// An out-of-window segment is answered from then on.
  var challengesFrom = Instant.zero
  /// What arrived twice and is to be reported.
  var duplicateBlock = SelectiveBlocks.Block(start: 0, end: 0)
  /// Segments that the peer says arrived twice.
  var duplicatesReported: UInt32 = 0
}

extension TCPConnection {
  var boundary: SequencePosition {
    @inline(__always) get { occasions.isEmpty ? .max : occasions[0].boundary }
  }

  /// Reads what is there, or the beginning.
  var occasional: OccasionalState { occasions.first ?? OccasionalState() }

  mutating func noteOccasion(_ change: (inout OccasionalState) -> Void) {
    if occasions.isEmpty { occasions.append(OccasionalState()) }
    change(&occasions[0])
  }

  /// The window is open: it is no longer probed.
  mutating func endProbing() {
    if !occasions.isEmpty { occasions[0].probingSince = .distantFuture }
  }
}
