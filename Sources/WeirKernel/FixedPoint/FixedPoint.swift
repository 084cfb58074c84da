package import WeirPrimitives

/// A number with 64 binary digits after the point, for arithmetic that must not depend on the CPU.
///
/// Floating point would do in one process on one machine; `log` and `exp` of two C libraries differ
/// in their last bits, and one bit is enough to change a run. Range ±2^63, resolution 2^-64.
package struct FixedPoint: Sendable, Hashable, Comparable {
  /// The value times 2^64.
  package let raw: Int128

  package init(raw: Int128) {
    self.raw = raw
  }

  package init(_ integer: Int64) {
    raw = Int128(integer) << 64
  }

  /// Creates numerator / denominator, rounded down; the denominator is not zero.
  package init(_ numerator: Int32, over denominator: UInt32) {
    precondition(denominator > 0, "a fraction needs a denominator")
    let (quotient, rest) = (Int128(numerator) << 64)
      .quotientAndRemainder(dividingBy: Int128(denominator))
    raw = rest < 0 ? quotient - 1 : quotient
  }

  package static let zero = FixedPoint(raw: 0)
  package static let one = FixedPoint(raw: 1 << 64)
  package static let max = FixedPoint(raw: .max)

  /// The natural logarithm of two, to the nearest 2^-64.
  package static let logarithmOfTwo = FixedPoint(raw: 0xB172_17F7_D1CF_79AC)

  /// Returns `span` times this number, to the nearest nanosecond, halves away from zero.
  ///
  /// What lies outside ±`limit` becomes ±`limit`.
  package func scaling(_ span: TimeSpan, limit: TimeSpan) -> TimeSpan {
    precondition(limit >= .zero, "a negative limit")
    let isNegative = (raw < 0) != (span.nanoseconds < 0)
    let factor = raw.magnitude
    let length = UInt128(span.nanoseconds.magnitude)
    // 63 × 64 bits each: neither product can overflow, nor can their sum.
    let lower = length &* UInt128(UInt64(truncatingIfNeeded: factor))
    let nanoseconds = length &* (factor >> 64) &+ (lower &+ 1 << 63) >> 64
    let bounded = Swift.min(nanoseconds, UInt128(limit.nanoseconds.magnitude))
    return TimeSpan(nanoseconds: isNegative ? -Int64(bounded) : Int64(bounded))
  }

  package static func < (left: FixedPoint, right: FixedPoint) -> Bool { left.raw < right.raw }
  package static func + (left: FixedPoint, right: FixedPoint) -> FixedPoint {
    FixedPoint(raw: left.raw + right.raw)
  }
  package static func - (left: FixedPoint, right: FixedPoint) -> FixedPoint {
    FixedPoint(raw: left.raw - right.raw)
  }
  package static prefix func - (value: FixedPoint) -> FixedPoint { FixedPoint(raw: -value.raw) }
}

extension UInt64 {
  /// Returns the upper half of the product: this fraction of 2^64 times `factor`, rounded down.
  func fractionTimes(_ factor: UInt64) -> UInt64 { multipliedFullWidth(by: factor).high }
}
