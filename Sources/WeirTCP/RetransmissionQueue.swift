internal import WeirPrimitives

/// A segment that was sent and is not yet acknowledged.
struct SentSegment: Sendable, Equatable {
  var position: SequencePosition
  /// When it was sent last.
  var sentAt: Instant
  /// Sequence numbers it uses.
  var length: UInt32
  var flags: SegmentFlags
  /// Counted as no longer in the network.
  var isLost = false
  /// Sent more than once: its acknowledgment measures nothing (Karn).
  var isRetransmitted = false

  var end: SequencePosition { position + SequencePosition(length) }
  var payloadLength: UInt32 { flags.contains(.fin) ? length - 1 : length }
}

/// The segments in flight, oldest first, with the counts congestion control works on.
///
/// Linux's `packets_out` and `lost_out`: windows are counted in segments. Each operation is O(1)
/// per segment it touches, amortised.
struct RetransmissionQueue: Sendable, Equatable {
  private var segments: [SentSegment] = []
  private var head = 0
  /// No segment before this index is lost.
  private var firstLost = 0
  /// Segments marked lost and not yet sent again.
  private(set) var lostCount = 0

  /// Memory for so many segments is kept when the last one is acknowledged.
  private static let keptCapacity = 64

  var count: Int { segments.count - head }
  var isEmpty: Bool { segments.count == head }
  var first: SentSegment? { isEmpty ? nil : segments[head] }

  mutating func append(_ segment: SentSegment) {
    segments.append(segment)
  }

  /// What one acknowledgment did.
  struct Acknowledged {
    var segments = 0
    /// When the oldest segment left; nil if any was sent twice, for then it may tell of either.
    var measuredFrom: Instant?
  }

  /// Removes what lies before `position`; a segment acknowledged in part is shortened.
  mutating func acknowledge(upTo position: SequencePosition) -> Acknowledged {
    var result = Acknowledged()
    var isAmbiguous = false
    while head < segments.count, segments[head].position < position {
      if segments[head].end > position {
        segments[head].length -= UInt32(position - segments[head].position)
        segments[head].position = position
        break
      }
      if segments[head].isLost { lostCount -= 1 }
      if segments[head].isRetransmitted { isAmbiguous = true }
      if result.segments == 0 { result.measuredFrom = segments[head].sentAt }
      result.segments += 1
      head += 1
    }
    if isAmbiguous { result.measuredFrom = nil }
    if head == segments.count {
      segments.removeAll(keepingCapacity: segments.capacity <= Self.keptCapacity)
      (head, firstLost) = (0, 0)
    } else if head >= 32, head * 2 > segments.count {
      segments.removeSubrange(..<head)
      firstLost = max(firstLost, head) - head
      head = 0
    }
    return result
  }

  /// Marks the oldest segment lost, unless it is already.
  mutating func markFirstLost() {
    guard !isEmpty, !segments[head].isLost else { return }
    segments[head].isLost = true
    firstLost = head
    lostCount += 1
  }

  /// Marks everything lost, as after an expired timer.
  mutating func markAllLost() {
    for index in head..<segments.count { segments[index].isLost = true }
    firstLost = head
    lostCount = count
  }

  /// Hands out the oldest lost segment and counts it as sent again at `now`.
  mutating func retransmitFirstLost(at now: Instant) -> SentSegment? {
    guard lostCount > 0 else { return nil }
    var index = max(head, firstLost)
    while !segments[index].isLost { index += 1 }
    segments[index].isLost = false
    segments[index].isRetransmitted = true
    segments[index].sentAt = now
    firstLost = index + 1
    lostCount -= 1
    return segments[index]
  }

  mutating func removeAll() {
    segments = []
    (head, firstLost, lostCount) = (0, 0, 0)
  }
}
