/// The ends of all connections in one growing piece of memory, used in place.
///
/// Not an array: each packet touches an end a dozen times, and an array would copy half a kilobyte
/// or check for sharing every time.
struct EndTable: ~Copyable {
  private var base: UnsafeMutablePointer<SocketEnd>
  private var capacity: Int
  private(set) var count = 0

  init() {
    capacity = 8
    base = .allocate(capacity: capacity)
  }

  deinit {
    base.deinitialize(count: count)
    base.deallocate()
  }

  subscript(index: Int) -> SocketEnd {
    unsafeAddress {
      precondition(index >= 0 && index < count, "there is no end \(index)")
      return UnsafePointer(base + index)
    }
    unsafeMutableAddress {
      precondition(index >= 0 && index < count, "there is no end \(index)")
      return base + index
    }
  }

  mutating func append(_ end: consuming SocketEnd) {
    if count == capacity { grow() }
    (base + count).initialize(to: end)
    count += 1
  }

  private mutating func grow() {
    capacity *= 2
    let larger = UnsafeMutablePointer<SocketEnd>.allocate(capacity: capacity)
    larger.moveInitialize(from: base, count: count)
    base.deallocate()
    base = larger
  }
}
