import Testing

@testable import WeirKernel

// The expected values are round(exp(floor(n/d · 2^64) / 2^64) · 2^64), by mpmath with 60 digits:
// python3 -c "from mpmath import *; mp.dps = 60; print(nint(exp(mpf(10)) * 2**64))"

@Suite("FixedPoint: exponential")
struct ExponentialTests {
  @Test(
    "The exponential is right to 2^-58 of itself and 2^-64",
    arguments: [
      (0, 1, 18_446_744_073_709_551_616),
      (1, 1, 50_143_449_209_799_256_683),
      (-1, 1, 6_786_177_901_268_885_275),
      (1, 2, 30_413_539_329_486_470_295),
      (43, 1, 87_213_244_692_009_816_622_412_593_697_761_324_251),
      (-43, 1, 4),
      (10, 1, 406_316_577_365_116_946_489_258),
      (-10, 1, 837_480_885_292_947),
      (1, 1000000, 18_446_762_520_462_848_700),
      (-1, 1000000, 18_446_725_626_974_701_275),
      (693147, 1000000, 36_893_481_485_933_502_457),
      (693148, 1000000, 36_893_518_379_433_435_138),
      (-693147, 1000000, 9_223_373_702_226_476_701),
      (22, 7, 427_410_549_180_987_886_676),
    ] as [(Int32, UInt32, Int128)])
  func reference(numerator: Int32, denominator: UInt32, expected: Int128) {
    let power = FixedPoint(numerator, over: denominator).exponential
    #expect((power.raw - expected).magnitude <= expected.magnitude >> 58 + 1)
  }

  @Test("The exponential undoes the logarithm")
  func inverse() {
    for shift in 0..<96 {
      let number = FixedPoint(raw: 0xD1CF_79AB_C9E3_B398_03F2_F6AF >> shift)
      let back = number.naturalLogarithm.exponential
      #expect((back.raw - number.raw).magnitude <= number.raw.magnitude >> 57 + 1)
    }
  }

  @Test("Out of range, it is the largest number or zero")
  func extremes() {
    #expect(FixedPoint(44).exponential == .max)
    #expect(FixedPoint.max.exponential == .max)
    #expect(FixedPoint(-46).exponential == .zero)
    #expect(FixedPoint(raw: .min).exponential == .zero)
    let edge = 63 * FixedPoint.logarithmOfTwo.raw
    #expect(FixedPoint(raw: edge).exponential == .max)
    #expect(FixedPoint(raw: edge - 1).exponential.raw >> 120 == 127)
  }
}
