/// A data rate in bits per second; always positive.
public struct BitRate: Sendable, Hashable, Comparable {
  public let bitsPerSecond: Int64

  public init(bitsPerSecond: Int64) {
    precondition(bitsPerSecond > 0, "a rate must be positive: \(bitsPerSecond) bit/s")
    self.bitsPerSecond = bitsPerSecond
  }

  public static func kilobitsPerSecond(_ count: Int64) -> BitRate {
    BitRate(bitsPerSecond: count * 1_000)
  }
  public static func megabitsPerSecond(_ count: Int64) -> BitRate {
    BitRate(bitsPerSecond: count * 1_000_000)
  }

  /// Returns the time needed to serialise `bytes`, rounded up to a whole nanosecond.
  public func transmissionTime(ofBytes bytes: Int) -> TimeSpan {
    precondition(bytes >= 0, "a packet of negative length: \(bytes)")
    let wide = UInt64(bytes).multipliedFullWidth(by: 8_000_000_000)
    let rate = UInt64(bitsPerSecond)
    precondition(wide.high < rate, "\(bytes) bytes take longer than a run can last")
    let (quotient, remainder) = rate.dividingFullWidth(wide)
    return TimeSpan(nanoseconds: Int64(quotient) + (remainder == 0 ? 0 : 1))
  }

  public static func < (left: BitRate, right: BitRate) -> Bool {
    left.bitsPerSecond < right.bitsPerSecond
  }
}
