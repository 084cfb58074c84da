/// A way for a peer to break HTTP/1.1.
public enum HTTP1Violation: Error, Sendable, Hashable, CaseIterable {
  // Start line
  case malformedRequestLine, malformedTarget, malformedStatusLine, unsupportedVersion
  // Field lines
  case whitespaceBeforeFirstField, obsoleteLineFolding, malformedFieldLine
  case whitespaceBeforeColon, malformedFieldName, malformedFieldValue
  case missingHost, duplicateHost, malformedHost
  // Framing of the body
  case malformedContentLength, contentLengthOverflow, conflictingContentLength
  case contentLengthWithTransferEncoding
  case malformedTransferEncoding, transferEncodingNotChunked, transferEncodingInHTTP10
  case unsupportedTransferCoding
  // Chunks
  case malformedChunkSize, chunkSizeOverflow, malformedChunkExtension, malformedChunkLineEnd
  case missingChunkEnd
  // Limits
  case startLineTooLong, fieldLineTooLong, headerSectionTooLong, tooManyFields
  case chunkLineTooLong, trailerSectionTooLong, tooManyTrailerFields
  // Course of the connection
  case unexpectedResponse, tooManyInterimResponses
  case missingResponse, truncatedHead, truncatedBody

  /// The rule that was broken, such as `RFC 9112 section 5.2`.
  public var source: StaticString {
    switch self {
    case .malformedRequestLine, .startLineTooLong: "RFC 9112 section 3"
    case .malformedTarget, .missingHost, .duplicateHost, .malformedHost: "RFC 9112 section 3.2"
    case .malformedStatusLine: "RFC 9112 section 4"
    case .unsupportedVersion: "RFC 9112 section 2.3"
    case .whitespaceBeforeFirstField: "RFC 9112 section 2.2"
    case .malformedFieldLine: "RFC 9112 section 5"
    case .malformedFieldName, .whitespaceBeforeColon: "RFC 9112 section 5.1"
    case .obsoleteLineFolding: "RFC 9112 section 5.2"
    case .malformedFieldValue: "RFC 9110 section 5.5"
    case .fieldLineTooLong, .headerSectionTooLong, .tooManyFields: "RFC 9110 section 5.4"
    case .contentLengthOverflow: "RFC 9110 section 8.6"
    case .malformedContentLength, .conflictingContentLength: "RFC 9112 section 6.3"
    case .contentLengthWithTransferEncoding: "RFC 9112 section 6.3"
    case .transferEncodingNotChunked: "RFC 9112 section 6.3"
    case .malformedTransferEncoding, .transferEncodingInHTTP10: "RFC 9112 section 6.1"
    case .unsupportedTransferCoding: "RFC 9112 section 6.1"
    case .malformedChunkSize, .chunkSizeOverflow: "RFC 9112 section 7.1"
    case .malformedChunkLineEnd, .missingChunkEnd: "RFC 9112 section 7.1"
    case .malformedChunkExtension, .chunkLineTooLong: "RFC 9112 section 7.1.1"
    case .trailerSectionTooLong, .tooManyTrailerFields: "RFC 9112 section 7.1.2"
    case .unexpectedResponse: "RFC 9112 section 9.2"
    case .tooManyInterimResponses: "RFC 9110 section 15.2"
    case .missingResponse, .truncatedHead, .truncatedBody: "RFC 9112 section 8"
    }
  }

  /// The status a server answers with before it closes; nil where only a server can do this.
  public var status: Int? {
    switch self {
    case .malformedStatusLine, .unexpectedResponse, .tooManyInterimResponses, .missingResponse: nil
    // RFC 9112 section 3: a target longer than the server wishes to parse is answered with 414.
    case .startLineTooLong: 414
    // RFC 6585 section 5.
    case .fieldLineTooLong, .headerSectionTooLong, .tooManyFields: 431
    case .trailerSectionTooLong, .tooManyTrailerFields: 431
    case .contentLengthOverflow, .chunkSizeOverflow: 413
    case .unsupportedTransferCoding: 501
    case .unsupportedVersion: 505
    default: 400
    }
  }
}
