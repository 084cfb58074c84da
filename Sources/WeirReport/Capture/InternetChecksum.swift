/// The checksum of IPv4 and TCP headers: RFC 1071, the complement of a one's complement sum.
struct InternetChecksum {
  private var sum: UInt64 = 0

  /// Adds bytes that begin at an even place; a last odd one counts as followed by zero.
  mutating func add(_ bytes: some Sequence<UInt8>) {
    var isHigh = true
    for byte in bytes {
      sum += isHigh ? UInt64(byte) << 8 : UInt64(byte)
      isHigh.toggle()
    }
  }

  mutating func add(_ word: UInt16) { sum += UInt64(word) }

  mutating func add(_ word: UInt32) {
    sum += UInt64(word >> 16) + UInt64(word & 0xFFFF)
  }

  /// What goes into the header.
  var value: UInt16 {
    var folded = sum
    while folded > 0xFFFF { folded = folded >> 16 + folded & 0xFFFF }
    return ~UInt16(folded)
  }
}
