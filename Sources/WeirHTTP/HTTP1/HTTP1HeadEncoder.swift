internal import WeirPrimitives

/// Writes the heads of HTTP/1.1 messages, RFC 9112 sections 3 to 5.
///
/// Fields come from an ``HTTPHeaderList``, which holds legal ones only; framing fields such as
/// Content-Length are the caller's to append.
public enum HTTP1HeadEncoder {
  /// Appends a request head; Host comes first, as RFC 9110 section 7.2 recommends.
  public static func appendRequest(
    _ method: HTTPMethod, target: Span<UInt8>, host: Span<UInt8>, headers: HTTPHeaderList,
    to output: inout [UInt8]
  ) {
    precondition(HTTP1StartLine.isTarget(target, for: method), "the request target is malformed")
    precondition(HTTP1StartLine.isHost(host), "the host is malformed")
    method.write(to: &output)
    output.append(ASCII.space)
    target.withUnsafeBufferPointer { output.append(contentsOf: $0) }
    output.append(" HTTP/1.1\r\nHost: ")
    host.withUnsafeBufferPointer { output.append(contentsOf: $0) }
    output.append("\r\n")
    appendSection(headers, to: &output)
  }

  /// Appends a response head with the usual reason phrase.
  public static func appendResponse(
    status: Int, headers: HTTPHeaderList, to output: inout [UInt8]
  ) {
    precondition((100...999).contains(status), "status \(status) does not have three digits")
    output.append("HTTP/1.1 ")
    output.appendDecimal(UInt64(status))
    output.append(ASCII.space)
    output.append(HTTPStatus.reason(status))
    output.append("\r\n")
    appendSection(headers, to: &output)
  }

  /// Appends all field lines and the empty line behind them.
  static func appendSection(_ fields: HTTPHeaderList, to output: inout [UInt8]) {
    for index in fields.indices {
      fields.write(index, to: &output)
      output.append("\r\n")
    }
    output.append("\r\n")
  }
}
