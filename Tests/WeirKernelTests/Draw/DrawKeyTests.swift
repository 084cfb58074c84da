import Testing

@testable import WeirKernel

@Suite("DrawKey")
struct DrawKeyTests {
  let key = DrawKey(seed: 1, owner: "radio.down", purpose: "loss")

  // Found independently of this code by a second implementation in another language.
  @Test("The first draws of a key are those it will have for ever")
  func golden() {
    #expect(key.bits(0) == 0xA118_7998_779E_7EA9)
    #expect(key.bits(1) == 0xF017_8FA5_E8F2_084A)
    #expect(key.bits(2) == 0xB302_FBBE_2EBE_2364)
    #expect(key.bits(.max) == 0xBAFC_14CB_85B8_1FDD)
    let flow = key.entity(7)
    #expect(flow.bits(0) == 0xB3E9_A52E_87C5_FB2C)
    #expect(flow.bits(1) == 0x3098_EC78_24F6_906C)
    #expect(flow.bits(.max) == 0x82A4_CC86_A594_7BDF)
  }

  @Test(
    "Seed, epoch, owner and purpose each change the draws",
    arguments: [
      (2, 0, "radio.down", "loss", 0x8C11_6509_1EB4_C0D9),
      (1, 1, "radio.down", "loss", 0x37DA_9B3A_B21B_D1DF),
      (1, 0, "radio.up", "loss", 0x82E8_BD96_FF11_7925),
      (1, 0, "radio.down", "jitter", 0x5A60_4B77_EF4F_00EA),
      (DrawKey.seedLimit - 1, .max, "", "", 0xF29E_CBDB_18CB_6C05),
    ] as [(UInt64, UInt32, String, String, UInt64)])
  func goldenKeys(
    seed: UInt64, epoch: UInt32, owner: String, purpose: String, expected: UInt64
  ) {
    let other = DrawKey(seed: seed, epoch: epoch, owner: owner, purpose: purpose)
    #expect(other.bits(0) == expected)
  }

  @Test("A draw does not depend on what was drawn before, nor in which order")
  func purity() {
    let forwards = (0..<1_000 as Range<UInt64>).map { key.bits($0) }
    var backwards: [UInt64] = []
    for n in (0..<1_000 as Range<UInt64>).reversed() {
      _ = key.entity(n).bits(n)
      _ = DrawKey(seed: n, owner: "other", purpose: "noise").bits(n)
      backwards.append(DrawKey(seed: 1, owner: "radio.down", purpose: "loss").bits(n))
    }
    #expect(forwards == backwards.reversed())
  }

  @Test("An entity of an entity is another key, and the order of the two matters")
  func entities() {
    #expect(key.entity(1).entity(2) != key.entity(2).entity(1))
    #expect(key.entity(0) != key)
    #expect(key.entity(0).bits(0) != key.bits(0))
  }

  @Test("Moving a character between owner and purpose makes another key")
  func framing() {
    #expect(
      DrawKey(seed: 1, owner: "ab", purpose: "c") != DrawKey(seed: 1, owner: "a", purpose: "bc"))
  }

  @Test("A key is eight bytes")
  func size() {
    #expect(MemoryLayout<DrawKey>.stride == 8)
  }
}
