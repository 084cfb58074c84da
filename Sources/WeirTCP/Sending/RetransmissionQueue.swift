internal import WeirPrimitives

/// The segments in flight, oldest first, with the counts congestion control works on.
///
/// Linux's retransmission queue with `packets_out`, `sacked_out`, `lost_out` and `retrans_out`:
/// windows are counted in segments. Positions rise along the queue, and so do the instants of first
/// transmission.
struct RetransmissionQueue: Sendable {
  private var segments: [SentSegment] = []
  private var head: Int32 = 0
  /// No segment before this index waits to be sent again.
  private var firstWaiting: Int32 = 0
  private(set) var sackedCount: UInt32 = 0
  private(set) var lostCount: UInt32 = 0
  private(set) var repeatedCount: UInt32 = 0
  private var sendings: UInt16 = 0
  /// What was acknowledged selectively: disjoint, not touching, in order; all of it marked.
  private var sackedRuns: [Range<SequencePosition>] = []

  /// Memory for so many segments is kept when the last one is acknowledged: an idle end is small.
  private static let keptCapacity = 16

  var count: Int { segments.count - Int(head) }
  var isEmpty: Bool { segments.count == Int(head) }
  var first: SentSegment? { isEmpty ? nil : segments[Int(head)] }
  var last: SentSegment? { isEmpty ? nil : segments[segments.count - 1] }
  /// The indices of the segments in flight, valid until the next acknowledgment.
  var indices: Range<Int> { Int(head)..<segments.count }

  subscript(index: Int) -> SentSegment { segments[index] }

  /// Segments believed to be on the way, `tcp_packets_in_flight`.
  var inFlight: Int { count - Int(sackedCount) - Int(lostCount) + Int(repeatedCount) }
  /// Segments that have left the network, `tcp_left_out`.
  var leftCount: Int { Int(sackedCount) + Int(lostCount) }
  /// Whether a repetition is on the way or the oldest segment was ever sent again.
  var isRepeating: Bool {
    repeatedCount > 0 || !isEmpty && segments[Int(head)].marks.contains(.everRepeated)
  }
  /// Segments marked lost and not yet sent again.
  var hasWaiting: Bool { lostCount > repeatedCount }

  /// Behind the highest segment the peer is known to have, given what it has acknowledged.
  func highestHeld(unacknowledged: SequencePosition) -> SequencePosition {
    max(sackedRuns.last?.upperBound ?? 0, unacknowledged)
  }

  mutating func append(_ segment: SentSegment) {
    segments.append(segment)
    number(segments.count - 1)
  }

  private mutating func number(_ index: Int) {
    segments[index].order = sendings
    sendings &+= 1
  }

  mutating func removeAll() {
    self = RetransmissionQueue()
  }

  // MARK: Acknowledged

  /// Takes the oldest segment off, counts and all.
  mutating func removeFirst() -> SentSegment {
    let segment = segments[Int(head)]
    if !segment.marks.isEmpty { forget(segment.marks) }
    if let run = sackedRuns.first, run.upperBound <= segment.end { sackedRuns.removeFirst() }
    head += 1
    return segment
  }

  /// Shortens the oldest segment, of which a part is acknowledged.
  mutating func trimFirst(upTo position: SequencePosition) {
    let index = Int(head)
    precondition(
      segments[index].position < position && position < segments[index].end,
      "\(position) is not within the oldest segment")
    segments[index].length -= UInt32(position - segments[index].position)
    segments[index].position = position
  }

  /// Gives back the room of what was taken off.
  mutating func compact() {
    if Int(head) == segments.count {
      // Small segments empty the queue one by one: clearing it each time costs more than they do.
      guard head >= 8 else { return }
      segments.removeAll(keepingCapacity: segments.capacity <= Self.keptCapacity)
      (head, firstWaiting) = (0, 0)
    } else if head >= 32, Int(head) * 2 > segments.count {
      segments.removeSubrange(..<Int(head))
      firstWaiting = max(firstWaiting, head) - head
      head = 0
    }
  }

  private mutating func forget(_ marks: SentSegment.Marks) {
    if marks.contains(.sacked) { sackedCount -= 1 }
    if marks.contains(.lost) { lostCount -= 1 }
    if marks.contains(.repeated) { repeatedCount -= 1 }
  }

  // MARK: Marks

