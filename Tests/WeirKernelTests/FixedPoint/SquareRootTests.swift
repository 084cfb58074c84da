import Testing

@testable import WeirKernel

// The expected values are round(sqrt(floor(n/d · 2^64) / 2^64) · 2^64), by mpmath with 60 digits:
// python3 -c "from mpmath import *; mp.dps = 60; print(nint(sqrt(mpf(2)) * 2**64))"

@Suite("FixedPoint: square root")
struct SquareRootTests {
  @Test(
    "The square root is right to 2^-60 of itself and 2^-64",
    arguments: [
      (1, 1, 18_446_744_073_709_551_616),
      (2, 1, 26_087_635_650_665_564_425),
      (3, 1, 31_950_697_969_885_030_203),
      (4, 1, 36_893_488_147_419_103_232),
      (1, 3, 10_650_232_656_628_343_401),
      (45, 1, 123_744_521_137_067_845_764),
      (2147483647, 1, 854_839_644_801_976_350_278_941),
      (1, 4294967295, 281_474_976_743_424),
      (25, 1, 92_233_720_368_547_758_080),
    ] as [(Int32, UInt32, Int128)])
  func reference(numerator: Int32, denominator: UInt32, expected: Int128) {
    let root = FixedPoint(numerator, over: denominator).squareRoot
    #expect((root.raw - expected).magnitude <= expected.magnitude >> 60 + 1)
  }

  @Test("Each power of four has its power of two")
  func powersOfFour() {
    for exponent in 0..<63 {
      let root = FixedPoint(raw: 1 << (2 * exponent)).squareRoot.raw
      let expected = Int128(1) << (exponent + 32)
      #expect((root - expected).magnitude <= expected.magnitude >> 60 + 1)
    }
  }

  @Test("The extremes give zero and 2^31.5")
  func extremes() {
    #expect(FixedPoint.zero.squareRoot == .zero)
    #expect((FixedPoint(raw: 1).squareRoot.raw - 1 << 32).magnitude <= 1)
    let largest = FixedPoint.max.squareRoot.raw
    #expect((largest - 0xB504_F333_F9DE_6484_597D_89B3).magnitude <= largest.magnitude >> 60)
  }
}
