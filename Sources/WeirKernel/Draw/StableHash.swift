/// A 64-bit hash of names that is the same in each process, on each machine, for ever.
///
/// The standard library's `Hasher` is seeded anew in each process. FNV-1a (RFC 9923) takes in the
/// bytes and ``finalised(_:)`` spreads what FNV leaves uneven. Not for input chosen by an
/// adversary.
public struct StableHash: Sendable {
  private var state: UInt64

  public init() {
    state = 0xCBF2_9CE4_8422_2325  // FNV_offset_basis for 64 bits
  }

  /// Takes in a name's UTF-8 and an end mark, so that ("ab", "c") and ("a", "bc") differ.
  public mutating func combine(_ name: String) {
    for byte in name.utf8 { fold(byte) }
    fold(0xFF)  // occurs nowhere in UTF-8
  }

  /// The hash of everything taken in so far.
  public var value: UInt64 { Self.finalised(state) }

  private mutating func fold(_ byte: UInt8) {
    state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3  // FNV_prime for 64 bits
  }

  /// Returns a permutation of the 64-bit numbers in which each bit depends on all the others.
  ///
  /// Stafford's thirteenth variant of MurmurHash3's finaliser, as SplitMix64 uses it (Steele, Lea
  /// and Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
  static func finalised(_ word: UInt64) -> UInt64 {
    var mixed = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