  /// The first segment that does not end before a position; O(log n).
  func firstIndex(endingAfter position: SequencePosition) -> Int {
    var low = Int(head)
    var high = segments.count
    while low < high {
      let middle = (low + high) / 2
      if segments[middle].end <= position { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Marks a segment as held by the peer; a loss that was presumed is taken back.
  mutating func markSacked(_ index: Int) {
    let marks = segments[index].marks
    precondition(!marks.contains(.sacked), "a segment is marked once")
    if marks.contains(.lost) {
      lostCount -= 1
      segments[index].marks.remove(.lost)
      // A repetition of one that was not presumed lost is believed to be still on the way.
      if marks.contains(.repeated) {
        repeatedCount -= 1
        segments[index].marks.remove(.repeated)
      }
    }
    segments[index].marks.insert(.sacked)
    sackedCount += 1
    join(segments[index].position..<segments[index].end)
  }

  private mutating func join(_ range: Range<SequencePosition>) {
    let first = firstRun(endingAtOrAfter: range.lowerBound)
    var merged = range
    var end = first
    while end < sackedRuns.count, sackedRuns[end].lowerBound <= range.upperBound {
      let run = sackedRuns[end]
      merged = min(merged.lowerBound, run.lowerBound)..<max(merged.upperBound, run.upperBound)
      end += 1
    }
    if end == first + 1 {
      sackedRuns[first] = merged
    } else {
      sackedRuns.replaceSubrange(first..<end, with: CollectionOfOne(merged))
    }
  }

  private func firstRun(endingAtOrAfter position: SequencePosition) -> Int {
    var low = 0
    var high = sackedRuns.count
    while low < high {
      let middle = (low + high) / 2
      if sackedRuns[middle].upperBound < position { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The next segment behind one that the peer has, and behind all it has in a row; O(log n).
  func index(behindRunAt index: Int) -> Int {
    let next = index + 1
    guard next < segments.count, segments[next].marks.contains(.sacked) else { return next }
    let run = firstRun(endingAtOrAfter: segments[index].end)
    return firstIndex(endingAfter: sackedRuns[run].upperBound)
  }

  /// A repetition that the peer has reported as superfluous is no longer on the way.
  mutating func clearRepeated(_ index: Int) {
    guard segments[index].marks.contains(.repeated) else { return }
    segments[index].marks.remove(.repeated)
    repeatedCount -= 1
  }

  /// Marks a segment lost: `tcp_mark_skb_lost`; a repetition that is lost too waits again.
  ///
  /// Returns whether that is news.
  @discardableResult
  mutating func markLost(_ index: Int) -> Bool {
    let marks = segments[index].marks
    guard !marks.contains(.sacked) else { return false }
    if marks.contains(.lost) {
      guard marks.contains(.repeated) else { return false }
      segments[index].marks.remove(.repeated)
      repeatedCount -= 1
    } else {
      segments[index].marks.insert(.lost)
      lostCount += 1
    }
    firstWaiting = min(firstWaiting, Int32(index))
    return true
  }

  /// Takes back what was presumed lost.
  mutating func clearLost() {
    guard lostCount > 0 else { return }
    for index in indices { segments[index].marks.remove(.lost) }
    lostCount = 0
  }

  /// Forgets what the peer has acknowledged selectively: it has thrown it away.
  mutating func clearSacked() {
    for index in indices { segments[index].marks.remove(.sacked) }
    sackedCount = 0
    sackedRuns = []
  }

  // MARK: Without SACK

  /// Counts a duplicate acknowledgment as a segment held: `tcp_add_reno_sack`.
  ///
  /// Returns whether there were more than segments in flight can explain: they were reordered.
  mutating func addDuplicate() -> Bool {
    sackedCount += 1
    return limitDuplicates()
  }

  /// Takes acknowledged segments off the count: one filled the hole, the rest had sent duplicates.
  ///
  /// `tcp_remove_reno_sacks`; returns how many were delivered that no duplicate had told.
  mutating func removeDuplicates(acknowledged: UInt32) -> UInt32 {
    let untold = acknowledged > sackedCount ? acknowledged - sackedCount : 1
    sackedCount -= min(sackedCount, acknowledged - 1)
    return max(untold, 1)
  }

  /// `tcp_limit_reno_sacked`: at least one segment is missing, or there would be no duplicate.
  mutating func limitDuplicates() -> Bool {
    let holes = min(max(lostCount, 1), UInt32(count))
    guard sackedCount + holes > UInt32(count) else { return false }
    sackedCount = UInt32(count) - holes
    return true
  }

  mutating func forgetDuplicates() { sackedCount = 0 }

  // MARK: Sent again

  /// The oldest segment that waits to be sent again; nil when none does.
  mutating func firstWaitingIndex() -> Int? {
    guard hasWaiting else { return nil }
    var index = max(Int(head), Int(firstWaiting))
    while index < segments.count {
      let marks = segments[index].marks
      if marks.contains(.lost), marks.isDisjoint(with: [.sacked, .repeated]) {
        firstWaiting = Int32(index)
        return index
      }
      index += 1
    }
    firstWaiting = Int32(index)
    return nil
  }

  /// Takes note that a segment goes out once more; a probe is not counted as on the way.
  mutating func sendAgain(_ index: Int, at now: Instant, isProbe: Bool) -> SentSegment {
    segments[index].sentAt = now
    number(index)
    segments[index].marks.insert(.everRepeated)
    if !isProbe, !segments[index].marks.contains(.repeated) {
      segments[index].marks.insert(.repeated)
      repeatedCount += 1
    }
    return segments[index]
  }

  /// Splits a segment behind so many payload bytes, after the path's MTU has shrunk.
  mutating func split(_ index: Int, length: UInt32) {
    precondition(length > 0 && length < segments[index].length, "a split within the segment")
    var rest = segments[index]
    rest.position += SequencePosition(length)
    rest.length -= length
    segments[index].length = length
    segments[index].flags.subtract([.fin, .psh])
    segments.insert(rest, at: index + 1)
    if rest.marks.contains(.sacked) { sackedCount += 1 }
    if rest.marks.contains(.lost) { lostCount += 1 }
    if rest.marks.contains(.repeated) { repeatedCount += 1 }
  }

  /// Joins the segments behind one to it while they fit into `limit` bytes.
  ///
  /// `tcp_retrans_try_collapse`: small segments go again as one. Not what the peer has, and not
  /// across `boundary`.
  mutating func collapse(_ index: Int, limit: UInt32, boundary: SequencePosition) {
    var taken = index + 1
    while taken < segments.count, !segments[taken].marks.contains(.sacked),
      !segments[index].flags.contains(.fin), segments[index].end != boundary,
      segments[index].length + segments[taken].payloadLength <= limit
    {
      segments[index].length += segments[taken].length
      segments[index].flags.formUnion(segments[taken].flags)
      if segments[taken].marks.contains(.everRepeated) {
        segments[index].marks.insert(.everRepeated)
      }
      forget(segments[taken].marks)
      taken += 1
    }
    guard taken > index + 1 else { return }
    segments.removeSubrange(index + 1..<taken)
    firstWaiting = min(firstWaiting, Int32(index))
  }
}
