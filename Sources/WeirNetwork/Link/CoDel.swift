internal import WeirPrimitives

/// Controlled delay, RFC 8289 section 5, with the arithmetic of Linux's `codel_impl.h`.
struct CoDel {
  /// Queues this short are never too long, whatever the wait: one packet's bytes.
  static let smallestBacklog = 1_500

  private let target: TimeSpan
  private let interval: TimeSpan
  /// Drops since it began dropping; the next comes after interval / √count.
  private(set) var count: UInt32 = 0
  private var lastCount: UInt32 = 0
  private(set) var isDropping = false
  /// 1 / √count, times 2^16.
  private var inverseRoot: UInt16 = .max
  /// When the wait will have been too long for an interval; nil while it is short enough.
  private var firstAbove: Instant?
  private(set) var dropNext = Instant.zero

  init(_ parameters: CoDelParameters) {
    target = parameters.target
    interval = parameters.interval
  }

  /// What is to be done with the packet at the front.
  enum Decision {
    case send
    case drop
  }

  /// Decides on the first packet taken out at an instant.
  mutating func begin(wait: TimeSpan, backlog: Int, at now: Instant) -> Decision {
    let isLong = isTooLong(wait, backlog, at: now)
    if isDropping {
      if !isLong { isDropping = false }
      guard isDropping, now >= dropNext else { return .send }
      count &+= 1
      improveInverseRoot()
      return .drop
    }
    return isLong ? .drop : .send
  }

  /// Decides on the packet behind one that was dropped at the same instant; nil if there is none.
  mutating func goOn(wait: TimeSpan?, backlog: Int, at now: Instant) -> Decision {
    let isLong = wait.map { isTooLong($0, backlog, at: now) } ?? clear()
    guard isDropping else {
      enterDropping(at: now)
      return .send
    }
    guard isLong else {
      isDropping = false
      return .send
    }
    dropNext = next(after: dropNext)
    guard now >= dropNext else { return .send }
    count &+= 1
    improveInverseRoot()
    return .drop
  }

  /// Starts near the rate of the last time if that was not long ago.
  private mutating func enterDropping(at now: Instant) {
    isDropping = true
    let recent = count &- lastCount
    if recent > 1, now.nanoseconds - dropNext.nanoseconds < 16 * interval.nanoseconds {
      count = recent
      improveInverseRoot()
    } else {
      count = 1
      inverseRoot = .max
    }
    lastCount = count
    dropNext = next(after: now)
  }

  private mutating func clear() -> Bool {
    firstAbove = nil
    return false
  }

  /// `codel_should_drop`; the backlog is what is behind the packet.
  private mutating func isTooLong(_ wait: TimeSpan, _ backlog: Int, at now: Instant) -> Bool {
    if wait < target || backlog <= Self.smallestBacklog { return clear() }
    guard let firstAbove else {
      firstAbove = now + interval
      return false
    }
    return now > firstAbove
  }

  /// `codel_control_law`.
  private func next(after instant: Instant) -> Instant {
    let scale = UInt64(inverseRoot) << 48
    return instant
      + .nanoseconds(Int64(scale.multipliedFullWidth(by: UInt64(interval.nanoseconds)).high))
  }

  /// One step of Newton's method towards 1 / √count, `codel_Newton_step`.
  private mutating func improveInverseRoot() {
    let root = UInt64(inverseRoot) << 16
    let square = (root * root) >> 32
    let product = UInt64(count) &* square
    let value = (3 << 32 &- product) >> 2
    inverseRoot = UInt16(truncatingIfNeeded: (value &* root) >> 47)
  }
}
