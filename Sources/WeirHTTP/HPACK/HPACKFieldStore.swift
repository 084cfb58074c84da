/// Fields in order of arrival, all in one buffer, taken away from the front.
///
/// Buffers are allocated with the first field. What removed fields leave is taken back once it is
/// as much as what is kept, so that no byte is moved more than once on average.
struct HPACKFieldStore: Sendable {
  enum Comparison {
    case same, sameName, differs
  }

  /// A field lies between `start` and the start of the next; positions count every byte that was
  /// ever appended, modulo 2³².
  private struct Extent: Sendable {
    var start: UInt32
    var nameCount: UInt32
  }

  private var bytes: [UInt8] = []
  private var extents: [Extent] = []
  /// The fields at the front of `extents` that are removed.
  private var removed: UInt32 = 0
  /// The position of the first byte of `bytes`.
  private var origin: UInt32 = 0

  var count: Int { extents.count - Int(removed) }

  /// Appends a field behind the newest.
  mutating func append(name: Span<UInt8>, value: Span<UInt8>) {
    let start = origin &+ UInt32(truncatingIfNeeded: bytes.count)
    extents.append(Extent(start: start, nameCount: UInt32(name.count)))
    name.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    value.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
  }

  /// Removes the oldest field and returns the number of bytes it held.
  mutating func removeFirst() -> Int {
    precondition(count > 0, "nothing to remove")
    let size = range(0).count
    removed += 1
    if count == 0 {
      bytes.removeAll(keepingCapacity: true)
      extents.removeAll(keepingCapacity: true)
      removed = 0
    } else {
      let dead = Int(extents[Int(removed)].start &- origin)
      if 2 * (dead + Int(removed)) >= bytes.count + extents.count { reclaim(dead) }
    }
    return size
  }

  /// Lends the field at a place; the oldest is at 0.
  func withField<Result>(
    _ place: Int, _ body: (_ name: Span<UInt8>, _ value: Span<UInt8>) -> Result
  ) -> Result {
    let range = range(place)
    let middle = range.lowerBound + Int(extents[Int(removed) + place].nameCount)
    let all = bytes.span
    return body(
      all.extracting(range.lowerBound..<middle), all.extracting(middle..<range.upperBound))
  }

  /// Tells what the field at a place has in common with a name and a value.
  func compare(_ place: Int, name: Span<UInt8>, value: Span<UInt8>) -> Comparison {
    guard Int(extents[Int(removed) + place].nameCount) == name.count else { return .differs }
    return withField(place) { ownName, ownValue in
      guard Self.isEqual(ownName, name) else { return .differs }
      return Self.isEqual(ownValue, value) ? .same : .sameName
    }
  }

  private func range(_ place: Int) -> Range<Int> {
    let index = Int(removed) + place
    let start = Int(extents[index].start &- origin)
    let isLast = index + 1 == extents.count
    return start..<(isLast ? bytes.count : Int(extents[index + 1].start &- origin))
  }

  private mutating func reclaim(_ dead: Int) {
    bytes.removeFirst(dead)
    extents.removeFirst(Int(removed))
    origin &+= UInt32(dead)
    removed = 0
  }

  private static func isEqual(_ one: Span<UInt8>, _ other: Span<UInt8>) -> Bool {
    guard one.count == other.count else { return false }
    for index in 0..<one.count where one[index] != other[index] { return false }
    return true
  }
}
