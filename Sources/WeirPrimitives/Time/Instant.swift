/// A point in virtual time, counted in nanoseconds from the start of the run; never negative.
public struct Instant: Sendable, Hashable, Comparable {
  public let nanoseconds: Int64

  public init(nanoseconds: Int64) {
    precondition(nanoseconds >= 0, "an instant lies before the start of the run: \(nanoseconds) ns")
    self.nanoseconds = nanoseconds
  }

  /// The start of the run.
  public static var zero: Instant { Instant(nanoseconds: 0) }
  /// Later than any instant a run can reach: 292 years.
  public static var distantFuture: Instant { Instant(nanoseconds: .max) }

  /// Returns the time that passed from an earlier instant to this one.
  public func elapsed(since earlier: Instant) -> TimeSpan {
    precondition(earlier <= self, "\(earlier.nanoseconds) ns is later than \(nanoseconds) ns")
    return TimeSpan(nanoseconds: nanoseconds - earlier.nanoseconds)
  }

  /// Returns the instant `span` later, or ``distantFuture`` when that is out of range.
  public func advanced(by span: TimeSpan) -> Instant {
    let (sum, overflow) = nanoseconds.addingReportingOverflow(span.nanoseconds)
    return overflow ? .distantFuture : Instant(nanoseconds: sum)
  }

  public static func < (left: Instant, right: Instant) -> Bool {
    left.nanoseconds < right.nanoseconds
  }
  public static func + (instant: Instant, span: TimeSpan) -> Instant { instant.advanced(by: span) }
}
