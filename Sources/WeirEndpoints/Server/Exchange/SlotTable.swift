/// Records that come and go, by number; numbers are used again.
struct SlotTable<Element: Sendable>: Sendable {
  private var slots: [Element] = []
  private var free: [UInt32] = []

  /// Records that are there.
  var count: Int { slots.count - free.count }

  subscript(number: Int) -> Element {
    get { slots[number] }
    _modify { yield &slots[number] }
  }

  /// Adds a record and returns its number.
  mutating func insert(_ element: Element) -> UInt32 {
    if let number = free.popLast() {
      slots[Int(number)] = element
      return number
    }
    slots.append(element)
    return UInt32(slots.count - 1)
  }

  /// Takes a record out and leaves `rest`, which should hold no memory, in its place.
  mutating func remove(_ number: UInt32, leaving rest: Element) -> Element {
    free.append(number)
    var element = rest
    swap(&element, &slots[Int(number)])
    return element
  }
}
