internal import WeirPrimitives

/// The marks of one byte stream, by rising offset.
struct MarkQueue: Sendable {
  private var marks: [Mark] = []
  private var head = 0

  /// Memory for so many marks, 200 bytes, is kept when there are none: an idle connection is small.
  private static let keptCapacity = 8

  mutating func append(_ mark: Mark) {
    precondition(head == marks.count || marks[marks.count - 1].end <= mark.end, "marks go forward")
    marks.append(mark)
  }

  /// The marks up to a stream offset.
  func upTo(_ end: UInt64) -> ArraySlice<Mark> {
    var last = head
    while last < marks.count, marks[last].end <= end { last += 1 }
    return marks[head..<last]
  }

  /// The marks of what has a byte in a range; what follows one that begins behind it is left out.
  func touching(_ range: Range<UInt64>) -> ArraySlice<Mark> {
    var first = head
    var behind = marks.count
    while first < behind {
      let middle = (first + behind) / 2
      if marks[middle].end <= range.lowerBound { first = middle + 1 } else { behind = middle }
    }
    var last = first
    while last < marks.count, marks[last].begin < range.upperBound {
      last += 1
    }
    return marks[first..<last]
  }

  mutating func release(upTo end: UInt64) {
    while head < marks.count, marks[head].end <= end { head += 1 }
    if head == marks.count {
      if marks.capacity > Self.keptCapacity {
        marks = []
      } else {
        while !marks.isEmpty { marks.removeLast() }
      }
      head = 0
    } else if head > 64, head * 2 > marks.count {
      marks.removeSubrange(..<head)
      head = 0
    }
  }
}
