internal import WeirPrimitives

/// The fields of one field block, checked as they come, RFC 9113 sections 8.2 and 8.3.
///
/// After the first fault the rest is dropped; the block is decoded to its end all the same, to
/// keep the compression in step.
struct HTTP2FieldSection: Sendable {
  enum Kind: UInt8, Sendable { case request, response, trailers, discarded }

  struct Seen: OptionSet, Sendable {
    let rawValue: UInt8
    static let method = Seen(rawValue: 1)
    static let scheme = Seen(rawValue: 2)
    static let authority = Seen(rawValue: 4)
    static let path = Seen(rawValue: 8)
    static let connectProtocol = Seen(rawValue: 16)
    static let status = Seen(rawValue: 32)
    static let regularField = Seen(rawValue: 64)
  }

  private(set) var kind = Kind.discarded
  private(set) var fault: HTTP2Violation?
  private var seen: Seen = []
  private(set) var method = HTTPMethod.get
  private(set) var scheme: [UInt8] = []
  private(set) var authority: [UInt8] = []
  private(set) var path: [UInt8] = []
  private(set) var connectProtocol: [UInt8] = []
  private(set) var status = 0
  private(set) var headers = HTTPHeaderList()
  /// The announced content-length; below zero where there is none.
  private(set) var contentLength: Int64 = -1
  /// Cookie crumbs, joined, section 8.2.3.
  private var cookies: [UInt8] = []

  mutating func begin(_ kind: Kind) {
    self.kind = kind
    fault = nil
    seen = []
    method = .get
    scheme.removeAll(keepingCapacity: true)
    authority.removeAll(keepingCapacity: true)
    path.removeAll(keepingCapacity: true)
    connectProtocol.removeAll(keepingCapacity: true)
    status = 0
    headers.removeAll(keepingCapacity: true)
    contentLength = -1
    cookies.removeAll(keepingCapacity: true)
  }

  /// Takes one field of the block.
  mutating func take(_ name: Span<UInt8>, _ value: Span<UInt8>) {
    guard fault == nil, kind != .discarded else { return }
    do throws(HTTP2Violation) {
      if !name.isEmpty, name[0] == ASCII.colon {
        try takePseudo(name, value)
      } else {
        seen.insert(.regularField)
        try takeRegular(name, value)
      }
    } catch {
      fault = error
    }
  }

  /// Takes the end of the block; throws the first fault.
  mutating func finish(allowsConnectProtocol: Bool) throws(HTTP2Violation) {
    if let fault { throw fault }
    switch kind {
    case .discarded, .trailers: break
    case .request: try checkRequest(allowsConnectProtocol: allowsConnectProtocol)
    case .response:
      guard seen.contains(.status) else { throw .missingPseudoField }
    }
    guard !cookies.isEmpty else { return }
    let joined = cookies
    headers.append("cookie", joined.span)
  }
}

// MARK: - Fields

extension HTTP2FieldSection {
  private mutating func takePseudo(
    _ name: Span<UInt8>, _ value: Span<UInt8>
  ) throws(HTTP2Violation) {
    if kind == .trailers { throw .pseudoFieldInTrailers }
    if seen.contains(.regularField) { throw .misplacedPseudoField }
    guard HTTPHeaderList.isValue(value) else { throw .malformedFieldValue }
    if kind == .response {
      guard Self.isSame(name, ":status") else { throw .unknownPseudoField }
      try see(.status)
      guard value.count == 3, let number = Self.decimal(value), (100...999).contains(number)
      else { throw .malformedStatus }
      status = Int(number)
    } else if Self.isSame(name, ":method") {
      try see(.method)
      guard let method = HTTPMethod(value) else { throw .malformedMethod }
      self.method = method
    } else if Self.isSame(name, ":scheme") {
      try see(.scheme)
      value.withUnsafeBufferPointer { scheme.append(contentsOf: $0) }
    } else if Self.isSame(name, ":authority") {
      try see(.authority)
      value.withUnsafeBufferPointer { authority.append(contentsOf: $0) }
    } else if Self.isSame(name, ":path") {
      try see(.path)
      value.withUnsafeBufferPointer { path.append(contentsOf: $0) }
    } else if Self.isSame(name, ":protocol") {
      try see(.connectProtocol)
      value.withUnsafeBufferPointer { connectProtocol.append(contentsOf: $0) }
    } else {
      throw .unknownPseudoField
    }
  }

  private mutating func see(_ field: Seen) throws(HTTP2Violation) {
    guard seen.insert(field).inserted else { throw .duplicatePseudoField }
  }

