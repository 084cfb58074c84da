internal import WeirPrimitives

/// Compresses heads and trailers; names are made lower case, RFC 9113 section 8.2.
enum HTTP2FieldWriter {
  static func writeRequest(
    _ head: HTTP2RequestHead, with encoder: inout HPACKEncoder, to output: inout [UInt8]
  ) {
    var method: [UInt8] = []
    head.method.write(to: &method)
    write(":method", method.span, with: &encoder, to: &output)
    if !head.scheme.isEmpty { write(":scheme", head.scheme.span, with: &encoder, to: &output) }
    if !head.authority.isEmpty {
      write(":authority", head.authority.span, with: &encoder, to: &output)
    }
    if !head.path.isEmpty { write(":path", head.path.span, with: &encoder, to: &output) }
    if !head.connectProtocol.isEmpty {
      write(":protocol", head.connectProtocol.span, with: &encoder, to: &output)
    }
    write(head.headers, isRequest: true, with: &encoder, to: &output)
  }

  static func writeResponse(
    _ status: Int, _ headers: HTTPHeaderList, with encoder: inout HPACKEncoder,
    to output: inout [UInt8]
  ) {
    var digits: [UInt8] = []
    digits.appendDecimal(UInt64(status))
    write(":status", digits.span, with: &encoder, to: &output)
    write(headers, isRequest: false, with: &encoder, to: &output)
  }

  /// Writes regular fields but those that section 8.2.2 forbids; a request's Host is `:authority`.
  static func write(
    _ fields: HTTPHeaderList, isRequest: Bool, with encoder: inout HPACKEncoder,
    to output: inout [UInt8]
  ) {
    for index in fields.indices {
      fields.withField(index) { name, value in
        if isLowercase(name) {
          return write(name, value, isRequest: isRequest, with: &encoder, to: &output)
        }
        let lower = name.withUnsafeBufferPointer { $0.map(ASCII.lowercased) }
        write(lower.span, value, isRequest: isRequest, with: &encoder, to: &output)
      }
    }
  }

  private static func write(
    _ name: Span<UInt8>, _ value: Span<UInt8>, isRequest: Bool, with encoder: inout HPACKEncoder,
    to output: inout [UInt8]
  ) {
    if HTTP2FieldSection.isConnectionSpecific(name) { return }
    if isRequest, HTTP2FieldSection.isSame(name, "host") { return }
    if HTTP2FieldSection.isSame(name, "te"), !HTTP2FieldSection.isSame(value, "trailers") { return }
    encoder.append(name: name, value: value, isSensitive: isSensitive(name), into: &output)
  }

  private static func write(
    _ name: StaticString, _ value: Span<UInt8>, with encoder: inout HPACKEncoder,
    to output: inout [UInt8]
  ) {
    name.withUTF8Buffer {
      encoder.append(name: $0.span, value: value, isSensitive: false, into: &output)
    }
  }

  private static func isLowercase(_ name: Span<UInt8>) -> Bool {
    for index in 0..<name.count where ASCII.lowercased(name[index]) != name[index] { return false }
    return true
  }

  /// Credentials never enter a table, RFC 7541 section 7.1.3.
  private static func isSensitive(_ name: Span<UInt8>) -> Bool {
    HTTP2FieldSection.isSame(name, "authorization")
      || HTTP2FieldSection.isSame(name, "proxy-authorization")
  }
}
