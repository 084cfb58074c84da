import Testing
import WeirHTTP

/// A way to break a rule, and what has to come of it.
struct HTTP2Offence: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var violation: HTTP2Violation
  var code: HTTP2ErrorCode
  /// The stream that goes; nil where the connection does.
  var stream: UInt32?
  var conversation: HTTP2Conversation

  init(
    _ description: String, _ violation: HTTP2Violation, _ code: HTTP2ErrorCode,
    stream: UInt32? = nil, _ conversation: HTTP2Conversation
  ) {
    testDescription = description
    self.violation = violation
    self.code = code
    self.stream = stream
    self.conversation = conversation
  }

  /// Commits it in every way to cut the bytes; expects the answer once and nothing behind it.
  func commit(sourceLocation: SourceLocation = #_sourceLocation) {
    let transcript = conversation.runInEveryWay(sourceLocation: sourceLocation)
    let answers = transcript.sent.filter { $0.type == 3 && $0.payload.count == 4 || $0.type == 7 }
    let answer = answers.last
    #expect(answer?.code == code.rawValue, sourceLocation: sourceLocation)
    if let stream {
      let event = HTTP2Event.streamViolation(stream: stream, violation)
      #expect(transcript.events.filter { $0 == event }.count == 1, sourceLocation: sourceLocation)
      #expect(answer?.type == 3, sourceLocation: sourceLocation)
      #expect(answer?.stream == stream, sourceLocation: sourceLocation)
      #expect(violation.scope == .stream, sourceLocation: sourceLocation)
    } else {
      #expect(transcript.events.last == .violation(violation), sourceLocation: sourceLocation)
      #expect(answer?.type == 7, sourceLocation: sourceLocation)
      #expect(transcript.sent.last == answer, sourceLocation: sourceLocation)
    }
    #expect(violation.code == code, sourceLocation: sourceLocation)
  }
}
