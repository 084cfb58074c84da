/// A 64-bit fold of everything observable in a run: equal digests mean equal runs.
///
/// Made of folded multiplications, as wyhash is: two words are multiplied to 128 bits and the
/// halves put together again. The order matters, the machine does not. Not a cryptographic hash.
public struct Digest: Sendable, Equatable {
  /// Raised whenever a deliberate change alters the digest of an unchanged scenario.
  public static let version = 2

  private var state: UInt64

  public init() {
    state = Self.pi.0
  }

  public var value: UInt64 { state }

  /// The value as 16 hexadecimal digits.
  public var text: String {
    let digits = String(state, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  public mutating func fold(_ word: UInt64) {
    // The odd constant is the first 64 fraction bits of the golden ratio.
    state = Self.product(state ^ word, 0x9E37_79B9_7F4A_7C15) &+ word
  }

  /// Folds in four words, two a multiplication; not the same as one after the other.
  public mutating func fold(_ first: UInt64, _ second: UInt64, _ third: UInt64, _ fourth: UInt64) {
    state = Self.mixed(Self.mixed(state, first, second), third, fourth)
  }

  /// Folds in bytes and their number.
  ///
  /// 64 at a time in four lanes of two words, which do not wait for each other; then 16 at a time,
  /// a lane each; then the last 16, some of them again. Fewer than 16 are filled up with zeros.
  public mutating func fold(_ bytes: UnsafeRawBufferPointer) {
    var lanes = (state, state ^ Self.pi.1, state ^ Self.pi.2, state ^ Self.pi.3)
    var left = bytes.count
    if var place = bytes.baseAddress, left > 0 {
      while left >= 64 {
        lanes.0 = Self.mixed(lanes.0, place)
        lanes.1 = Self.mixed(lanes.1, place + 16)
        lanes.2 = Self.mixed(lanes.2, place + 32)
        lanes.3 = Self.mixed(lanes.3, place + 48)
        place += 64
        left &-= 64
      }
      if left >= 16 { lanes.0 = Self.mixed(lanes.0, place) }
      if left >= 32 { lanes.1 = Self.mixed(lanes.1, place + 16) }
      if left >= 48 { lanes.2 = Self.mixed(lanes.2, place + 32) }
      if bytes.count >= 16 {
        lanes.3 = Self.mixed(lanes.3, place + (left &- 16))
      } else {
        lanes.3 = Self.mixed(lanes.3, few: place, count: left)
      }
    }
    fold(lanes.0, lanes.1, lanes.2, lanes.3)
    fold(UInt64(bytes.count))
  }

  /// Takes 16 bytes into a lane.
  @inline(__always) private static func mixed(
    _ lane: UInt64, _ place: UnsafeRawPointer
  ) -> UInt64 {
    let first = UInt64(littleEndian: place.loadUnaligned(as: UInt64.self))
    let second = UInt64(littleEndian: place.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    return mixed(lane, first, second)
  }

  /// Takes fewer than 16 bytes into a lane.
  private static func mixed(_ lane: UInt64, few place: UnsafeRawPointer, count: Int) -> UInt64 {
    var words: (UInt64, UInt64) = (0, 0)
    withUnsafeMutableBytes(of: &words) {
      $0.copyMemory(from: UnsafeRawBufferPointer(start: place, count: count))
    }
    return mixed(lane, UInt64(littleEndian: words.0), UInt64(littleEndian: words.1))
  }

  /// The sum keeps a trace of the first word where the product is zero.
  @inline(__always) private static func mixed(
    _ lane: UInt64, _ first: UInt64, _ second: UInt64
  ) -> UInt64 {
    product(first ^ pi.4, second ^ lane) &+ first
  }

  @inline(__always) private static func product(_ one: UInt64, _ other: UInt64) -> UInt64 {
    let product = one.multipliedFullWidth(by: other)
    return product.high ^ product.low
  }

  /// Fraction bits of pi, 64 at a time.
  @inline(__always) private static var pi: (UInt64, UInt64, UInt64, UInt64, UInt64) {
    (
      0x243F_6A88_85A3_08D3, 0x1319_8A2E_0370_7344, 0xA409_3822_299F_31D0,
      0x082E_FA98_EC4E_6C89, 0x4528_21E6_38D0_1377
    )
  }
}
