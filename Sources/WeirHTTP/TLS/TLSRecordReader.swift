/// Reads record headers, RFC 8446 section 5.1, and passes over what the records hold.
struct TLSRecordReader: Sendable {
  /// The header as far as it is read, its last byte lowest.
  private var header: UInt64 = 0
  private var headerBytes: UInt8 = 0
  /// Bytes of the record's body that have not arrived.
  private var left: Int32 = 0

  /// Takes one byte or more of at most `limit`, and tells whether a record ends with them.
  ///
  /// What is taken of a body is appended to `body` if there is one, which a hello has.
  mutating func next(
    in bytes: Span<UInt8>, at position: inout Int, limit: Int, keeping body: inout [UInt8]?
  ) throws(TLSViolation) -> Bool {
    if left == 0 {
      try readHeader(bytes[position], limit: limit, isHello: body != nil)
      position += 1
      return false
    }
    let taken = min(Int(left), bytes.count - position)
    if body != nil {
      bytes.extracting(position..<position + taken).withUnsafeBufferPointer {
        body?.append(contentsOf: $0)
      }
    }
    position += taken
    left -= Int32(taken)
    return left == 0
  }

  private mutating func readHeader(
    _ byte: UInt8, limit: Int, isHello: Bool
  ) throws(TLSViolation) {
    switch headerBytes {
    case 0:
      guard limit > 5 else { throw .flightOverrun }
      guard byte != 0x15 else { throw .alert }
      guard byte == TLSFlight.handshake || (!isHello && (byte == 0x14 || byte == 0x17)) else {
        throw .unexpectedRecord
      }
    case 1: guard byte == 3 else { throw .unexpectedRecord }
    case 2: guard 1...3 ~= byte else { throw .unexpectedRecord }
    default: break
    }
    header = header << 8 | UInt64(byte)
    headerBytes += 1
    guard headerBytes == 5 else { return }
    let size = Int(header & 0xFFFF)
    let largest = header >> 32 == 0x17 ? 16_640 : 16_384
    guard size > 0, size <= largest else { throw .recordSize }
    guard size < limit else { throw .flightOverrun }
    left = Int32(size)
    header = 0
    headerBytes = 0
  }
}
