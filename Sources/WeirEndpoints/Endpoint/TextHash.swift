internal import WeirPrimitives

/// A number for the text of an event, by which what was sent and what was handed over are compared.
public enum TextHash {
  /// FNV-1a with 64 bits of the text as a reader of the standard gets it: with LF for CR and CRLF.
  public static func of(_ text: Span<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    var followsCarriageReturn = false
    for index in text.indices {
      var byte = text[index]
      if byte == ASCII.lineFeed, followsCarriageReturn {
        followsCarriageReturn = false
        continue
      }
      followsCarriageReturn = byte == ASCII.carriageReturn
      if followsCarriageReturn { byte = ASCII.lineFeed }
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }
    return hash
  }
}
