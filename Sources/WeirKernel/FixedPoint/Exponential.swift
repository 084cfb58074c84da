extension FixedPoint {
  /// The number e raised to this power; ``max`` from 63·ln 2 = 43.67 on, zero below -65·ln 2.
  ///
  /// Relative error below 2^-58, plus at most 2^-64 absolute: the resolution of the result.
  package var exponential: FixedPoint {
    let logarithmOfTwo = Self.logarithmOfTwo.raw
    guard raw < 63 * logarithmOfTwo else { return .max }
    guard raw > -65 * logarithmOfTwo else { return .zero }
    // power = floor(x / ln 2), within one; the rest lies in 0 ..< ln 2.
    let inverse: Int128 = 0x5C55_1D94_AE0B_F85E  // 1/ln 2 · 2^62
    var power = Int64(truncatingIfNeeded: ((raw >> 16) &* inverse) >> 110)
    var rest = raw &- Int128(power) &* logarithmOfTwo
    if rest < 0 {
      rest &+= logarithmOfTwo
      power &-= 1
    } else if rest >= logarithmOfTwo {
      rest &-= logarithmOfTwo
      power &+= 1
    }
    let mantissa = Int128(Self.exponentialSeries(UInt64(truncatingIfNeeded: rest)))
    let shift = power &+ 2
    return FixedPoint(raw: shift >= 0 ? mantissa << shift : mantissa >> -shift)
  }

  /// Returns e^(x / 2^64) · 2^62 for x / 2^64 below ln 2: 1 + x·(1 + x/2·(1 + x/3·…)).
  ///
  /// What is left after the term of x^18 is below 2^-65.
  private static func exponentialSeries(_ x: UInt64) -> UInt64 {
    let one: UInt64 = 1 << 62
    var sum = one
    var divisor: UInt64 = 18
    while divisor > 0 {
      sum = one &+ sum.fractionTimes(x) / divisor
      divisor &-= 1
    }
    return sum
  }
}
