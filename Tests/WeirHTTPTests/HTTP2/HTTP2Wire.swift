import WeirHTTP

/// Frames as bytes, legal or not, built apart from the machine under test.
enum HTTP2Wire {
  static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

  static func frame(
    _ type: UInt8, flags: UInt8 = 0, stream: UInt32 = 0, _ payload: [UInt8] = []
  ) -> [UInt8] {
    let count = payload.count
    return [UInt8(count >> 16), UInt8(count >> 8 & 0xFF), UInt8(count & 0xFF), type, flags]
      + number(stream) + payload
  }

  static func number(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(value >> $0 & 0xFF) }
  }

  static func settings(_ pairs: (UInt16, UInt32)...) -> [UInt8] {
    frame(4, pairs.flatMap { [UInt8($0.0 >> 8), UInt8($0.0 & 0xFF)] + number($0.1) })
  }

  static let settingsAck = frame(4, flags: 1)

  /// A field block of literals that enter no table and are not Huffman coded.
  static func block(_ fields: [(String, String)]) -> [UInt8] {
    fields.flatMap { [0] + string($0.0) + string($0.1) }
  }

  private static func string(_ text: String) -> [UInt8] {
    let bytes = Array(text.utf8)
    guard bytes.count >= 127 else { return [UInt8(bytes.count)] + bytes }
    var length: [UInt8] = [127]
    var rest = bytes.count - 127
    while rest >= 128 {
      length.append(UInt8(rest & 127 | 128))
      rest >>= 7
    }
    return length + [UInt8(rest)] + bytes
  }

  static func headers(
    _ stream: UInt32, _ fields: [(String, String)], ends: Bool = false, whole: Bool = true
  ) -> [UInt8] {
    frame(1, flags: (ends ? 1 : 0) | (whole ? 4 : 0), stream: stream, block(fields))
  }

  static let getFields = [
    (":method", "GET"), (":scheme", "http"), (":authority", "a"), (":path", "/"),
  ]
  static let postFields = [
    (":method", "POST"), (":scheme", "http"), (":authority", "a"), (":path", "/"),
  ]

  static func get(_ stream: UInt32, _ more: (String, String)...) -> [UInt8] {
    headers(stream, getFields + more, ends: true)
  }

  static func post(_ stream: UInt32, _ more: (String, String)...) -> [UInt8] {
    headers(stream, postFields + more)
  }

  static func response(
    _ stream: UInt32, _ status: String = "200", _ more: (String, String)..., ends: Bool = false
  ) -> [UInt8] {
    headers(stream, [(":status", status)] + more, ends: ends)
  }

  static func data(_ stream: UInt32, _ text: String, ends: Bool = false) -> [UInt8] {
    frame(0, flags: ends ? 1 : 0, stream: stream, Array(text.utf8))
  }

  static func data(_ stream: UInt32, count: Int, ends: Bool = false) -> [UInt8] {
    frame(0, flags: ends ? 1 : 0, stream: stream, Array(repeating: 0x78, count: count))
  }

  static func reset(_ stream: UInt32, _ code: UInt32) -> [UInt8] {
    frame(3, stream: stream, number(code))
  }

  static func windowUpdate(_ stream: UInt32, _ increment: UInt32) -> [UInt8] {
    frame(8, stream: stream, number(increment))
  }

  static func ping(_ low: UInt32, ack: Bool = false) -> [UInt8] {
    frame(6, flags: ack ? 1 : 0, number(0) + number(low))
  }

  static func goAway(_ last: UInt32, _ code: UInt32 = 0) -> [UInt8] {
    frame(7, number(last) + number(code))
  }
}

/// One frame that a machine wrote.
struct HTTP2Sent: Equatable, CustomStringConvertible {
  var type: UInt8
  var flags: UInt8
  var stream: UInt32
  var payload: [UInt8]

  /// The code of a RST_STREAM or GOAWAY.
  var code: UInt32 { number(at: type == 7 ? 4 : 0) }

  func number(at index: Int) -> UInt32 {
    payload[index..<index + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }

  var description: String {
    let names = ["DATA", "HEADERS", "PRIORITY", "RST", "SETTINGS", "PUSH", "PING", "GOAWAY"]
    let name = (names + ["WINDOW", "CONTINUATION"])[Int(type)]
    return "\(name) flags \(flags) stream \(stream) \(payload.count) bytes"
  }

  /// Takes output apart; a preface in front is left out.
  static func all(in bytes: [UInt8]) -> [HTTP2Sent] {
    var rest = bytes[...]
    if rest.starts(with: HTTP2Wire.preface) { rest = rest.dropFirst(24) }
    var frames: [HTTP2Sent] = []
    while rest.count >= 9 {
      let head = Array(rest.prefix(9))
      let length = Int(head[0]) << 16 | Int(head[1]) << 8 | Int(head[2])
      frames.append(
        HTTP2Sent(
          type: head[3], flags: head[4],
          stream: head[5...].reduce(0) { $0 << 8 | UInt32($1) },
          payload: Array(rest.dropFirst(9).prefix(length))))
      rest = rest.dropFirst(9 + length)
    }
    precondition(rest.isEmpty, "half a frame was written")
    return frames
  }
}
