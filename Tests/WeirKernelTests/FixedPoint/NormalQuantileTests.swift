import Testing

@testable import WeirKernel

// The expected values are round(z · 2^64) with z = √2 · erfinv(2p - 1), p = (2·bits + 1) / 2^65, by
// mpmath with 60 digits:
// python3 -c "from mpmath import *; mp.dps = 60; p = mpf(2 * 2**62 + 1) / 2**65
// print(nint(sqrt(2) * erfinv(2 * p - 1) * 2**64))"
// and, where p is below 10^-8, the root of log(erfc(-z / √2) / 2) = log(p).

@Suite("FixedPoint: normal quantile")
struct NormalQuantileTests {
  @Test(
    "The quantile is right to 10^-12 in the middle, in both tails and where the regions meet",
    arguments: [
      (0, -168_885_361_144_366_771_519),
      (1, -166_683_282_470_414_832_117),
      (1_048_576, -136_947_516_565_922_742_940),
      (1_099_511_627_776, -97_670_051_199_335_778_622),
      (256_187_345, -122_816_663_033_100_159_052),
      (256_187_346, -122_816_663_022_514_291_963),
      (256_187_347, -122_816_663_011_928_424_915),
      (1_152_921_504_606_846_976, -28_299_529_059_891_405_005),
      (1_383_505_803_683_541_963, -26_554_668_643_483_819_414),
      (1_383_505_805_528_216_371, -26_554_668_630_452_355_283),
      (1_383_505_807_372_890_778, -26_554_668_617_420_891_174),
      (2_926_672_865_214_558_292, -18_446_744_073_744_395_132),
      (4_611_686_018_427_387_904, -12_442_139_802_207_406_775),
      (9_223_372_036_854_775_807, -1),
      (9_223_372_036_854_775_808, 1),
      (17_985_575_471_866_812_825, 36_154_954_016_498_404_711),
      (18_446_725_626_965_477_906, 87_685_201_698_605_743_110),
      (18_446_744_073_709_551_615, 168_885_361_144_366_771_519),
    ] as [(UInt64, Int128)])
  func reference(bits: UInt64, expected: Int128) {
    let quantile = FixedPoint.normalQuantile(bits)
    #expect((quantile.raw - expected).magnitude <= 18_446_744)  // 10^-12 · 2^64
  }

  @Test("The two halves mirror each other exactly")
  func antisymmetric() {
    let key = DrawKey(seed: 3, owner: "quantile", purpose: "mirror")
    for n in 0..<2_000 as Range<UInt64> {
      let bits = key.bits(n) >> (n % 64)
      #expect(FixedPoint.normalQuantile(~bits) == -FixedPoint.normalQuantile(bits))
    }
  }

  @Test("The quantile rises with the probability")
  func monotonic() {
    let step: UInt64 = 1 << 51
    var previous = FixedPoint.normalQuantile(0)
    for index in 1..<8_192 as Range<UInt64> {
      let next = FixedPoint.normalQuantile(index * step)
      #expect(previous < next, "at \(index)")
      previous = next
    }
    for shift in 0..<63 as Range<UInt64> {
      #expect(FixedPoint.normalQuantile(1 << shift) < FixedPoint.normalQuantile(2 << shift))
    }
  }
}
