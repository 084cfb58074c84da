import TestSupport
import Testing
import WeirHTTP

@Suite struct HTTP1ViolationTests {
  @Test("Each way to break a request line is told apart", arguments: Offence.startLines)
  func startLine(_ offence: Offence) { checkRequest(offence) }

  @Test("Each way to break a field of a request is told apart", arguments: Offence.fields)
  func field(_ offence: Offence) { checkRequest(offence) }

  @Test("Each way to break the framing of a request is told apart", arguments: Offence.framing)
  func framing(_ offence: Offence) { checkRequest(offence) }

  @Test("Each way to break a chunk is told apart", arguments: Offence.chunks)
  func chunk(_ offence: Offence) { checkRequest(offence) }

  @Test(
    "A request cut off by the end of the stream is told apart", arguments: Offence.truncatedRequests
  )
  func truncated(_ offence: Offence) { checkRequest(offence, thenEnds: true) }

  @Test("Each way to break a response is told apart", arguments: Offence.responses)
  func response(_ offence: Offence) { checkResponse(offence) }

  @Test(
    "A response cut off by the end of the stream is told apart",
    arguments: Offence.truncatedResponses)
  func truncatedResponse(_ offence: Offence) { checkResponse(offence, thenEnds: true) }

  @Test("Every violation is raised by a test of this suite or by one of the limits")
  func completeness() {
    let limits: [HTTP1Violation] = [
      .startLineTooLong, .fieldLineTooLong, .headerSectionTooLong, .tooManyFields,
      .chunkLineTooLong, .trailerSectionTooLong, .tooManyTrailerFields,
    ]
    let tables = [
      Offence.startLines, Offence.fields, Offence.framing, Offence.chunks,
      Offence.truncatedRequests,
      Offence.responses, Offence.truncatedResponses,
    ]
    let raised = tables.joined().map(\.violation) + limits
    for violation in HTTP1Violation.allCases {
      #expect(raised.contains(violation), "\(violation)")
    }
  }

  @Test("A server answers a violation with the status RFC 9112 names")
  func status() {
    #expect(HTTP1Violation.malformedRequestLine.status == 400)
    #expect(HTTP1Violation.startLineTooLong.status == 414)
    #expect(HTTP1Violation.headerSectionTooLong.status == 431)
    #expect(HTTP1Violation.unsupportedTransferCoding.status == 501)
    #expect(HTTP1Violation.unsupportedVersion.status == 505)
    #expect(HTTP1Violation.contentLengthOverflow.status == 413)
    #expect(HTTP1Violation.missingResponse.status == nil)
    #expect("\(HTTP1Violation.obsoleteLineFolding.source)" == "RFC 9112 section 5.2")
    #expect("\(HTTP1Violation.obsoleteLineFolding)" == "folded a field line")
  }

  @Test("A parser that met a violation stays with it")
  func parked() {
    let good = Array(text: "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    var parser = HTTP1RequestParser()
    #expect(transcript(&parser, [Array(text: "GET /\n")]).violation == .malformedRequestLine)
    #expect(!parser.persists)
    var position = 0
    #expect(parser.next(in: good.span, at: &position) == .violation(.malformedRequestLine))
    #expect(parser.endOfStream() == .violation(.malformedRequestLine))
    #expect(parser.next(in: good.span, at: &position) == .violation(.malformedRequestLine))

    var client = HTTP1ResponseParser()
    #expect(transcript(&client, [[0x48]]).violation == .unexpectedResponse)
    client.expectResponse(to: .get)
    position = 0
    #expect(client.next(in: good.span, at: &position) == .violation(.unexpectedResponse))
  }

  private func checkRequest(
    _ offence: Offence, thenEnds: Bool = false, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let whole = transcript(requests: [Array(text: offence.text)], thenEnds: thenEnds)
    #expect(whole.violation == offence.violation, sourceLocation: sourceLocation)
    for pieces in segmentations(of: offence.text) {
      #expect(
        transcript(requests: pieces, thenEnds: thenEnds) == whole, sourceLocation: sourceLocation)
    }
  }

  private func checkResponse(
    _ offence: Offence, thenEnds: Bool = false, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let whole = transcript(
      responses: [Array(text: offence.text)], to: [offence.method], thenEnds: thenEnds)
    #expect(whole.violation == offence.violation, sourceLocation: sourceLocation)
    for pieces in segmentations(of: offence.text) {
      let parts = transcript(responses: pieces, to: [offence.method], thenEnds: thenEnds)
      #expect(parts == whole, sourceLocation: sourceLocation)
    }
  }
}
