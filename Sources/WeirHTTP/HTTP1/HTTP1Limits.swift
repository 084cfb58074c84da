/// How long each part of an HTTP/1.1 message may be before the parser gives up.
///
/// Lines are counted with their line end, sections with the empty line that ends them. RFC 9112
/// leaves all of them to the recipient (sections 2.3, 3 and 7.1.1).
public struct HTTP1Limits: Sendable, Hashable {
  /// Bytes of a request line or status line, empty lines before it included.
  ///
  /// 8 KiB as in nginx, `large_client_header_buffers 4 8k`; RFC 9112 section 3 asks for 8,000.
  public var startLineBytes = 8_192
  /// Bytes of one field line; 8 KiB as in nginx, which fits a line into one of those buffers.
  public var fieldLineBytes = 8_192
  /// Bytes of all field lines of a header; 32 KiB as in nginx, four of those buffers.
  public var headerSectionBytes = 32_768
  /// Field lines in a header, and again in a trailer; 100 as in Apache, `LimitRequestFields`.
  public var fieldCount = 100
  /// Bytes of the line that opens a chunk, extensions included; 4 KiB as in Go, `net/http`.
  public var chunkLineBytes = 4_096
  /// Bytes of a trailer section; 16 KiB as for a whole header in Node, `--max-http-header-size`.
  public var trailerSectionBytes = 16_384
  /// Interim (1xx) responses before a final one; 5 as in Go, `net/http`, `max1xxResponses`.
  public var interimResponses = 5

  public init() {}

  public static let `default` = HTTP1Limits()

  /// Traps where a limit is too small to let anything pass.
  func check() {
    precondition(startLineBytes > 0, "startLineBytes is \(startLineBytes)")
    precondition(fieldLineBytes > 0, "fieldLineBytes is \(fieldLineBytes)")
    precondition(headerSectionBytes > 0, "headerSectionBytes is \(headerSectionBytes)")
    precondition(fieldCount >= 0, "fieldCount is \(fieldCount)")
    precondition(chunkLineBytes > 0, "chunkLineBytes is \(chunkLineBytes)")
    precondition(chunkLineBytes < Int(Int32.max), "chunkLineBytes is \(chunkLineBytes)")
    precondition(trailerSectionBytes > 0, "trailerSectionBytes is \(trailerSectionBytes)")
    precondition(interimResponses >= 0, "interimResponses is \(interimResponses)")
  }
}
