extension FixedPoint {
  /// Returns the standard normal deviate below which lies the share (bits + ½) / 2^64.
  ///
  /// Wichura, "Algorithm AS 241: The Percentage Points of the Normal Distribution", Applied
  /// Statistics 37 (1988), routine PPND16: a quotient of two polynomials for each of three regions,
  /// good to 10^-16 in itself. Here the coefficients are integers: AS 241's decimals, which stand
  /// beside them, times 2^46, 2^52 and 2^58. Absolute error below 10^-12; exactly antisymmetric.
  package static func normalQuantile(_ bits: UInt64) -> FixedPoint {
    let isNegative = bits < 1 << 63
    // The distance from one half is (2·distance + 1) / 2^65.
    let distance = isNegative ? ~bits &- 1 << 63 : bits &- 1 << 63
    let central: UInt64 = 7_839_866_231_326_559_436  // 0.425 · 2^64
    let deviate = distance <= central ? centralDeviate(distance) : outerDeviate(distance)
    return isNegative ? -deviate : deviate
  }

  private static func centralDeviate(_ distance: UInt64) -> FixedPoint {
    let limit: UInt64 = 3_331_943_148_313_787_761  // 0.425² · 2^64
    let square = distance.fractionTimes(distance)
    let r = square < limit ? limit &- square : 0
    let numerator = polynomial(
      r, 0,
      238_348_286_621_564,  // 3.3871328727963666080e0
      9_369_011_967_264_476,  // 1.3314166789178437745e2
      138_738_379_205_119_175,  // 1.9715909503065514427e3
      966_282_045_711_158_941,  // 1.3731693765509461125e4
      3_231_470_228_347_704_451,  // 4.5921953931549871457e4
      4_733_407_826_276_023_882,  // 6.7265770927008700853e4
      2_352_467_620_953_573_369,  // 3.3430575583588128105e4
      176_560_873_994_865_602)  // 2.5090809287301226727e3
    let denominator = polynomial(
      r, 0,
      70_368_744_177_664,  // 1
      2_977_535_943_445_850,  // 4.2313330701600911252e1
      48_356_486_732_423_097,  // 6.8718700749205790830e2
      379_582_799_875_811_268,  // 5.3941960214247511077e3
      1_492_788_064_245_933_509,  // 2.1213794301586595867e4
      2_766_047_263_718_997_129,  // 3.9307895800092710610e4
      2_021_629_684_595_193_327,  // 2.8729085735721942674e4
      367_781_909_223_365_193)  // 5.2264952788528545610e3
    // The quotient times 2^62; it lies between 2.50 and 3.39.
    let quotient = denominator.dividingFullWidth((numerator >> 2, numerator << 62)).quotient
    let product = quotient.multipliedFullWidth(by: distance)
    return FixedPoint(raw: Int128(product.high) << 2 | Int128(product.low >> 62))
  }

  /// Returns the deviate for r = √(-ln(share of the tail)): two regions, which part at r = 5.
  private static func outerDeviate(_ distance: UInt64) -> FixedPoint {
    // The tail's share is (2^64 - 2·distance - 1) / 2^65.
    let tail = UInt64.max &- distance << 1
    let root = (negativeLogarithm(fraction: tail) + logarithmOfTwo).squareRoot
    return root.raw <= 5 << 64 ? middleDeviate(root) : farDeviate(root)
  }

  private static func middleDeviate(_ root: FixedPoint) -> FixedPoint {
    let r = UInt64(truncatingIfNeeded: (root.raw &- 29_514_790_517_935_282_586) >> 2)  // 1.6 · 2^64
    let numerator = polynomial(
      r, 2,
      6_410_590_841_557_610,  // 1.42343711074968357734e0
      20_853_187_798_550_122,  // 4.63033784615654529590e0
      25_983_505_536_685_482,  // 5.76949722146069140550e0
      16_428_448_356_107_656,  // 3.64784832476320460504e0
      5_721_635_312_334_258,  // 1.27045825245236838258e0
      1_088_883_583_814_535,  // 2.41780725177450611770e-1
      102_339_099_826_098,  // 2.27238449892691845833e-2
      3_488_240_637_686)  // 7.74545014278341407640e-4
    let denominator = polynomial(
      r, 2,
      4_503_599_627_370_496,  // 1
      9_246_753_044_646_033,  // 2.05319162663775882187e0
      7_549_766_096_545_331,  // 1.67638483018380384940e0
      3_106_435_912_811_236,  // 6.89767334985100004550e-1
      667_001_013_050_888,  // 1.48103976427480074590e-1
      68_448_709_072_431,  // 1.51986665636164571966e-2
      2_466_143_271_909,  // 5.47593808499534494600e-4
      4_732_158)  // 1.05075007164441684324e-9
    return quotient(numerator, denominator)
  }

  private static func farDeviate(_ root: FixedPoint) -> FixedPoint {
    let r = UInt64(truncatingIfNeeded: (root.raw &- 5 << 64) >> 2)
    let numerator = polynomial(
      r, 2,
      1_919_010_359_778_551_423,  // 6.65790464350110377720e0
      1_574_828_780_156_879_620,  // 5.46378491116411436990e0
      514_441_224_965_919_038,  // 1.78482653991729133580e0
      85_477_765_169_896_694,  // 2.96560571828504891230e-1
      7_647_382_967_373_543,  // 2.65321895265761230930e-2
      358_172_632_294_708,  // 1.24266094738807843860e-3
      7_815_526_815_352,  // 2.71155556874348757815e-5
      57_943_944_010)  // 2.01033439929228813265e-7
    let denominator = polynomial(
      r, 2,
      288_230_376_151_711_744,  // 1
      172_889_862_523_514_835,  // 5.99832206555887937690e-1
      39_467_351_084_769_239,  // 1.36929880922735805310e-1
      4_287_530_980_254_485,  // 1.48753612908506148525e-2
      226_799_585_652_271,  // 7.86869131145613259100e-4
      5_321_650_231_517,  // 1.84631831751005468180e-5
      40_972_286_880,  // 1.42151175831644588870e-7
      589)  // 2.04426310338993978564e-15
    return quotient(numerator, denominator)
  }

  /// Returns a quotient below 16.
  private static func quotient(_ numerator: UInt64, _ denominator: UInt64) -> FixedPoint {
    let dividend = (high: numerator >> 4, low: numerator << 60)
    return FixedPoint(raw: Int128(denominator.dividingFullWidth(dividend).quotient) << 4)
  }

  /// Returns c0 + c1·r + … + c7·r⁷ for r / 2^64 · 2^`doublings`, rounded down at each step.
  private static func polynomial(
    _ r: UInt64, _ doublings: UInt64, _ c0: UInt64, _ c1: UInt64, _ c2: UInt64, _ c3: UInt64,
    _ c4: UInt64, _ c5: UInt64, _ c6: UInt64, _ c7: UInt64
  ) -> UInt64 {
    var sum = c6 &+ c7.fractionTimes(r) &<< doublings
    sum = c5 &+ sum.fractionTimes(r) &<< doublings
    sum = c4 &+ sum.fractionTimes(r) &<< doublings
    sum = c3 &+ sum.fractionTimes(r) &<< doublings
    sum = c2 &+ sum.fractionTimes(r) &<< doublings
    sum = c1 &+ sum.fractionTimes(r) &<< doublings
    return c0 &+ sum.fractionTimes(r) &<< doublings
  }
}