  private mutating func takeRegular(
    _ name: Span<UInt8>, _ value: Span<UInt8>
  ) throws(HTTP2Violation) {
    for index in 0..<name.count {
      let byte = name[index]
      guard HTTPCharacter.isToken(byte), ASCII.lowercased(byte) == byte else {
        throw .malformedFieldName
      }
    }
    guard !name.isEmpty else { throw .malformedFieldName }
    guard HTTPHeaderList.isValue(value) else { throw .malformedFieldValue }
    if Self.isConnectionSpecific(name) { throw .connectionSpecificField }
    if Self.isSame(name, "te"), !Self.isSame(value, "trailers") { throw .malformedTE }
    if Self.isSame(name, "content-length"), kind != .trailers { try takeContentLength(value) }
    if Self.isSame(name, "cookie") {
      if !cookies.isEmpty { cookies.append("; ") }
      value.withUnsafeBufferPointer { cookies.append(contentsOf: $0) }
      return
    }
    headers.append(checked: name, checked: value)
  }

  private mutating func takeContentLength(_ value: Span<UInt8>) throws(HTTP2Violation) {
    guard let number = Self.decimal(value) else { throw .malformedContentLength }
    guard contentLength < 0 || contentLength == number else { throw .malformedContentLength }
    contentLength = number
  }

  /// Whether the field is one that section 8.2.2 forbids, `TE` aside.
  static func isConnectionSpecific(_ name: Span<UInt8>) -> Bool {
    switch name.count {
    case 7: isSame(name, "upgrade")
    case 10: isSame(name, "connection") || isSame(name, "keep-alive")
    case 16: isSame(name, "proxy-connection")
    case 17: isSame(name, "transfer-encoding")
    default: false
    }
  }

  static func isSame(_ bytes: Span<UInt8>, _ text: StaticString) -> Bool {
    guard bytes.count == text.utf8CodeUnitCount else { return false }
    return text.withUTF8Buffer { text in
      for index in 0..<bytes.count where bytes[index] != text[index] { return false }
      return true
    }
  }

  private static func decimal(_ text: Span<UInt8>) -> Int64? {
    // 18 digits cannot overflow, and no body is longer.
    guard !text.isEmpty, text.count <= 18 else { return nil }
    var value: Int64 = 0
    for index in 0..<text.count {
      guard ASCII.isDigit(text[index]) else { return nil }
      value = value * 10 + Int64(text[index] - ASCII.zero)
    }
    return value
  }
}

// MARK: - Requests

extension HTTP2FieldSection {
  private mutating func checkRequest(allowsConnectProtocol: Bool) throws(HTTP2Violation) {
    guard seen.contains(.method) else { throw .missingPseudoField }
    try checkAuthority()
    if seen.contains(.connectProtocol) {
      // RFC 8441 section 4: only on CONNECT, and only where the server announced it.
      guard allowsConnectProtocol, method == .connect, !connectProtocol.isEmpty else {
        throw .unexpectedConnectProtocol
      }
    } else if method == .connect {
      // Section 8.5: ":scheme" and ":path" MUST be omitted.
      guard seen.isDisjoint(with: [.scheme, .path]), seen.contains(.authority), !authority.isEmpty
      else { throw .malformedConnect }
      return
    }
    guard seen.isSuperset(of: [.scheme, .path]) else { throw .missingPseudoField }
    guard isScheme else { throw .malformedScheme }
    guard isPath else { throw .malformedPath }
    // Schemes other than http and https are not known to need an authority.
    if Self.isSame(scheme.span, "https") || Self.isSame(scheme.span, "http"), authority.isEmpty {
      throw .malformedAuthority
    }
  }

  /// Takes Host for a missing authority, and compares the two where both are there.
  private mutating func checkAuthority() throws(HTTP2Violation) {
    guard HTTP1StartLine.isHost(authority.span) else { throw .malformedAuthority }
    guard let index = headers.firstIndex(named: "host") else { return }
    guard headers.firstIndex(named: "host", from: index + 1) == nil else { throw .conflictingHost }
    let host = headers[index].value
    if seen.contains(.authority) {
      let isSame = HTTPCharacter.isEqualIgnoringCase(Array(host).span, authority.span)
      guard isSame else { throw .conflictingHost }
    } else {
      authority.append(contentsOf: host)
      guard HTTP1StartLine.isHost(authority.span) else { throw .malformedAuthority }
    }
  }

  private var isScheme: Bool {
    for (index, byte) in scheme.enumerated() {
      let isLetter = ASCII.lowercased(byte) &- 0x61 < 26
      let isOther = ASCII.isDigit(byte) || byte == 0x2B || byte == 0x2D || byte == 0x2E
      guard isLetter || index > 0 && isOther else { return false }
    }
    return !scheme.isEmpty
  }

  private var isPath: Bool {
    for byte in path where !HTTPCharacter.isVisible(byte) { return false }
    return path.first == 0x2F || method == .options && path == [0x2A]
  }

  /// Gives back the memory of the buffers; what they hold is lost.
  mutating func releaseMemory() { self = HTTP2FieldSection() }
}
