/// A length of virtual time, in whole nanoseconds.
///
/// Not the standard library's `Duration`: that one is 16 bytes of attoseconds, and a run holds
/// millions of these. Arithmetic traps on overflow, which at 292 years is a bug of ours.
public struct TimeSpan: Sendable, Hashable, Comparable {
  /// Nanoseconds; negative only as the result of a subtraction.
  public var nanoseconds: Int64

  public init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  /// Converts the standard library's duration, rounding towards zero to whole nanoseconds.
  public init(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    nanoseconds = seconds * 1_000_000_000 + attoseconds / 1_000_000_000
  }

  public static var zero: TimeSpan { TimeSpan(nanoseconds: 0) }
  public static var max: TimeSpan { TimeSpan(nanoseconds: .max) }

  public static func nanoseconds(_ count: Int64) -> TimeSpan { TimeSpan(nanoseconds: count) }
  public static func microseconds(_ count: Int64) -> TimeSpan {
    TimeSpan(nanoseconds: count * 1_000)
  }
  public static func milliseconds(_ count: Int64) -> TimeSpan {
    TimeSpan(nanoseconds: count * 1_000_000)
  }
  public static func seconds(_ count: Int64) -> TimeSpan {
    TimeSpan(nanoseconds: count * 1_000_000_000)
  }

  public static func < (left: TimeSpan, right: TimeSpan) -> Bool {
    left.nanoseconds < right.nanoseconds
  }
  public static func + (left: TimeSpan, right: TimeSpan) -> TimeSpan {
    TimeSpan(nanoseconds: left.nanoseconds + right.nanoseconds)
  }
  public static func - (left: TimeSpan, right: TimeSpan) -> TimeSpan {
    TimeSpan(nanoseconds: left.nanoseconds - right.nanoseconds)
  }
  public static func += (left: inout TimeSpan, right: TimeSpan) { left = left + right }
  public static func * (span: TimeSpan, factor: Int64) -> TimeSpan {
    TimeSpan(nanoseconds: span.nanoseconds * factor)
  }
  public static func / (span: TimeSpan, divisor: Int64) -> TimeSpan {
    TimeSpan(nanoseconds: span.nanoseconds / divisor)
  }
}
