internal import WeirPrimitives

/// A hierarchical timing wheel that pops events in exact (instant, sequence) order.
///
/// Eight levels of 256 slots cover all 64 bits of an instant, one level a byte. An event lies at
/// the level of the highest byte in which its instant differs from the cursor; a slot is a list in
/// scheduling order. When level 0 runs dry the next slot above is spread over the levels below it,
/// in order, so nothing is ever sorted; an event alone in its slot is taken as it is. Scheduling,
/// cancelling and popping take constant time (an event moves at most once a level). Varghese and
/// Lauck, "Hashed and Hierarchical Timing Wheels", SOSP 1987.
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
  /// One bit a level: whether any of its slots holds anything.
  private var occupiedLevels: UInt8 = 0
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
  ///
  /// It lies in the first occupied slot of the lowest occupied level; alone in its slot, it need
  /// not be moved down first.
  mutating func pop() -> Event? {
    guard count > 0 else { return nil }
    while true {
      let level = occupiedLevels.trailingZeroBitCount
      let index = firstOccupiedSlot(level: level)
      let place = slots[index].first
      if level == 0 || neighbours[Int(place)].next == 0 {
        let event = events[Int(place)]
        unlink(place, from: index)
        release(place)
        cursor = UInt64(event.instant.nanoseconds)
        return event
      }
      spread(index, level: level)
    }
  }

  /// The instant of the earliest event, found without moving anything.
  ///
  /// Linear in the length of one slot's list when that event is far away.
  var nextInstant: Instant? {
    guard count > 0 else { return nil }
    let level = occupiedLevels.trailingZeroBitCount
    var place = slots[firstOccupiedSlot(level: level)].first
    var earliest = events[Int(place)].instant
    while level > 0, place != 0 {
      earliest = min(earliest, events[Int(place)].instant)
      place = neighbours[Int(place)].next
    }
    return earliest
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
      occupiedLevels |= 1 << UInt8(index >> 8)
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
    if slots[index].first == 0 { markEmpty(index) }
  }

  private mutating func markEmpty(_ index: Int) {
    occupied[index >> 6] &= ~(1 << UInt64(index & 63))
    let words = occupied + (index >> 8) &* Self.wordsPerLevel
    if words[0] | words[1] | words[2] | words[3] == 0 {
      occupiedLevels &= ~(1 << UInt8(index >> 8))
    }
  }

  private mutating func release(_ place: UInt32) {
    events[Int(place)].sequence = Self.free
    neighbours[Int(place)].next = firstFree
    firstFree = place
    count &-= 1
  }

  /// The first slot of an occupied level that holds anything; none before the cursor does.
  private func firstOccupiedSlot(level: Int) -> Int {
    var word = level &* Self.wordsPerLevel
    while occupied[word] == 0 { word &+= 1 }
    return word &* 64 &+ occupied[word].trailingZeroBitCount
  }

  /// Moves the cursor to a slot above level 0 and spreads its events over the levels below.
  private mutating func spread(_ index: Int, level: Int) {
    let shift = UInt64(level &* 8)
    var place = slots[index].first
    slots[index] = Slot()
    markEmpty(index)
    let above: UInt64 = level == 7 ? 0 : ~0 << (shift &+ 8)
    cursor = cursor & above | UInt64(index & 255) << shift
    while place != 0 {
      let next = neighbours[Int(place)].next
      append(place, due: UInt64(events[Int(place)].instant.nanoseconds))
      place = next
    }
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
