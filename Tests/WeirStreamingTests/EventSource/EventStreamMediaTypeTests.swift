import Testing

@testable import WeirStreaming

@Suite struct EventStreamMediaTypeTests {
  @Test(
    "The type is compared without regard to case and may have parameters (E2)",
    arguments: [
      "text/event-stream", "Text/Event-Stream", "TEXT/EVENT-STREAM", " text/event-stream\t",
      "text/event-stream;", "text/event-stream ; x=y", "text/event-stream;charset=utf-8",
      "text/event-stream; Charset=UTF-8", "text/event-stream; charset=\"utf-8\"",
      "text/event-stream; x=\"a;charset=latin1\"; charset=utf-8", "text/event-stream; charset=",
      "text/event-stream; x=\"\\\"; charset=latin1\"", "text/event-stream; charset",
      "text/event-stream; charset=utf-8; charset=latin1",
    ])
  func accepted(value: String) {
    #expect(EventStreamMediaType(Array(value.utf8).span) == .eventStream)
  }

  @Test(
    "A charset other than UTF-8 is told apart (E37)",
    arguments: [
      "text/event-stream; charset=iso-8859-1", "text/event-stream;charset=\"utf-16\"",
      "text/event-stream; x=y; CHARSET=windows-1252", "text/event-stream; charset=utf8",
    ])
  func otherCharsets(value: String) {
    #expect(EventStreamMediaType(Array(value.utf8).span) == .otherCharset)
  }

  @Test(
    "Any other type is refused (E4)",
    arguments: [
      "", ";", "text/plain", "text/html; charset=utf-8", "text/event-streams", "text/event-strea",
      "application/json", "text/plain; text/event-stream", "text /event-stream", "\"", "a\\",
    ])
  func otherTypes(value: String) {
    #expect(EventStreamMediaType(Array(value.utf8).span) == .otherType)
  }
}
