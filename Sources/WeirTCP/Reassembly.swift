/// The ranges that arrived ahead of a gap.
///
/// The bytes themselves stay where the sender wrote them; this only knows which arrived.
struct Reassembly: Sendable, Equatable {
  /// More ranges than this are not kept; the sender repeats what was dropped.
  static let maximumRanges = 4_096

  /// Disjoint, not touching, in order.
  private var ranges: [Range<SequencePosition>] = []

  var isEmpty: Bool { ranges.isEmpty }
  /// Positions held ahead of the gap.
  var heldCount: UInt64 { ranges.reduce(0) { $0 + UInt64($1.count) } }

  /// Adds a range and merges it with those it overlaps or touches.
  mutating func insert(_ range: Range<SequencePosition>) {
    guard !range.isEmpty else { return }
    let first = ranges.firstIndex { $0.upperBound >= range.lowerBound } ?? ranges.count
    var merged = range
    var end = first
    while end < ranges.count, ranges[end].lowerBound <= range.upperBound {
      merged =
        min(
          merged.lowerBound, ranges[end].lowerBound)..<max(
          merged.upperBound, ranges[end].upperBound)
      end += 1
    }
    guard end > first || ranges.count < Self.maximumRanges else { return }
    ranges.replaceSubrange(first..<end, with: CollectionOfOne(merged))
  }

  /// Removes the ranges that continue at `position` and returns where they end.
  mutating func advance(from position: SequencePosition) -> SequencePosition {
    var reached = position
    var consumed = 0
    while consumed < ranges.count, ranges[consumed].lowerBound <= reached {
      reached = max(reached, ranges[consumed].upperBound)
      consumed += 1
    }
    if consumed > 0 { ranges.removeFirst(consumed) }
    return reached
  }

  mutating func removeAll() { ranges = [] }
}
