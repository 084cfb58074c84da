/// The streams of a connection in slots that are used again, found by identifier in constant time.
///
/// Slots are in no order of meaning, but the same course of calls gives the same slots.
struct HTTP2StreamTable: Sendable {
  /// A free slot has the identifier 0.
  private(set) var slots: [HTTP2Stream] = []
  private var freeSlots: [UInt32] = []
  /// Open addressing with linear probing: a slot's number + 1, or 0.
  private var buckets: [UInt32] = []
  private(set) var count = 0

  private static let free = HTTP2Stream(id: 0, sendWindow: 0, receiveWindow: 0)

  /// Returns the slot of a stream.
  func slot(of id: UInt32) -> Int? {
    guard count > 0, id != 0 else { return nil }
    let mask = buckets.count - 1
    var bucket = Self.home(of: id, mask: mask)
    while buckets[bucket] != 0 {
      let slot = Int(buckets[bucket]) - 1
      if slots[slot].id == id { return slot }
      bucket = (bucket + 1) & mask
    }
    return nil
  }

  subscript(slot: Int) -> HTTP2Stream {
    get { slots[slot] }
    _modify { yield &slots[slot] }
  }

  /// Adds a stream whose identifier is not in the table; returns its slot.
  @discardableResult
  mutating func insert(_ stream: HTTP2Stream) -> Int {
    precondition(stream.id != 0, "stream 0 is the connection")
    if (count + 1) * 2 > buckets.count { growBuckets() }
    let slot: Int
    if let free = freeSlots.popLast() {
      slot = Int(free)
      slots[slot] = stream
    } else {
      slot = slots.count
      slots.append(stream)
    }
    count += 1
    enter(slot)
    return slot
  }

  /// Removes a stream; closes the gap in its run of buckets.
  mutating func remove(at slot: Int) {
    let mask = buckets.count - 1
    var gap = Self.home(of: slots[slot].id, mask: mask)
    while buckets[gap] != UInt32(slot) + 1 { gap = (gap + 1) & mask }
    var bucket = (gap + 1) & mask
    while buckets[bucket] != 0 {
      let home = Self.home(of: slots[Int(buckets[bucket]) - 1].id, mask: mask)
      // Whoever would be found earlier from its home moves into the gap.
      if (bucket - home) & mask >= (bucket - gap) & mask {
        buckets[gap] = buckets[bucket]
        gap = bucket
      }
      bucket = (bucket + 1) & mask
    }
    buckets[gap] = 0
    slots[slot] = Self.free
    count -= 1
    if count == 0 {
      slots.removeAll(keepingCapacity: true)
      freeSlots.removeAll(keepingCapacity: true)
    } else {
      freeSlots.append(UInt32(slot))
    }
  }

  private static func home(of id: UInt32, mask: Int) -> Int {
    // Fibonacci hashing: identifiers of one side are all odd and mostly in sequence.
    Int((id &* 0x9E37_79B9) >> 8) & mask
  }

  private mutating func enter(_ slot: Int) {
    let mask = buckets.count - 1
    var bucket = Self.home(of: slots[slot].id, mask: mask)
    while buckets[bucket] != 0 { bucket = (bucket + 1) & mask }
    buckets[bucket] = UInt32(slot) + 1
  }

  private mutating func growBuckets() {
    buckets = Array(repeating: 0, count: max(8, buckets.count * 2))
    for slot in slots.indices where slots[slot].id != 0 { enter(slot) }
  }
}
