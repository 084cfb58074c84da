/// Huffman coding of strings, RFC 7541 section 5.2.
enum HPACKHuffman {
  /// The number of bytes that a string takes when coded, padding included.
  static func encodedCount(_ bytes: Span<UInt8>) -> Int {
    let lengths = HPACKHuffmanCode.standard.lengths
    var bits = 0
    for index in 0..<bytes.count { bits += Int(lengths[Int(bytes[index])]) }
    return (bits + 7) / 8
  }

  /// Appends the coded string, padded with ones to a whole byte.
  static func append(_ bytes: Span<UInt8>, to output: inout [UInt8]) {
    let code = HPACKHuffmanCode.standard
    var pending: UInt64 = 0
    var count = 0
    for index in 0..<bytes.count {
      let symbol = Int(bytes[index])
      let length = Int(code.lengths[symbol])
      pending = pending << UInt64(length) | UInt64(code.codes[symbol])
      count += length
      while count >= 8 {
        count -= 8
        output.append(UInt8(truncatingIfNeeded: pending >> UInt64(count)))
      }
    }
    guard count > 0 else { return }
    let padding = 8 - count
    output.append(UInt8(truncatingIfNeeded: pending << UInt64(padding)) | (1 << padding - 1))
  }

  /// Appends the string that `bytes` code.
  static func decode(_ bytes: Span<UInt8>, into output: inout [UInt8]) throws(HPACKError) {
    let code = HPACKHuffmanCode.standard
    // The low `count` bits of `pending` are still to be decoded.
    var pending: UInt64 = 0
    var count = 0
    var index = 0
    while true {
      while count <= 48, index < bytes.count {
        pending = pending << 8 | UInt64(bytes[index])
        index += 1
        count += 8
      }
      let window = window(pending, count)
      let (symbol, length) = code.first(in: window)
      guard length <= count else { break }
      guard symbol != HPACKHuffmanCode.endOfString else { throw .badHuffman(.endOfStringInside) }
      output.append(UInt8(truncatingIfNeeded: symbol))
      count -= length
    }
    let ones = UInt64(1) << UInt64(count) - 1
    guard pending & ones == ones else { throw .badHuffman(.paddingNotOnes) }
    guard count < 8 else { throw .badHuffman(.paddingTooLong) }
  }

  /// The next 32 bits, ones where there are fewer left.
  private static func window(_ pending: UInt64, _ count: Int) -> UInt32 {
    guard count < 32 else { return UInt32(truncatingIfNeeded: pending >> UInt64(count - 32)) }
    let missing = UInt64(32 - count)
    return UInt32(truncatingIfNeeded: pending << missing | (1 << missing - 1))
  }
}

extension HPACKHuffmanCode {
  /// The symbol whose code 32 bits begin with, and the length of that code.
  func first(in window: UInt32) -> (symbol: Int, length: Int) {
    let entry = Int(short[Int(window >> 24)])
    if entry != 0 { return (entry >> 4, entry & 15) }
    var length = 9
    while UInt64(window) >= ceilings[length] { length += 1 }
    return (Int(symbols[places[length] + Int(window >> UInt32(32 - length))]), length)
  }
}
