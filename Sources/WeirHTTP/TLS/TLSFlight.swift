/// The records that the ends send in turn, with the sizes they have in reality.
///
/// Sizes were measured record by record between two ends of OpenSSL 3.0.19 with ALPN, X25519 and an
/// RSA key of 2,048 bits; the certificates come on top. Departures: session tickets of TLS 1.3, two
/// records of 255 bytes behind the client's Finished, are left out; the first ClientHello for TLS
/// 1.2 has the 517 bytes that padding gives it (RFC 7685), though a client without TLS 1.3 sends
/// 204.
struct TLSFlight {
  /// A record: its content type, the type of the message it begins with when that is in the
  /// clear, and its size with the header.
  typealias Record = (content: UInt8, message: UInt8?, bytes: Int)

  static let handshake: UInt8 = 0x16
  private static let changeCipherSpec: Record = (0x14, nil, 6)
  private static let encrypted: UInt8 = 0x17
  private static let header = 5
  private static let largestBody = 16_384

  /// Where the random of a hello begins in the body of its record, and what we put there first.
  private static let random = 6
  private static let mark: UInt8 = 0x57

  static func total(_ records: [Record]) -> Int { records.reduce(0) { $0 + $1.bytes } }

  /// What the server sends behind its hello.
  static func server(_ agreement: TLSAgreement, certificateBytes: Int) -> [Record] {
    let isResumed = agreement.isResumed
    switch agreement.version {
    case .tls13:
      let start = [changeCipherSpec, (encrypted, nil, 37)]
      let finished: Record = (encrypted, nil, 74)
      if isResumed { return start + [finished] }
      return start + split(encrypted, nil, certificateBytes + 35)
        + [(encrypted, nil, 286), finished]
    case .tls12:
      if isResumed { return [changeCipherSpec, (handshake, nil, 45)] }
      return split(handshake, 0x0B, certificateBytes + 13)
        + [(handshake, 0x0C, 305), (handshake, 0x0E, 9)]
    }
  }

  /// What the client answers.
  static func client(_ agreement: TLSAgreement) -> [Record] {
    switch (agreement.version, agreement.isResumed) {
    case (.tls13, _): [changeCipherSpec, (encrypted, nil, 74)]
    case (.tls12, true): [changeCipherSpec, (handshake, nil, 45)]
    case (.tls12, false): [(handshake, 0x10, 42), changeCipherSpec, (handshake, nil, 45)]
    }
  }

  /// What the server sends behind the client's flight.
  static func lastOfServer(_ agreement: TLSAgreement) -> [Record] {
    guard agreement.version == .tls12, !agreement.isResumed else { return [] }
    return [(handshake, 0x04, 191), changeCipherSpec, (handshake, nil, 45)]
  }

  static func append(_ records: [Record], to output: inout [UInt8]) {
    for record in records { append(record, to: &output) }
  }

  /// Appends a fatal alert that no protocol is common to both ends.
  static func appendNoCommonProtocol(to output: inout [UInt8]) {
    output.append(contentsOf: [0x15, 3, 3, 0, 2, 2, 120])
  }

  static func appendClientHello(_ hello: TLSClientHello, to output: inout [UInt8]) {
    let isLarge = hello.resumes && hello.version == .tls13
    let start = output.count
    append((handshake, 0x01, isLarge ? 580 : 517), to: &output)
    output[start + 2] = 1
    set(
      [mark, hello.version.rawValue, hello.offers.rawValue, hello.resumes ? 1 : 0],
      behind: start, in: &output)
  }

  static func appendServerHello(
    _ agreement: TLSAgreement, following: Int, to output: inout [UInt8]
  ) {
    let size =
      switch (agreement.version, agreement.isResumed) {
      case (.tls13, false): 127
      case (.tls13, true): 133
      case (.tls12, false): 79
      case (.tls12, true): 99
      }
    let start = output.count
    append((handshake, 0x02, size), to: &output)
    set(
      [
        mark, agreement.version.rawValue, agreement.alpn?.rawValue ?? 0,
        agreement.isResumed ? 1 : 0, UInt8(following >> 16), UInt8(following >> 8 & 255),
        UInt8(following & 255),
      ], behind: start, in: &output)
  }

  /// Reads the body of a record as a ClientHello.
  static func clientHello(_ body: [UInt8]) -> TLSClientHello? {
    guard body.count >= random + 32, body[0] == 0x01, body[random] == mark,
      let version = TLSVersion(rawValue: body[random + 1]), body[random + 3] <= 1
    else { return nil }
    return TLSClientHello(
      version: version, offers: TLSProtocolSet(rawValue: body[random + 2]),
      resumes: body[random + 3] == 1)
  }

  /// Reads the body of a record as a ServerHello, and how many bytes of the flight follow it.
  static func serverHello(_ body: [UInt8]) -> (TLSAgreement, following: Int)? {
    guard body.count >= random + 32, body[0] == 0x02, body[random] == mark,
      let version = TLSVersion(rawValue: body[random + 1]), body[random + 3] <= 1
    else { return nil }
    let alpn = TLSProtocol(rawValue: body[random + 2])
    guard alpn != nil || body[random + 2] == 0 else { return nil }
    let following = body[(random + 4)...(random + 6)].reduce(0) { $0 << 8 | Int($1) }
    guard following > 0 else { return nil }
    return (TLSAgreement(version: version, isResumed: body[random + 3] == 1, alpn: alpn), following)
  }

  /// A message of `bytes` with its own header but not the record's, in as few records as hold it.
  private static func split(_ content: UInt8, _ message: UInt8?, _ bytes: Int) -> [Record] {
    stride(from: 0, to: bytes, by: largestBody).map {
      (content, $0 == 0 ? message : nil, min(bytes - $0, largestBody) + header)
    }
  }

  private static func append(_ record: Record, to output: inout [UInt8]) {
    let body = record.bytes - header
    output.append(contentsOf: [record.content, 3, 3, UInt8(body >> 8), UInt8(body & 255)])
    let start = output.count
    output.append(contentsOf: repeatElement(0, count: body))
    if record.content == 0x14 { output[start] = 1 }
    guard let message = record.message else { return }
    output[start] = message
    output[start + 2] = UInt8((body - 4) >> 8)
    output[start + 3] = UInt8((body - 4) & 255)
    guard message <= 0x02 else { return }
    output[start + 4] = 3
    output[start + 5] = 3
  }

  private static func set(_ bytes: [UInt8], behind start: Int, in output: inout [UInt8]) {
    output.replaceSubrange(
      start + header + random..<start + header + random + bytes.count, with: bytes)
  }
}

/// What a client asks for.
struct TLSClientHello: Sendable {
  let version: TLSVersion
  let offers: TLSProtocolSet
  let resumes: Bool
}

/// What the server made of it.
struct TLSAgreement: Sendable {
  let version: TLSVersion
  let isResumed: Bool
  let alpn: TLSProtocol?
}
