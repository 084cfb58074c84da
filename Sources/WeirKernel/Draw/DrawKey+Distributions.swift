public import WeirPrimitives

/// Each is a pure function of the key and n, and takes exactly one 64-bit draw, so that each is a
/// non-decreasing function of ``DrawKey/bits(_:)`` (the exponential and Pareto ones: of its
/// complement).
extension DrawKey {
  /// No distribution gives a span beyond ±2^61 ns (73 years): two of them add up without overflow.
  public static let longestSpan = TimeSpan(nanoseconds: 1 << 61)

  /// Returns one of the numbers from 0 to `bound` - 1; the bound is not zero.
  ///
  /// Each comes with probability 1 / `bound`, give or take 2^-64: nobody can see that in fewer than
  /// 2^128 / `bound` draws.
  public func below(_ bound: UInt64, _ n: UInt64) -> UInt64 {
    precondition(bound > 0, "there is no number below zero")
    return bits(n).multipliedFullWidth(by: bound).high
  }

  /// Returns one of the range's numbers; both ends are possible.
  public func uniform(_ range: ClosedRange<Int64>, _ n: UInt64) -> Int64 {
    let (width, isEverything) = UInt64(bitPattern: range.upperBound &- range.lowerBound)
      .addingReportingOverflow(1)
    let offset = isEverything ? bits(n) : below(width, n)
    return range.lowerBound &+ Int64(bitPattern: offset)
  }

  /// Returns a span in the range, to the nanosecond; both ends are possible.
  public func uniform(_ range: ClosedRange<TimeSpan>, _ n: UInt64) -> TimeSpan {
    TimeSpan(
      nanoseconds: uniform(range.lowerBound.nanoseconds...range.upperBound.nanoseconds, n))
  }

  /// Returns whether something with this probability happens; exact for 0 and 1, else to 2^-64.
  public func happens(_ ratio: Ratio, _ n: UInt64) -> Bool {
    bits(n).multipliedFullWidth(by: ratio.denominator).high < ratio.numerator
  }

  /// Returns the wait for the next of many independent events; the mean is not negative.
  ///
  /// -ln(U) times the mean; with 64 random bits never more than 44.4 times the mean.
  public func exponential(mean: TimeSpan, _ n: UInt64) -> TimeSpan {
    precondition(mean >= .zero, "the mean is negative: \(mean.nanoseconds) ns")
    return surprise(n).scaling(mean, limit: Self.longestSpan)
  }

  /// Returns a span around the mean; it may be negative, which the caller cuts off if it must.
  ///
  /// With 64 random bits never more than 9.2 deviations, which are not negative, from the mean.
  public func normal(mean: TimeSpan, deviation: TimeSpan, _ n: UInt64) -> TimeSpan {
    precondition(deviation >= .zero, "the deviation is negative: \(deviation.nanoseconds) ns")
    let longest = Self.longestSpan
    let offset = FixedPoint.normalQuantile(bits(n)).scaling(deviation, limit: longest)
    let (sum, overflow) = mean.nanoseconds.addingReportingOverflow(offset.nanoseconds)
    if overflow { return offset < .zero ? TimeSpan.zero - longest : longest }
    return min(max(TimeSpan(nanoseconds: sum), TimeSpan.zero - longest), longest)
  }

  /// Returns a span with a heavy tail that is never shorter than the scale, which is not negative.
  ///
  /// The scale times U^(-1/shape), cut off at 2^32 times the scale: for the shape 1 that concerns
  /// one draw in four thousand million.
  public func pareto(scale: TimeSpan, shape: ParetoShape, _ n: UInt64) -> TimeSpan {
    precondition(scale >= .zero, "the scale is negative: \(scale.nanoseconds) ns")
    // 71 bits times 32: fits.
    let numerator = surprise(n).raw &* Int128(shape.denominator)
    let power = FixedPoint(raw: numerator / Int128(shape.numerator))
    let largest = FixedPoint(1 << 32)
    return min(power.exponential, largest).scaling(scale, limit: Self.longestSpan)
  }

  /// Returns -ln(U), where U = (bits + 1) / 2^64 is never zero.
  private func surprise(_ n: UInt64) -> FixedPoint {
    let (fraction, isOne) = bits(n).addingReportingOverflow(1)
    return isOne ? .zero : FixedPoint.negativeLogarithm(fraction: fraction)
  }
}
