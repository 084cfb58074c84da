internal import WeirPrimitives

/// Instants in rising order, taken off from the front.
struct InstantQueue {
  private var instants: [Instant] = []
  private var head = 0

  var count: Int { instants.count - head }

  mutating func append(_ instant: Instant) { instants.append(instant) }

  mutating func removeAll(upTo now: Instant) {
    while head < instants.count, instants[head] <= now { head += 1 }
    if head == instants.count {
      // Mostly a few: one by one is cheaper than the general way.
      while !instants.isEmpty { instants.removeLast() }
      head = 0
    } else if head > 64, head * 2 > instants.count {
      instants.removeSubrange(..<head)
      head = 0
    }
  }

  mutating func removeAll() {
    instants.removeAll(keepingCapacity: true)
    head = 0
  }
}
