/// The frames of RFC 9113 section 6.
enum HTTP2FrameKind: UInt8, Sendable {
  case data = 0, headers, priority, resetStream, settings, pushPromise, ping, goAway
  case windowUpdate, continuation
}

/// The nine bytes in front of each frame, RFC 9113 section 4.1.
struct HTTP2FrameHeader: Sendable {
  static let size = 9

  static let endStream: UInt8 = 0x1
  static let acknowledgement: UInt8 = 0x1
  static let endHeaders: UInt8 = 0x4
  static let padded: UInt8 = 0x8
  static let priority: UInt8 = 0x20

  var length: Int32
  var stream: UInt32
  /// The type as it stood on the wire, of whatever meaning.
  var type: UInt8
  var flags: UInt8

  init(_ kind: HTTP2FrameKind, length: Int = 0, flags: UInt8 = 0, stream: UInt32 = 0) {
    self.length = Int32(length)
    self.stream = stream
    type = kind.rawValue
    self.flags = flags
  }

  init(_ bytes: Span<UInt8>) {
    length = Int32(bytes[0]) << 16 | Int32(bytes[1]) << 8 | Int32(bytes[2])
    type = bytes[3]
    flags = bytes[4]
    // The reserved bit "MUST be ignored when receiving".
    stream = bytes.bigEndian(at: 5) & 0x7FFF_FFFF
  }

  var kind: HTTP2FrameKind? { HTTP2FrameKind(rawValue: type) }

  func has(_ flag: UInt8) -> Bool { flags & flag != 0 }

  func write(to output: inout [UInt8]) {
    let head = UInt64(UInt32(length)) << 40 | UInt64(type) << 32 | UInt64(flags) << 24
    output.reserveCapacity(output.count + Self.size)
    output.append(UInt8(truncatingIfNeeded: head >> 56))
    output.append(UInt8(truncatingIfNeeded: head >> 48))
    output.append(UInt8(truncatingIfNeeded: head >> 40))
    output.append(type)
    output.append(flags)
    output.appendBigEndian(stream)
  }

  /// Writes the length of a frame whose header stands at `start`.
  static func setLength(_ length: Int, at start: Int, in output: inout [UInt8]) {
    precondition(length >= 0 && length < 1 << 24, "a frame of \(length) bytes")
    output[start] = UInt8(length >> 16)
    output[start + 1] = UInt8(length >> 8 & 0xFF)
    output[start + 2] = UInt8(length & 0xFF)
  }
}

/// The frames that are always of the same form.
enum HTTP2Frame {
  static func writeSettingsAcknowledgement(to output: inout [UInt8]) {
    HTTP2FrameHeader(.settings, flags: HTTP2FrameHeader.acknowledgement).write(to: &output)
  }

  static func writePing(_ payload: UInt64, isAnswer: Bool, to output: inout [UInt8]) {
    let flags = isAnswer ? HTTP2FrameHeader.acknowledgement : 0
    HTTP2FrameHeader(.ping, length: 8, flags: flags).write(to: &output)
    output.appendBigEndian(payload)
  }

  static func writeReset(_ stream: UInt32, _ code: HTTP2ErrorCode, to output: inout [UInt8]) {
    HTTP2FrameHeader(.resetStream, length: 4, stream: stream).write(to: &output)
    output.appendBigEndian(code.rawValue)
  }

  static func writeWindowUpdate(_ stream: UInt32, _ increment: Int32, to output: inout [UInt8]) {
    precondition(increment > 0, "a WINDOW_UPDATE of \(increment)")
    HTTP2FrameHeader(.windowUpdate, length: 4, stream: stream).write(to: &output)
    output.appendBigEndian(UInt32(increment))
  }

  static func writeGoAway(
    lastStream: UInt32, _ code: HTTP2ErrorCode, debugText: StaticString = "",
    to output: inout [UInt8]
  ) {
    HTTP2FrameHeader(.goAway, length: 8 + debugText.utf8CodeUnitCount).write(to: &output)
    output.appendBigEndian(lastStream)
    output.appendBigEndian(code.rawValue)
    debugText.withUTF8Buffer { output.append(contentsOf: $0) }
  }
}

extension Span<UInt8> {
  func bigEndian(at index: Int) -> UInt32 {
    UInt32(self[index]) << 24 | UInt32(self[index + 1]) << 16 | UInt32(self[index + 2]) << 8
      | UInt32(self[index + 3])
  }
}

extension [UInt8] {
  mutating func appendBigEndian<Value: FixedWidthInteger>(_ value: Value) {
    Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
  }
}
