import TestSupport
import Testing
import WeirHTTP

@Suite struct HTTP1LimitsTests {
  /// A limit set so that a message just fits; one less and it must not.
  struct Fit: Sendable, CustomTestStringConvertible {
    var name: String
    var violation: HTTP1Violation
    var limit: Int
    var text: String
    var set: @Sendable (inout HTTP1Limits, Int) -> Void
    var testDescription: String { name }
  }

  private static let line = "GET /abc HTTP/1.1\r\n"
  private static let host = "Host: a\r\n"
  private static let field = "X-Long: 0123456789\r\n"
  private static let chunked = line + host + "Transfer-Encoding: chunked\r\n\r\n"

  static let fits = [
    Fit(
      name: "start line", violation: .startLineTooLong, limit: line.utf8.count,
      text: line + host + "\r\n", set: { $0.startLineBytes = $1 }),
    Fit(
      name: "start line behind empty lines", violation: .startLineTooLong,
      limit: line.utf8.count + 3, text: "\r\n\n" + line + host + "\r\n",
      set: { $0.startLineBytes = $1 }),
    Fit(
      name: "field line", violation: .fieldLineTooLong, limit: field.utf8.count,
      text: line + host + field + "\r\n", set: { $0.fieldLineBytes = $1 }),
    Fit(
      name: "header section", violation: .headerSectionTooLong,
      limit: host.utf8.count + field.utf8.count + 2, text: line + host + field + "\r\n",
      set: { $0.headerSectionBytes = $1 }),
    Fit(
      name: "fields", violation: .tooManyFields, limit: 3,
      text: line + host + "a:\r\nb:\r\n\r\n", set: { $0.fieldCount = $1 }),
    Fit(
      name: "chunk line", violation: .chunkLineTooLong, limit: 8,
      text: chunked + "1\r\na\r\n00;x=y\r\n\r\n", set: { $0.chunkLineBytes = $1 }),
    Fit(
      name: "trailer section", violation: .trailerSectionTooLong, limit: 13,
      text: chunked + "0\r\nab: c\r\nd:\r\n\r\n", set: { $0.trailerSectionBytes = $1 }),
    Fit(
      name: "trailer line", violation: .fieldLineTooLong, limit: 40,
      text: chunked + "0\r\nabc: " + String(repeating: "x", count: 33) + "\r\n\r\n",
      set: { $0.fieldLineBytes = $1 }),
    Fit(
      name: "trailer fields", violation: .tooManyTrailerFields, limit: 3,
      text: chunked + "0\r\na:\r\nb:\r\nc:\r\n\r\n", set: { $0.fieldCount = $1 }),
  ]

  @Test("A message at a limit passes and one byte or field over it does not", arguments: fits)
  func fit(_ fit: Fit) {
    for pieces in segmentations(of: fit.text) {
      var limits = HTTP1Limits()
      fit.set(&limits, fit.limit)
      let entries = transcript(requests: pieces, thenEnds: true, limits: limits)
      #expect(entries.violation == nil)
      #expect(entries.trailers.count == 1)
      fit.set(&limits, fit.limit - 1)
      #expect(transcript(requests: pieces, limits: limits).violation == fit.violation)
    }
  }

  @Test("As many interim responses as the limit pass and one more does not")
  func interimResponses() {
    var limits = HTTP1Limits()
    limits.interimResponses = 2
    let interim = "HTTP/1.1 103 \r\n\r\n"
    let final = "HTTP/1.1 204 \r\n\r\n"
    for pieces in segmentations(of: interim + interim + final) {
      let entries = transcript(responses: pieces, limits: limits)
      #expect(entries.responses.map(\.status) == [204])
    }
    for pieces in segmentations(of: interim + interim + interim + final) {
      #expect(
        transcript(responses: pieces, limits: limits) == [
          .violation(.tooManyInterimResponses)
        ])
    }
  }

  @Test("Interim responses are counted for each request anew")
  func interimResponsesPerRequest() {
    var limits = HTTP1Limits()
    limits.interimResponses = 1
    let text = "HTTP/1.1 103 \r\n\r\nHTTP/1.1 204 \r\n\r\n"
    for pieces in segmentations(of: text + text) {
      let entries = transcript(responses: pieces, to: [.get, .get], limits: limits)
      #expect(entries.responses.map(\.status) == [204, 204])
      #expect(entries.violation == nil)
    }
  }

  @Test("The defaults are those of the named precedents")
  func defaults() {
    let limits = HTTP1Limits.default
    #expect(limits.startLineBytes == 8_192)
    #expect(limits.fieldLineBytes == 8_192)
    #expect(limits.headerSectionBytes == 32_768)
    #expect(limits.fieldCount == 100)
    #expect(limits.chunkLineBytes == 4_096)
    #expect(limits.trailerSectionBytes == 16_384)
    #expect(limits.interimResponses == 5)
  }
}
