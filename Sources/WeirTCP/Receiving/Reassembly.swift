/// The ranges that arrived ahead of a gap, and which of them came last.
///
/// The bytes themselves stay where the sender wrote them; this only knows which arrived.
struct Reassembly: Sendable {
  /// More ranges than this are not kept; the sender repeats what was dropped.
  static let maximumRanges = 4_096
  /// Memory for so many ranges is kept when the last gap is filled.
  private static let keptCapacity = 8

  private struct Piece: Sendable {
    var range: Range<SequencePosition>
    /// The higher, the later something of it arrived.
    var recency: UInt32
  }

  /// Disjoint, not touching, in order.
  private var pieces: [Piece] = []
  private var arrivals: UInt32 = 0
  /// Bytes in all ranges.
  private(set) var byteCount: UInt32 = 0

  var isEmpty: Bool { pieces.isEmpty }
  var ranges: [Range<SequencePosition>] { pieces.map(\.range) }
  var rangeCount: Int { pieces.count }
  /// Behind the last byte of all.
  var end: SequencePosition { pieces.last?.range.upperBound ?? 0 }

  /// Adds a range and merges it with those it overlaps or touches.
  ///
  /// O(log n) at the end, where a sender that goes on after a loss puts it. Returns the first part
  /// of it that was there before, for a D-SACK.
  @discardableResult
  mutating func insert(_ range: Range<SequencePosition>) -> Range<SequencePosition>? {
    guard !range.isEmpty else { return nil }
    let first = firstIndex(endingAtOrAfter: range.lowerBound)
    var merged = range
    var duplicate: Range<SequencePosition>?
    var replaced: UInt32 = 0
    var end = first
    while end < pieces.count, pieces[end].range.lowerBound <= range.upperBound {
      let piece = pieces[end].range
      if duplicate == nil, piece.overlaps(range) { duplicate = piece.clamped(to: range) }
      merged = min(merged.lowerBound, piece.lowerBound)..<max(merged.upperBound, piece.upperBound)
      replaced += UInt32(piece.count)
      end += 1
    }
    guard end > first || pieces.count < Self.maximumRanges else { return nil }
    arrivals += 1
    let piece = Piece(range: merged, recency: arrivals)
    byteCount += UInt32(merged.count) - replaced
    if end == first + 1 {
      pieces[first] = piece
    } else {
      pieces.replaceSubrange(first..<end, with: CollectionOfOne(piece))
    }
    return duplicate
  }

  func contains(_ position: SequencePosition) -> Bool {
    let index = firstIndex(endingAtOrAfter: position + 1)
    return index < pieces.count && pieces[index].range.contains(position)
  }

  /// Removes the ranges that continue at `position` and returns where they end.
  mutating func advance(from position: SequencePosition) -> SequencePosition {
    var reached = position
    var consumed = 0
    while consumed < pieces.count, pieces[consumed].range.lowerBound <= reached {
      reached = max(reached, pieces[consumed].range.upperBound)
      byteCount -= UInt32(pieces[consumed].range.count)
      consumed += 1
    }
    if consumed == pieces.count {
      removeAll()
    } else if consumed > 0 {
      pieces.removeFirst(consumed)
    }
    return reached
  }

  mutating func removeAll() {
    pieces.removeAll(keepingCapacity: pieces.capacity <= Self.keptCapacity)
    byteCount = 0
  }

  /// The ranges that something arrived in last, newest first, at most so many: RFC 2018 section 4.
  func recent(_ count: Int, _ body: (Range<SequencePosition>) -> Void) {
    var below = UInt32.max
    for _ in 0..<min(count, pieces.count) {
      var newest: Piece?
      for piece in pieces where piece.recency < below && piece.recency > newest?.recency ?? 0 {
        newest = piece
      }
      guard let newest else { return }
      body(newest.range)
      below = newest.recency
    }
  }

  private func firstIndex(endingAtOrAfter position: SequencePosition) -> Int {
    var low = 0
    var high = pieces.count
    while low < high {
      let middle = (low + high) / 2
      if pieces[middle].range.upperBound < position { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
