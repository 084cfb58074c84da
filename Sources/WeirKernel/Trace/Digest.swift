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
    // The odd constant is the first 64 fraction bits of the golden ratio.
    let product = (state ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    state = (product.high ^ product.low) &+ word
  }

  /// Folds in bytes, eight at a time, and their number.
  public mutating func fold(_ bytes: UnsafeRawBufferPointer) {
    var index = 0
    while index &+ 8 <= bytes.count {
      fold(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)))
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
}
