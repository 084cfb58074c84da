import Testing

@testable import WeirKernel

// The expected values are round(ln(floor(n/d · 2^64) / 2^64) · 2^64), by mpmath with 60 digits:
// python3 -c "from mpmath import *; mp.dps = 60; print(nint(log(mpf(10)) * 2**64))"

@Suite("FixedPoint: natural logarithm")
struct LogarithmTests {
  @Test(
    "The natural logarithm is right to 2^-58",
    arguments: [
      (2, 1, 12_786_308_645_202_655_660),
      (3, 1, 20_265_819_725_292_939_639),
      (10, 1, 42_475_197_918_399_869_020),
      (1, 3, -20_265_819_725_292_939_640),
      (1, 2, -12_786_308_645_202_655_660),
      (1, 1000000007, -382_276_781_395_308_373_249),
      (2147483647, 1, 396_375_567_992_692_390_859),
      (999999, 1000000, -18_446_753_297_088),
      (1000001, 1000000, 18_446_734_850_343),
      (141421356, 100000000, 6_393_154_291_647_108_305),
      (707106781, 1000000000, -6_393_154_327_467_911_679),
      (7, 5, 6_206_817_236_860_157_591),
    ] as [(Int32, UInt32, Int128)])
  func reference(numerator: Int32, denominator: UInt32, expected: Int128) {
    let logarithm = FixedPoint(numerator, over: denominator).naturalLogarithm
    #expect((logarithm.raw - expected).magnitude <= 64)
  }

  @Test("The logarithm of one is exactly zero, that of 2^k exactly k times that of two")
  func powersOfTwo() {
    #expect(FixedPoint.one.naturalLogarithm == .zero)
    for exponent in 0..<127 {
      let logarithm = FixedPoint(raw: 1 << exponent).naturalLogarithm
      #expect(logarithm.raw == Int128(exponent - 64) * FixedPoint.logarithmOfTwo.raw)
    }
  }

  @Test("The logarithm of a fraction of 2^64 is the same function")
  func fractions() {
    for fraction in [1, 2, 3, 1 << 32, 0xB504_F333_F9DE_6484, 0xB504_F333_F9DE_6485, .max]
      as [UInt64]
    {
      let expected = -FixedPoint(raw: Int128(fraction)).naturalLogarithm
      #expect(FixedPoint.negativeLogarithm(fraction: fraction) == expected)
    }
    #expect(FixedPoint.negativeLogarithm(fraction: .max).raw == 1)
    #expect(FixedPoint.negativeLogarithm(fraction: 1).raw == 64 * FixedPoint.logarithmOfTwo.raw)
  }

  @Test("The logarithm does not decrease across powers of two and the square root of two")
  func monotonic() {
    for centre in [1 << 63, 0xB504_F333_F9DE_6484, 1 << 62, 1 << 10] as [UInt64] {
      var previous = FixedPoint.negativeLogarithm(fraction: centre - 600)
      for fraction in (centre - 599)...(centre + 600) {
        let next = FixedPoint.negativeLogarithm(fraction: fraction)
        #expect(next.raw <= previous.raw + 8, "at \(fraction)")
        previous = next
      }
    }
  }
}
