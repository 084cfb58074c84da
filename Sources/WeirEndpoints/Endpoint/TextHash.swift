internal import WeirPrimitives

/// A hash of an event's text, by which what was handed over is compared with what was emitted.
enum TextHash {
  /// FNV-1a with 64 bits.
  ///
  /// Line ends count as LF: an event stream turns CR and CRLF in data into it (WHATWG HTML 9.2.6).
  static func of(_ text: Span<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    var isBehindReturn = false
    for index in 0..<text.count {
      var byte = text[index]
      if isBehindReturn, byte == ASCII.lineFeed {
        isBehindReturn = false
        continue
      }
      isBehindReturn = byte == ASCII.carriageReturn
      if isBehindReturn { byte = ASCII.lineFeed }
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }
    return hash
  }
}
