/// A 64-bit fold of everything observable in a run: equal digests mean equal runs.
///
/// Each word is mixed in by a folded 128-bit multiplication, as in wyhash; the order matters, the
/// machine does not. Not a cryptographic hash.
public struct Digest: Sendable, Equatable {
  /// Raised whenever a deliberate change alters the digest of an unchanged scenario.
  public static let version = 1

  private var state: UInt64

  public init() {
    state = 0x243F_6A88_85A3_08D3  // the first 64 fraction bits of pi
  }

  public var value: UInt64 { state }

  /// The value as 16 hexadecimal digits.
  public var text: String {
    let digits = String(state, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  public mutating func fold(_ word: UInt64) {
    state = Self.folded(state, word)
  }

  /// Folds in bytes and their number: 32 at a time in four lanes, which a processor works on at
  /// once, then 8 at a time.
  public mutating func fold(_ bytes: UnsafeRawBufferPointer) {
    func word(_ index: Int) -> UInt64 {
      UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
    }
    var index = 0
    if bytes.count >= 32 {
      var lanes = (state, state ^ 1, state ^ 2, state ^ 3)
      while index &+ 32 <= bytes.count {
        lanes.0 = Self.folded(lanes.0, word(index))
        lanes.1 = Self.folded(lanes.1, word(index &+ 8))
        lanes.2 = Self.folded(lanes.2, word(index &+ 16))
        lanes.3 = Self.folded(lanes.3, word(index &+ 24))
        index &+= 32
      }
      fold(lanes.0)
      fold(lanes.1)
      fold(lanes.2)
      fold(lanes.3)
    }
    while index &+ 8 <= bytes.count {
      fold(word(index))
      index &+= 8
    }
    var rest = UInt64(bytes.count) << 56
    var shift: UInt64 = 0
    while index < bytes.count {
      rest ^= UInt64(bytes[index]) << shift
      shift &+= 8
      index &+= 1
    }
    fold(rest)
  }

  private static func folded(_ state: UInt64, _ word: UInt64) -> UInt64 {
    // The odd constant is the first 64 fraction bits of the golden ratio.
    let product = (state ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return (product.high ^ product.low) &+ word
  }
}
