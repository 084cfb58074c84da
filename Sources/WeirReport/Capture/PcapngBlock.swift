/// A block of a pcapng file: draft-ietf-opsawg-pcapng, section 3.1; little-endian.
struct PcapngBlock {
  /// What blocks are, by their type.
  enum Kind: UInt32 {
    case section = 0x0A0D_0D0A
    case interface = 1
    case nameResolution = 4
    case enhancedPacket = 6
  }

  /// The most bytes an option may have; comments are shortened to it.
  private static let optionLimit = 65_528

  private(set) var bytes: [UInt8] = []
  private var hasOptions = false

  init(_ kind: Kind) {
    append(kind.rawValue)
    append(UInt32(0))  // the length, known at the end
  }

  mutating func append(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func append(padded value: some Collection<UInt8>) {
    bytes.append(contentsOf: value)
    pad()
  }

  /// An option, or a record of name resolution, which has the same form.
  mutating func append(option code: UInt16, _ value: some Collection<UInt8>) {
    hasOptions = true
    append(code)
    append(UInt16(value.count))
    append(padded: value)
  }

  mutating func append(option code: UInt16, text: String) {
    append(option: code, Self.shortened(text))
  }

  /// The bytes of a text as far as an option holds them, the last character whole.
  static func shortened(_ text: String) -> ArraySlice<UInt8> {
    let bytes = Array(text.utf8)
    guard bytes.count > optionLimit else { return bytes[...] }
    var end = optionLimit
    while bytes[end] & 0xC0 == 0x80 { end -= 1 }
    return bytes[..<end]
  }

  /// Four bytes in the order of the network.
  mutating func append(option code: UInt16, addresses: [UInt32]) {
    append(
      option: code,
      addresses.flatMap { address in withUnsafeBytes(of: address.bigEndian) { Array($0) } })
  }

  /// The finished block; its length stands at both ends.
  consuming func finished() -> [UInt8] {
    if hasOptions { append(UInt32(0)) }  // opt_endofopt
    let length = UInt32(bytes.count + 4)
    append(length)
    withUnsafeBytes(of: length.littleEndian) { bytes.replaceSubrange(4..<8, with: $0) }
    return bytes
  }

  private mutating func pad() {
    while bytes.count % 4 != 0 { bytes.append(0) }
  }
}
