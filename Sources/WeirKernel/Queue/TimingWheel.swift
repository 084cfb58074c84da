internal import WeirPrimitives

/// A hierarchical timing wheel that pops events in exact (instant, sequence) order.
///
/// Eight levels of 256 slots cover all 64 bits of an instant, one level a byte. An event lies at
/// the level of the highest byte in which its instant differs from the cursor; a slot is a list in
/// scheduling order. When level 0 runs dry the next slot above is spread over the levels below it,
/// in order, so nothing is ever sorted. Scheduling, cancelling and popping take constant time
/// (an event moves at most once a level). Varghese and Lauck, "Hashed and Hierarchical Timing
/// Wheels", SOSP 1987.
///
/// Invariant: no pending event is due before the cursor, and every event due in the cursor's block
/// of 256 ns lies at level 0. A slot's events were therefore scheduled in list order, and the slot
/// of an event can be found again from its instant.
struct TimingWheel: ~Copyable {
  private struct Slot {
    var first: UInt32 = 0
    var last: UInt32 = 0
  }
  private struct Neighbours {
    var next: UInt32 = 0
    var previous: UInt32 = 0
  }

  private static let levels = 8
  private static let slotsPerLevel = 256
  private static let wordsPerLevel = slotsPerLevel / 64
  private static let free = UInt64.max

  private let slots: UnsafeMutablePointer<Slot>
  /// One bit a slot: whether its list holds anything.
  private let occupied: UnsafeMutablePointer<UInt64>
  private var events: UnsafeMutablePointer<Event>
  private var neighbours: UnsafeMutablePointer<Neighbours>
  private var capacity: Int
  /// First entry of the list of unused places, linked through `next`; place 0 stays unused.
  private var firstFree: UInt32
  private var cursor: UInt64 = 0
  /// The number of events pending.
  private(set) var count = 0

  init(capacity: Int) {
    self.capacity = max(capacity, 16)
    slots = .allocate(capacity: Self.levels * Self.slotsPerLevel)
    slots.initialize(repeating: Slot(), count: Self.levels * Self.slotsPerLevel)
    occupied = .allocate(capacity: Self.levels * Self.wordsPerLevel)
    occupied.initialize(repeating: 0, count: Self.levels * Self.wordsPerLevel)
    events = .allocate(capacity: self.capacity)
    neighbours = .allocate(capacity: self.capacity)
    firstFree = 0
    addFreePlaces(from: 1)
  }

  deinit {
    slots.deallocate()
    occupied.deallocate()
    events.deallocate()
    neighbours.deallocate()
  }

  /// Adds an event, which must not be due before the last one popped.
  mutating func schedule(_ event: Event) -> EventHandle {
    let due = UInt64(event.instant.nanoseconds)
    precondition(due >= cursor, "scheduled for \(event.instant), which has passed")
    if firstFree == 0 { grow() }
    let place = firstFree
    firstFree = neighbours[Int(place)].next
    events[Int(place)] = event
    append(place, due: due)
    count &+= 1
    return EventHandle(slot: place, stamp: UInt32(truncatingIfNeeded: event.sequence))
  }

  /// Removes a pending event; returns whether it was still pending.
  mutating func cancel(_ handle: EventHandle) -> Bool {
    let place = Int(handle.slot)
    guard place != 0, place < capacity else { return false }
    let sequence = events[place].sequence
    guard sequence != Self.free, UInt32(truncatingIfNeeded: sequence) == handle.stamp else {
      return false
    }
    unlink(handle.slot, from: slot(due: UInt64(events[place].instant.nanoseconds)))
    release(handle.slot)
    return true
  }

  /// Removes and returns the earliest event.
  mutating func pop() -> Event? {
    guard count > 0 else { return nil }
    while true {
      if let index = firstOccupied(level: 0, from: Int(cursor & 255)) {
        let place = slots[index].first
        let event = events[Int(place)]
        unlink(place, from: index)
        release(place)
        cursor = UInt64(event.instant.nanoseconds)
        return event
      }
      spreadNextSlot()
    }
  }

