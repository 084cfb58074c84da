/// Chance without memory: the n-th draw of a key is a pure function of the key and n.
///
/// A generator with a state gives each draw its place in one queue, so that a packet more on one
/// link changes the luck of all others. Here a draw depends on (seed, epoch, owner's name, purpose,
/// entity, n) alone. Derive a key once and keep it: eight bytes. For one key the draws are a
/// permutation of the 64-bit numbers; different keys give unrelated permutations.
public struct DrawKey: Sendable, Hashable {
  /// Seeds lie below this, so that JSON readers which keep numbers as doubles keep them whole.
  public static let seedLimit: UInt64 = 1 << 53

  private let word: UInt64

  /// Derives the key of one purpose of one owner, for example ("radio.down", "loss").
  ///
  /// Raising `epoch` reseeds the rest of a run and leaves what came before as it was.
  public init(seed: UInt64, epoch: UInt32 = 0, owner: String, purpose: String) {
    precondition(seed < Self.seedLimit, "the seed \(seed) is not below 2^53")
    var names = StableHash()
    names.combine(owner)
    names.combine(purpose)
    let run = Self.mix(seed, UInt64(epoch), domain: .run)
    word = Self.mix(run, names.value, domain: .name)
  }

  private init(word: UInt64) {
    self.word = word
  }

  /// Derives the key of one of the owner's entities, for example a flow.
  public func entity(_ id: UInt64) -> DrawKey {
    DrawKey(word: Self.mix(word, id, domain: .entity))
  }

  /// Returns the n-th draw: 64 bits, each one or zero with the same probability.
  public func bits(_ n: UInt64) -> UInt64 {
    Self.mix(word, n, domain: .draw)
  }

  /// What a word is derived for, so that an entity's key is never another key's draw.
  ///
  /// The first 64 fraction bits of √2, √3, √5 and √7.
  private enum Domain: UInt64 {
    case run = 0x6A09_E667_F3BC_C908
    case name = 0xBB67_AE85_84CA_A73B
    case entity = 0x3C6E_F372_FE94_F82B
    case draw = 0xA54F_F53A_5F1D_36F1
  }

  /// Returns a word that depends on each bit of both arguments; for one key, a permutation of n.
  ///
  /// SplitMix64 over key + n·γ alone would let two keys a multiple of γ apart give the same draws,
  /// shifted. So half a round comes first, then the key once more: keys that agree after the first
  /// half cannot agree after the second.
  private static func mix(_ key: UInt64, _ n: UInt64, domain: Domain) -> UInt64 {
    let step: UInt64 = 0x9E37_79B9_7F4A_7C15  // γ: 2^64 over the golden ratio, odd
    let sum = key &+ n &* step
    let half = (sum ^ sum >> 32) &* 0xD6E8_FEB8_6659_FD93  // degski's mixer
    let rotated = key << 32 | key >> 32
    return StableHash.finalised((half ^ half >> 32) &+ (rotated ^ domain.rawValue))
  }
}
