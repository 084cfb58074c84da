import Testing
import WeirPrimitives
import WeirStreaming

/// Readers with the buffer of Go's `bufio.Scanner`: 64 KiB for a line together with its LF.
@Suite struct `A line that is longer than the reader's buffer` {
  private static let room = 65_535

  /// An event whose data line has so many bytes, and one behind it, in segments of 1,400 bytes.
  private func parts(lineBytes: Int) -> [[UInt8]] {
    let text = String(repeating: "x", count: lineBytes - 6)
    let stream = Array("data: first\n\ndata: \(text)\n\ndata: next\n\n".utf8)
    return stride(from: 0, to: stream.count, by: 1_400).map {
      Array(stream[$0..<min($0 + 1_400, stream.count)])
    }
  }

  private func read(lineBytes: Int, takesForEnd: Bool) -> [Seen] {
    var parser = EventStreamParser(
      limits: EventStreamLimits(lineBytes: Self.room, takesLongLinesForEnd: takesForEnd))
    return Reading(parts(lineBytes: lineBytes), with: &parser).seen
  }

  @Test(arguments: [false, true])
  func `does not exist up to the limit`(takesForEnd: Bool) {
    let long = String(repeating: "x", count: Self.room - 6)
    #expect(
      read(lineBytes: Self.room, takesForEnd: takesForEnd)
        == [.event("first"), .event(long), .event("next")])
  }

  @Test(arguments: [65_536, 1_048_577])
  func `is an error, or looks like the end of the stream`(lineBytes: Int) {
    #expect(
      read(lineBytes: lineBytes, takesForEnd: false) == [.event("first"), .violation(.lineTooLong)])
    #expect(
      read(lineBytes: lineBytes, takesForEnd: true)
        == [.event("first"), .violation(.lineTakenForEnd)])
  }

  @Test func `closes an EventSource, or makes it connect again as at the end of a stream`() {
    let line = "id: 1\ndata: a\n\ndata: \(String(repeating: "x", count: 20))\n\n"
    var page = Page.open(limits: EventStreamLimits(lineBytes: 20))
    page.body(line)
    #expect(page.news().dropFirst().prefix(2) == ["abort", "error 2"])
    page = .open(limits: EventStreamLimits(lineBytes: 20, takesLongLinesForEnd: true))
    page.body(line)
    #expect(page.news() == ["message a #1", "abort", "error 0", "wait 3s", "violation"])
    page.end()
    page.fireTimer()
    page.head()
    page.body("data: b\n\n")
    #expect(page.news() == ["GET https://a.test/events from 1", "open", "message b #1"])
  }

  @Test func `does not revive a reader at its next read`() {
    for mistakes in [EventStreamMistakes.perRead, .perReadDecoding, .lineFeedOnly] {
      var parser = EventStreamParser(
        limits: EventStreamLimits(lineBytes: 10, takesLongLinesForEnd: true), mistakes: mistakes)
      let parts = ["data: 123456\n\n", "data: a\n\n", "data: b\n\n"].map { Array($0.utf8) }
      #expect(Reading(parts, with: &parser).seen == [.violation(.lineTakenForEnd)])
    }
  }
}