  /// The instant of the earliest event, found without moving anything.
  ///
  /// Linear in the length of one slot's list when that event is far away.
  var nextInstant: Instant? {
    for level in 0..<Self.levels {
      let from = Int((cursor >> UInt64(level &* 8)) & 255)
      guard let index = firstOccupied(level: level, from: from) else { continue }
      var place = slots[index].first
      var earliest = events[Int(place)].instant
      while level > 0, place != 0 {
        earliest = min(earliest, events[Int(place)].instant)
        place = neighbours[Int(place)].next
      }
      return earliest
    }
    return nil
  }

  // MARK: Lists

  private func slot(due: UInt64) -> Int {
    let difference = due ^ cursor
    let level = difference == 0 ? 0 : (63 &- difference.leadingZeroBitCount) >> 3
    return level &* 256 &+ Int(truncatingIfNeeded: (due >> UInt64(level &* 8)) & 255)
  }

  private mutating func append(_ place: UInt32, due: UInt64) {
    let index = slot(due: due)
    let last = slots[index].last
    neighbours[Int(place)] = Neighbours(next: 0, previous: last)
    if last == 0 {
      slots[index].first = place
      occupied[index >> 6] |= 1 << UInt64(index & 63)
    } else {
      neighbours[Int(last)].next = place
    }
    slots[index].last = place
  }

  private mutating func unlink(_ place: UInt32, from index: Int) {
    let around = neighbours[Int(place)]
    if around.previous == 0 {
      slots[index].first = around.next
    } else {
      neighbours[Int(around.previous)].next = around.next
    }
    if around.next == 0 {
      slots[index].last = around.previous
    } else {
      neighbours[Int(around.next)].previous = around.previous
    }
    if slots[index].first == 0 { occupied[index >> 6] &= ~(1 << UInt64(index & 63)) }
  }

  private mutating func release(_ place: UInt32) {
    events[Int(place)].sequence = Self.free
    neighbours[Int(place)].next = firstFree
    firstFree = place
    count &-= 1
  }

  private func firstOccupied(level: Int, from: Int) -> Int? {
    var word = from >> 6
    var bits = occupied[level &* 4 &+ word] & (~0 << UInt64(from & 63))
    while bits == 0 {
      word &+= 1
      if word == Self.wordsPerLevel { return nil }
      bits = occupied[level &* 4 &+ word]
    }
    return level &* 256 &+ word &* 64 &+ bits.trailingZeroBitCount
  }

  /// Moves the cursor to the next occupied slot above level 0 and spreads its events below.
  private mutating func spreadNextSlot() {
    for level in 1..<Self.levels {
      let shift = UInt64(level &* 8)
      guard let index = firstOccupied(level: level, from: Int((cursor >> shift) & 255)) else {
        continue
      }
      var place = slots[index].first
      slots[index] = Slot()
      occupied[index >> 6] &= ~(1 << UInt64(index & 63))
      let above: UInt64 = level == 7 ? 0 : ~0 << (shift &+ 8)
      cursor = cursor & above | UInt64(index & 255) << shift
      while place != 0 {
        let next = neighbours[Int(place)].next
        append(place, due: UInt64(events[Int(place)].instant.nanoseconds))
        place = next
      }
      return
    }
    preconditionFailure("the wheel counts \(count) events and holds none")
  }

  // MARK: Memory

  private mutating func addFreePlaces(from first: Int) {
    for place in first..<capacity {
      events[place] = Event(instant: .zero, sequence: Self.free, target: 0, kind: 0)
      neighbours[place] = Neighbours(next: place + 1 < capacity ? UInt32(place + 1) : 0)
    }
    firstFree = UInt32(first)
  }

  private mutating func grow() {
    let old = capacity
    capacity *= 2
    let moreEvents = UnsafeMutablePointer<Event>.allocate(capacity: capacity)
    moreEvents.moveInitialize(from: events, count: old)
    events.deallocate()
    events = moreEvents
    let moreNeighbours = UnsafeMutablePointer<Neighbours>.allocate(capacity: capacity)
    moreNeighbours.moveInitialize(from: neighbours, count: old)
    neighbours.deallocate()
    neighbours = moreNeighbours
    addFreePlaces(from: old)
  }
}
