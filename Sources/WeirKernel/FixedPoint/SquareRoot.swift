extension FixedPoint {
  /// The square root; the number must not be negative.
  ///
  /// Relative error below 2^-60, plus at most 2^-64 absolute.
  package var squareRoot: FixedPoint {
    precondition(raw >= 0, "the square root of a negative number")
    guard raw > 0 else { return .zero }
    // An even shift brings the number to 126 or 127 bits: its root then has 63 or 64, of which
    // 32 are left of the point for the 64 bits right of it.
    let shift = raw.leadingZeroBitCount & ~1
    let root = Self.root(ofNormalised: raw.magnitude << shift)
    let scaled = UInt128(root) << 32
    return FixedPoint(raw: Int128(scaled >> (shift >> 1)))
  }

  /// Returns the square root of a 127 or 128 bit number within two units.
  ///
  /// One step of Newton's method doubles the 32 exact bits found digit by digit.
  private static func root(ofNormalised number: UInt128) -> UInt64 {
    let high = UInt64(truncatingIfNeeded: number >> 64)
    let estimate = UInt64(digitwiseRoot(of: high)) << 32 | 0xFFFF_FFFF
    guard high < estimate else { return estimate }
    let low = UInt64(truncatingIfNeeded: number)
    let quotient = estimate.dividingFullWidth((high, low)).quotient
    return quotient &+ (estimate &- quotient) >> 1
  }

  /// Returns the largest integer whose square is at most `number`.
  private static func digitwiseRoot(of number: UInt64) -> UInt32 {
    var rest = number
    var root: UInt64 = 0
    var digit: UInt64 = 1 << 62
    while digit > 0 {
      if rest >= root &+ digit {
        rest &-= root &+ digit
        root = root >> 1 &+ digit
      } else {
        root >>= 1
      }
      digit >>= 2
    }
    return UInt32(root)
  }
}
