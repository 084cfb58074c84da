import TestSupport
import Testing
import WeirStreaming

@Suite struct `A reader that knows no line end but LF` {
  private func read(_ parts: [[UInt8]]) -> [Seen] {
    var parser = EventStreamParser(mistakes: .lineFeedOnly)
    return Reading(parts, with: &parser).seen
  }

  @Test func `reads a stream with LF right in every cut`() {
    let stream = "\u{FEFF}id: é\nevent: e\ndata: €\ndata\n\n: c\nretry: 5\n\n\nid\ndata: b\n\n"
    var parser = EventStreamParser()
    let right = Reading([Array(stream.utf8)], with: &parser).seen
    #expect(right.count == 4)
    for parts in segmentations(of: stream) { #expect(read(parts) == right) }
  }

  @Test(arguments: ["\r\n", "\r"])
  func `waits for ever in a stream with another, in every cut`(end: String) {
    let stream =
      ["data: a", "", "data: b", "", "id: 3", "data: c", ""].joined(separator: end) + end
    for parts in segmentations(of: stream) { #expect(read(parts) == []) }
  }

  @Test func `joins the events up to the first blank line it knows`() {
    #expect(
      read([Array("data: a\r\n\r\ndata: b\r\n\r\ndata: c\n\n".utf8)]) == [.event("a\r\nb\r\nc")])
  }

  @Test func `forgets what it waits with at the end of the stream`() {
    var parser = EventStreamParser(mistakes: .lineFeedOnly)
    #expect(Reading([Array("id: 1\r\ndata: a\r\n\r\n".utf8)], with: &parser).seen == [])
    parser.finish()
    #expect(Reading([Array("data: b\n\n".utf8)], with: &parser).seen == [.event("b")])
  }

  @Test func `waits with no more than the limits allow`() {
    let limits = EventStreamLimits(lineBytes: 100, eventBytes: 50)
    var parser = EventStreamParser(limits: limits, mistakes: .lineFeedOnly)
    let part = Array("data: 0123456789\r\n\r\n".utf8)
    #expect(
      Reading(Array(repeating: part, count: 20), with: &parser).seen
        == [.violation(.eventTooLarge)])
  }
}
