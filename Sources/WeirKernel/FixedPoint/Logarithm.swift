extension FixedPoint {
  /// The natural logarithm; the number must be positive.
  ///
  /// Absolute error below 2^-58, so the relative error is below 10^-9 for results beyond ±4·10^-9.
  package var naturalLogarithm: FixedPoint {
    precondition(raw > 0, "the logarithm of a number that is not positive")
    let zeros = raw.leadingZeroBitCount
    let mantissa = UInt64(truncatingIfNeeded: (raw.magnitude << zeros) >> 64)
    return Self.logarithm(mantissa: mantissa, exponent: Int64(63 - zeros))
  }

  /// Returns -ln(fraction / 2^64), where the fraction must not be zero.
  package static func negativeLogarithm(fraction: UInt64) -> FixedPoint {
    precondition(fraction > 0, "the logarithm of zero")
    let zeros = fraction.leadingZeroBitCount
    return -logarithm(mantissa: fraction << zeros, exponent: Int64(-1 - zeros))
  }

  /// Returns ln(mantissa / 2^63 · 2^exponent), where the mantissa's top bit is set.
  ///
  /// With v between √½ and √2 and s = (v - 1) / (v + 1), ln v = 2·(s + s³/3 + s⁵/5 + …). As |s| is
  /// at most 0.172, what is left after s²³/23 is below 2^-67.
  private static func logarithm(mantissa: UInt64, exponent: Int64) -> FixedPoint {
    let rootOfTwo: UInt64 = 0xB504_F333_F9DE_6484  // √2 · 2^63
    let isBelowOne = mantissa > rootOfTwo
    // v = mantissa / 2^63, or half of that with an exponent one higher.
    let distance = isBelowOne ? 0 &- mantissa : mantissa &- 1 << 63
    let sum = mantissa >> 1 &+ (isBelowOne ? 1 << 63 : 1 << 62)
    let twiceS = sum.dividingFullWidth((distance, 0)).quotient  // 2·s · 2^64
    let square = twiceS.fractionTimes(twiceS) >> 2
    var series: UInt64 = .max / 23
    series = .max / 21 &+ square.fractionTimes(series)
    series = .max / 19 &+ square.fractionTimes(series)
    series = .max / 17 &+ square.fractionTimes(series)
    series = .max / 15 &+ square.fractionTimes(series)
    series = .max / 13 &+ square.fractionTimes(series)
    series = .max / 11 &+ square.fractionTimes(series)
    series = .max / 9 &+ square.fractionTimes(series)
    series = .max / 7 &+ square.fractionTimes(series)
    series = .max / 5 &+ square.fractionTimes(series)
    series = .max / 3 &+ square.fractionTimes(series)
    let magnitude = Int128(twiceS &+ twiceS.fractionTimes(square.fractionTimes(series)))
    let power = Int128(isBelowOne ? exponent &+ 1 : exponent) &* logarithmOfTwo.raw
    return FixedPoint(raw: isBelowOne ? power &- magnitude : power &+ magnitude)
  }
}
