internal import WeirPrimitives

/// Parts of a body, one behind the other, with the marks among them.
struct BodyParts: Sendable {
  private(set) var bytes: [UInt8] = []
  /// Behind the last byte of each part.
  private(set) var ends: [Int] = []
  /// Their ends count from the first byte of all.
  private(set) var marks: [Mark] = []

  var isEmpty: Bool { bytes.isEmpty }

  /// Appends a part; the ends of its marks count from its first byte.
  mutating func append(_ part: Span<UInt8>, marks partMarks: Span<Mark>) {
    let start = UInt64(bytes.count)
    part.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    ends.append(bytes.count)
    for index in partMarks.indices {
      var mark = partMarks[index]
      mark.end += start
      marks.append(mark)
    }
  }

  /// Calls `body` with each part and its marks, whose ends count from the part's first byte.
  func forEach(_ body: (Span<UInt8>, Span<Mark>) -> Void) {
    var start = 0
    var nextMark = 0
    var partMarks: [Mark] = []
    for end in ends {
      partMarks.removeAll(keepingCapacity: true)
      while nextMark < marks.count, marks[nextMark].end <= end {
        var mark = marks[nextMark]
        mark.end -= UInt64(start)
        partMarks.append(mark)
        nextMark += 1
      }
      body(bytes.span.extracting(start..<end), partMarks.span)
      start = end
    }
  }
}
