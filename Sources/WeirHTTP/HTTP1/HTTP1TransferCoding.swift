internal import WeirPrimitives

/// What the Transfer-Encoding fields of a message say, RFC 9112 sections 6.1 and 7.
enum HTTP1TransferCoding: Sendable, Equatable {
  case chunked
  case othersThenChunked
  case notChunkedLast

  /// Returns nil where there is no such field.
  ///
  /// Refuses a list without a coding, chunked more than once (section 6.1: "a sender MUST NOT"),
  /// chunked with a parameter (section 7.1: "SHOULD be treated as an error") and quoted parameter
  /// values, which no registered coding has.
  init?(_ headers: HTTPHeaderList) throws(HTTP1Violation) {
    var codings = Codings()
    var index = headers.firstIndex(named: "transfer-encoding")
    guard index != nil else { return nil }
    while let current = index {
      try headers.withField(current) { _, value throws(HTTP1Violation) in
        try codings.read(value)
      }
      index = headers.firstIndex(named: "transfer-encoding", from: current + 1)
    }
    guard codings.count > 0 else { throw .malformedTransferEncoding }
    if !codings.lastIsChunked {
      self = .notChunkedLast
    } else {
      self = codings.count == 1 ? .chunked : .othersThenChunked
    }
  }

  /// The codings of all fields so far.
  private struct Codings {
    var count = 0
    var lastIsChunked = false
    var hasChunked = false

    mutating func read(_ value: Span<UInt8>) throws(HTTP1Violation) {
      var position = 0
      while let element = HTTPHeaderList.nextElement(of: value, at: &position) {
        if !element.isEmpty { try read(coding: value.extracting(element)) }
      }
    }

    /// Reads `token *( OWS ";" OWS parameter )`; parameters only have to be visible ASCII.
    private mutating func read(coding: Span<UInt8>) throws(HTTP1Violation) {
      var end = 0
      while end < coding.count, HTTPCharacter.isToken(coding[end]) { end += 1 }
      let parameters = HTTPCharacter.trimmed(end..<coding.count, in: coding)
      guard end > 0 else { throw .malformedTransferEncoding }
      guard parameters.isEmpty || coding[parameters.lowerBound] == 0x3B else {
        throw .malformedTransferEncoding
      }
      for index in parameters where coding[index] == 0x22 { throw .malformedTransferEncoding }
      let isChunked = Self.isChunked(coding.extracting(0..<end))
      if isChunked, hasChunked || !parameters.isEmpty { throw .malformedTransferEncoding }
      count += 1
      lastIsChunked = isChunked
      hasChunked = hasChunked || isChunked
    }

    private static func isChunked(_ name: Span<UInt8>) -> Bool {
      let chunked: StaticString = "chunked"
      return chunked.withUTF8Buffer { HTTPCharacter.isEqualIgnoringCase(name, $0.span) }
    }
  }
}
