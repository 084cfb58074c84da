import Testing

@testable import WeirKernel

@Suite("StableHash")
struct StableHashTests {
  // Found independently of this code, from the definition: FNV-1a over the UTF-8 of each name and
  // the byte FF, then SplitMix64's finaliser.
  @Test(
    "Names have the hashes they will have for ever",
    arguments: [
      ([], 0xF52A_15E9_A9B5_E89B), ([""], 0x4F2D_B50F_1240_40CD),
      (["phone[0]"], 0xB90B_D46F_E579_122A), (["ab", "c"], 0x9399_8DD6_EDC9_A3B3),
      (["a", "bc"], 0x0372_A433_AA0F_E51E), (["Übung"], 0x04AD_C4A0_2C4D_F958),
    ] as [([String], UInt64)])
  func golden(names: [String], expected: UInt64) {
    var hash = StableHash()
    for name in names { hash.combine(name) }
    #expect(hash.value == expected)
  }

  @Test("A hundred thousand near-identical names have as many hashes")
  func noCollisions() {
    var seen: Set<UInt64> = []
    for index in 0..<100_000 {
      var hash = StableHash()
      hash.combine("phone[\(index)]")
      seen.insert(hash.value)
    }
    #expect(seen.count == 100_000)
  }

  @Test("The finaliser changes half of the bits when one bit changes")
  func avalanche() {
    var flipped = 0
    for word in 0..<500 as Range<UInt64> {
      for bit in 0..<64 as Range<UInt64> {
        let change = StableHash.finalised(word) ^ StableHash.finalised(word ^ 1 << bit)
        flipped += change.nonzeroBitCount
      }
    }
    let average = Double(flipped) / (500 * 64)
    #expect(average > 31.5 && average < 32.5)
  }
}
