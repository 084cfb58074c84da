/// Integers that begin in the low bits of a byte and go on in bytes of seven bits, RFC 7541
/// section 5.1.
enum HPACKInteger {
  /// Appends `value` with a prefix of `prefixBits` bits below the bits of `flags`.
  static func append(
    _ value: Int, prefixBits: Int, flags: UInt8, to output: inout [UInt8]
  ) {
    precondition(value >= 0, "a negative number has no encoding")
    let largest = 1 << prefixBits - 1
    guard value >= largest else {
      output.append(flags | UInt8(value))
      return
    }
    output.append(flags | UInt8(largest))
    var rest = value - largest
    while rest >= 128 {
      output.append(UInt8(rest & 127) | 128)
      rest >>= 7
    }
    output.append(UInt8(rest))
  }

  /// Reads an integer that begins at `position`, and moves `position` behind it.
  static func read(
    _ bytes: Span<UInt8>, at position: inout Int, prefixBits: Int
  ) throws(HPACKError) -> Int {
    guard position < bytes.count else { throw .truncated }
    let largest = 1 << prefixBits - 1
    var value = Int(bytes[position]) & largest
    position += 1
    guard value == largest else { return value }
    for shift in stride(from: 0, through: 28, by: 7) {
      guard position < bytes.count else { throw .truncated }
      let byte = bytes[position]
      position += 1
      value += Int(byte & 127) << shift
      guard byte >= 128 else {
        guard value <= Int(UInt32.max) else { throw .integerTooLarge }
        return value
      }
    }
    throw .integerTooLarge
  }
}
