/// Values in one growing piece of memory, used in place.
///
/// Not an array: each packet touches its ends, its link and itself a dozen times, and an array
/// would copy them or check for sharing every time.
struct Table<Element: ~Copyable>: ~Copyable {
  private var base: UnsafeMutablePointer<Element>
  private var capacity: Int
  private(set) var count = 0

  init(capacity: Int = 8) {
    self.capacity = max(capacity, 1)
    base = .allocate(capacity: self.capacity)
  }

  deinit {
    base.deinitialize(count: count)
    base.deallocate()
  }

  subscript(index: Int) -> Element {
    @inline(__always) unsafeAddress { address(of: index) }
    @inline(__always) unsafeMutableAddress { mutableAddress(of: index) }
  }

  @inline(__always) func address(of index: Int) -> UnsafePointer<Element> {
    precondition(index >= 0 && index < count, "there is no element \(index)")
    return UnsafePointer(base + index)
  }

  @inline(__always) mutating func mutableAddress(
    of index: Int
  ) -> UnsafeMutablePointer<Element> {
    precondition(index >= 0 && index < count, "there is no element \(index)")
    return base + index
  }

  mutating func append(_ element: consuming Element) {
    if count == capacity { grow() }
    (base + count).initialize(to: element)
    count += 1
  }

  mutating func popLast() -> Element? {
    guard count > 0 else { return nil }
    count -= 1
    return (base + count).move()
  }

  private mutating func grow() {
    capacity *= 2
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
    larger.moveInitialize(from: base, count: count)
    base.deallocate()
    base = larger
  }
}
