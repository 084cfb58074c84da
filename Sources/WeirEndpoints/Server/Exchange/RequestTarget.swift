internal import WeirPrimitives

/// The target of a request, taken apart.
///
/// Not modelled: percent-encoding; a path or value is what stands on the wire.
struct RequestTarget: Sendable {
  /// All of it, as a redirect repeats it.
  let text: [UInt8]
  let path: [UInt8]
  private let query: [UInt8]

  init(_ target: [UInt8]) {
    text = target
    let cut = target.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex
    path = Array(target[..<cut])
    query = Array(target[cut...].dropFirst())
  }

  /// The value of a query parameter; the first counts where it is given twice.
  func parameter(_ name: String) -> String? {
    for pair in query.split(separator: UInt8(ascii: "&")) {
      let cut = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
      if pair[..<cut].elementsEqual(name.utf8) {
        return String(decoding: pair[cut...].dropFirst(), as: UTF8.self)
      }
    }
    return nil
  }
}

/// The name that a client gives to an answer, so that asking twice does not generate twice.
enum IdempotencyKey {
  /// The longest name, in bytes.
  static let byteLimit = 128

  /// Whether a name can stand in a path and in JSON as it is.
  ///
  /// The header's draft (draft-ietf-httpapi-idempotency-key-header) has a quoted string; most
  /// clients send it bare, and the unreserved characters of RFC 3986 section 2.3 hold every UUID.
  static func isLegal(_ name: [UInt8]) -> Bool {
    (1...byteLimit).contains(name.count) && name.allSatisfy(isUnreserved)
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    if ASCII.isDigit(byte) || ASCII.lowercased(byte) &- 0x61 < 26 { return true }
    return byte == 0x2D || byte == 0x2E || byte == 0x5F || byte == 0x7E
  }
}
