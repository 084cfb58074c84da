/// The ranges that arrived ahead of a gap.
///
/// The bytes themselves stay where the sender wrote them; this only knows which arrived.
struct Reassembly: Sendable, Equatable {
  /// More ranges than this are not kept; the sender repeats what was dropped.
  static let maximumRanges = 4_096
  /// Memory for so many ranges is kept when the last gap is filled.
  private static let keptCapacity = 8

  /// Disjoint, not touching, in order.
  private(set) var ranges: [Range<SequencePosition>] = []

  var isEmpty: Bool { ranges.isEmpty }

  /// Adds a range and merges it with those it overlaps or touches.
  ///
  /// O(log n) at the end, where a sender that goes on after a loss puts it.
  mutating func insert(_ range: Range<SequencePosition>) {
    guard !range.isEmpty else { return }
    let first = firstIndex(endingAtOrAfter: range.lowerBound)
    var merged = range
    var end = first
    while end < ranges.count, ranges[end].lowerBound <= range.upperBound {
      let lower = min(merged.lowerBound, ranges[end].lowerBound)
      merged = lower..<max(merged.upperBound, ranges[end].upperBound)
      end += 1
    }
    if end == first + 1 {
      ranges[first] = merged
    } else if end > first || ranges.count < Self.maximumRanges {
      ranges.replaceSubrange(first..<end, with: CollectionOfOne(merged))
    }
  }

  /// Removes the ranges that continue at `position` and returns where they end.
  mutating func advance(from position: SequencePosition) -> SequencePosition {
    var reached = position
    var consumed = 0
    while consumed < ranges.count, ranges[consumed].lowerBound <= reached {
      reached = max(reached, ranges[consumed].upperBound)
      consumed += 1
    }
    if consumed == ranges.count {
      removeAll()
    } else if consumed > 0 {
      ranges.removeFirst(consumed)
    }
    return reached
  }

  mutating func removeAll() {
    ranges.removeAll(keepingCapacity: ranges.capacity <= Self.keptCapacity)
  }

  private func firstIndex(endingAtOrAfter position: SequencePosition) -> Int {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < position { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
