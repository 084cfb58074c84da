internal import WeirPrimitives

/// How the end of a message body is found, RFC 9112 section 6.3.
enum HTTP1Framing: Sendable, Equatable {
  case none
  case length(Int)
  case chunked
  /// The body ends with the connection; responses only.
  case untilClose
  /// The bytes behind the head belong to another protocol; responses only.
  case tunnel
  /// The head announces nothing yet: the final response is still to come.
  case interim

  /// Returns the framing of a request; faults that could smuggle a request are refused.
  static func ofRequest(
    _ headers: HTTPHeaderList, minorVersion: UInt8
  ) throws(HTTP1Violation) -> HTTP1Framing {
    guard let coding = try HTTP1TransferCoding(headers) else {
      guard let length = try contentLength(headers) else { return .none }
      return length == 0 ? .none : .length(length)
    }
    // Section 6.1: to be treated "as if the framing is faulty".
    guard minorVersion >= 1 else { throw .transferEncodingInHTTP10 }
    guard !headers.contains("content-length") else { throw .contentLengthWithTransferEncoding }
    switch coding {
    case .chunked: return .chunked
    case .othersThenChunked: throw .unsupportedTransferCoding
    case .notChunkedLast: throw .transferEncodingNotChunked
    }
  }

  /// Returns the framing of a final response that may have a body.
  ///
  /// Not modelled: transfer codings other than chunked; their output is handed on as it came.
  static func ofResponse(_ headers: HTTPHeaderList) throws(HTTP1Violation) -> HTTP1Framing {
    if let coding = try HTTP1TransferCoding(headers) {
      return coding == .notChunkedLast ? .untilClose : .chunked
    }
    guard let length = try contentLength(headers) else { return .untilClose }
    return length == 0 ? .none : .length(length)
  }

  /// Whether the connection may be used again, going by version and `Connection`; section 9.3.
  static func persists(_ headers: HTTPHeaderList, minorVersion: UInt8) -> Bool {
    if headers.list("connection", contains: "close") { return false }
    return minorVersion >= 1 || headers.list("connection", contains: "keep-alive")
  }

  /// Returns the one number that all Content-Length fields agree on; section 6.3, rule 5.
  private static func contentLength(_ headers: HTTPHeaderList) throws(HTTP1Violation) -> Int? {
    var agreed: Int?
    var index = headers.firstIndex(named: "content-length")
    while let current = index {
      agreed = try headers.withField(current) { _, value throws(HTTP1Violation) in
        try decimal(list: value, agreeing: agreed)
      }
      index = headers.firstIndex(named: "content-length", from: current + 1)
    }
    return agreed
  }

  /// Reads `1*DIGIT`, or a list of them that are all the same.
  private static func decimal(
    list: Span<UInt8>, agreeing earlier: Int?
  ) throws(HTTP1Violation) -> Int {
    var agreed = earlier
    var position = 0
    while let element = HTTPHeaderList.nextElement(of: list, at: &position) {
      let number = try decimal(list.extracting(element))
      if let agreed, agreed != number { throw .conflictingContentLength }
      agreed = number
    }
    guard let agreed else { throw .malformedContentLength }
    return agreed
  }

  private static func decimal(_ text: Span<UInt8>) throws(HTTP1Violation) -> Int {
    guard !text.isEmpty else { throw .malformedContentLength }
    var value = 0
    for index in 0..<text.count {
      guard ASCII.isDigit(text[index]) else { throw .malformedContentLength }
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflowOfSum) = tens.addingReportingOverflow(Int(text[index] - ASCII.zero))
      if overflow || overflowOfSum { throw .contentLengthOverflow }
      value = sum
    }
    return value
  }
}
