/// Searches over runs of bytes, eight at a time.
enum LineScan {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highBits: UInt64 = 0x8080_8080_8080_8080

  /// Returns the index of the first CR or LF at or after `start`, or the count when there is none.
  static func firstLineEnd(in bytes: Span<UInt8>, from start: Int) -> Int {
    let raw = bytes.bytes
    let count = bytes.count
    var index = start
    while index + 8 <= count {
      let word = UInt64(
        littleEndian: raw.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
      // A byte is zero where subtracting one borrows into its high bit; a borrow can only mislead
      // above a true hit, so the lowest flag is always right.
      let lineFeeds = word ^ (ones &* 0x0A)
      let returns = word ^ (ones &* 0x0D)
      let hits =
        ((lineFeeds &- ones) & ~lineFeeds | (returns &- ones) & ~returns) & highBits
      if hits != 0 { return index + hits.trailingZeroBitCount / 8 }
      index += 8
    }
    while index < count {
      let byte = bytes[index]
      if byte == 0x0A || byte == 0x0D { return index }
      index += 1
    }
    return count
  }

  /// Returns the index of the first LF at or after `start`, or the count when there is none.
  static func firstLineFeed(in bytes: Span<UInt8>, from start: Int) -> Int {
    var index = start
    while index < bytes.count, bytes[index] != 0x0A { index += 1 }
    return index
  }

  /// Returns the index of the first byte at or after `start` that is not ASCII, or the count.
  static func firstNonASCII(in bytes: Span<UInt8>, from start: Int) -> Int {
    let raw = bytes.bytes
    let count = bytes.count
    var index = start
    while index + 8 <= count {
      let word = UInt64(
        littleEndian: raw.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
      let hits = word & highBits
      if hits != 0 { return index + hits.trailingZeroBitCount / 8 }
      index += 8
    }
    while index < count, bytes[index] < 0x80 { index += 1 }
    return index
  }
}
