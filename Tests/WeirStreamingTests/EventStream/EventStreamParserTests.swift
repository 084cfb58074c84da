import TestSupport
import Testing
import WeirPrimitives
import WeirStreaming

/// The numbers in brackets are those of the conformance checklist, E13 to E36.
@Suite struct EventStreamParserTests {
  @Test("One leading byte order mark is stripped, and only at the very start (E13)")
  func byteOrderMark() {
    expect("\u{FEFF}data: a\n\n", reads: [.event("a")])
    expect("\u{FEFF}\ndata: a\n\n", reads: [.event("a")])
    expect("\u{FEFF}: a\n", reads: [.comment])
    expect("\u{FEFF}\u{FEFF}data: a\n\n", reads: [])
    expect("\n\u{FEFF}data: a\n\ndata: b\n\n", reads: [.event("b")])
    expect("data: \u{FEFF}a\n\n", reads: [.event("\u{FEFF}a")])
  }

  @Test("LF, CR and CRLF each end a line, mixed in one stream (E14)")
  func lineTerminators() {
    expect("data: a\n\n", reads: [.event("a")], offsets: [9])
    expect("data: a\r\r", reads: [.event("a")], offsets: [9])
    expect("data: a\r\n\r\n", reads: [.event("a")], offsets: [10])
    expect(
      "data: a\ndata: b\rdata: c\r\ndata: d\n\rdata: e\r\n\n",
      reads: [.event("a\nb\nc\nd"), .event("e")])
    expect("data: a\n\r\ndata: b\r\n\r", reads: [.event("a"), .event("b")])
  }

  @Test("A CR ends its line at once and swallows an LF in the next read (E15)")
  func carriageReturnDoesNotWait() {
    var parser = EventStreamParser()
    #expect(Reading([Array("data: a\r\r".utf8)], with: &parser).seen == [.event("a")])
    #expect(Reading([Array("\ndata: b\n".utf8)], with: &parser).seen == [])
    #expect(Reading([[], Array("\r".utf8)], with: &parser).seen == [.event("b")])
    #expect(Reading([Array("\n".utf8), Array("\n".utf8)], with: &parser).seen == [])
  }

  @Test("Characters cut between two reads arrive whole, broken ones as U+FFFD (E16)")
  func utf8OverReads() {
    expect("data: grüße €🎈\n\n", reads: [.event("grüße €🎈")])
    expect("event: é\ndata: x\nid: 日本\n\n", reads: [.event("x", type: "é", id: "日本")])
    expect(
      Array("data: a".utf8) + [0xF0, 0x9F, 0x8E, 0x0A] + Array("data: ".utf8) + [0xFF, 0x80]
        + Array("b\n\ndata: c\n\n".utf8),
      reads: [.event("a\u{FFFD}\n\u{FFFD}\u{FFFD}b"), .event("c")])
    expect(
      Array("id: ".utf8) + [0xC3] + Array("\ndata\n\n".utf8), reads: [.event("", id: "\u{FFFD}")])
  }

  @Test("Comments are reported as signs of life and nothing more (E17, E36)")
  func comments() {
    expect(": hello\n", reads: [.comment], offsets: [8])
    expect(":\n\n", reads: [.comment], offsets: [2])
    expect(
      ":data: a\n\n:\n\ndata: b\n: in between\n\n",
      reads: [.comment, .comment, .comment, .event("b")])
  }

  @Test("Exactly one leading space is removed from a value (E18)")
  func leadingSpace() {
    expect("data:a\n\n", reads: [.event("a")])
    expect("data:  a \n\n", reads: [.event(" a ")])
    expect("data:\ta\n\n", reads: [.event("\ta")])
    expect("data::a\n\n", reads: [.event(":a")])
    expect("data: \n\n", reads: [.event("")])
  }

  @Test("A line without a colon is a field with an empty value (E19)")
  func missingColon() {
    expect("data\n\n", reads: [.event("")])
    expect("data: a\ndata\n\n", reads: [.event("a\n")])
    expect("event: x\nevent\ndata: a\n\n", reads: [.event("a")])
    expect("id: 1\nid\ndata: a\n\n", reads: [.event("a")], thenAt: "")
  }

  @Test("Field names are case-sensitive and unknown ones are ignored (E20)")
  func fieldNames() {
    expect("Data: a\nDATA: b\n\n", reads: [])
    expect(
      " data: a\ndata : b\ndat: c\ndatas: d\ndataset: e\n\u{0}data: f\nfoo\nX: y\n\ndata: z\n\n",
      reads: [.event("z")])
    expect("ID: 1\nEvent: e\nRetry: 1\ndata: a\n\n", reads: [.event("a")], thenAt: "")
  }

  @Test("Data lines are joined with LF and the last LF is removed (E21)")
  func dataLines() {
    expect("data: a\ndata: b\ndata: c\n\n", reads: [.event("a\nb\nc")])
    expect("data\ndata\n\n", reads: [.event("\n")])
    expect("data:\ndata:\ndata:\n\n", reads: [.event("\n\n")])
  }

  @Test("A block without data fires nothing but moves the last event ID (E22)")
  func idWithoutData() {
    expect("id: 9\n\n", reads: [], thenAt: "9")
    expect("id: 9\n\ndata: a\n\n", reads: [.event("a", id: "9")], thenAt: "9")
  }

  @Test("An empty data line alone fires an event with empty data (E23)")
  func emptyData() {
    expect("data\n\n", reads: [.event("")])
    expect("data:\n\n", reads: [.event("")])
    expect("event: e\n\ndata:\n\n", reads: [.event("")])
  }

  @Test("The event type resets after each block, also one that fires nothing (E24)")
  func typeResets() {
    expect(
      "event: a\ndata: 1\n\ndata: 2\n\nevent: b\n\ndata: 3\n\nevent:\ndata: 4\n\n",
      reads: [.event("1", type: "a"), .event("2"), .event("3"), .event("4")])
    expect("event: a\nevent: b\ndata: 1\n\n", reads: [.event("1", type: "b")])
  }

  @Test("An id stays in force until another replaces it (E25)")
  func stickyID() {
    expect(
      "id: 1\ndata: a\n\ndata: b\n\nid: 2\ndata: c\n\n",
      reads: [.event("a", id: "1"), .event("b", id: "1"), .event("c", id: "2")], thenAt: "2")
  }

  @Test("An empty id resets the last event ID (E26)")
  func emptyID() {
    expect(
      "id: 1\ndata: a\n\nid\ndata: b\n\n", reads: [.event("a", id: "1"), .event("b")], thenAt: "")
    expect("id: 1\ndata: a\n\nid:\n\n", reads: [.event("a", id: "1")], thenAt: "")
  }

  @Test("An id that contains NUL is ignored and the earlier one kept (E27)")
  func nullInID() {
    expect("id: 1\n\nid: a\u{0}b\ndata: x\n\n", reads: [.event("x", id: "1")], thenAt: "1")
    expect("id: 2\nid: \u{0}\ndata: \u{0}\n\n", reads: [.event("\u{0}", id: "2")], thenAt: "2")
  }

  @Test("An id takes effect at the blank line, not at its own (E28)")
  func idCommitsAtDispatch() {
    expect("id: 1\n\nid: 2\ndata: a\n", reads: [], thenAt: "1")
    expect("id: 1\n\nid: 2\ndata: a\n\n", reads: [.event("a", id: "2")], thenAt: "2")
  }

  @Test("The end of the stream discards an unfinished event and its id (E29)")
  func unfinishedEvent() {
    var parser = EventStreamParser()
    let cut = Array("id: 5\ndata: five\n\nid: 6\nevent: x\ndata: six\ndata: mo".utf8)
    #expect(Reading([cut], with: &parser).seen == [.event("five", id: "5")])
    parser.finish()
    #expect(parser.lastEventIDText == "5")
    #expect(
      Reading([Array("re\n\ndata: y\n\n".utf8)], with: &parser).seen == [.event("y", id: "5")])
  }

  @Test("A new stream inherits the position of the last, whatever heartbeats say (E35)")
  func heartbeatKeepsID() {
    var parser = EventStreamParser(lastEventID: Array("5".utf8))
    #expect(Reading([Array(": hb\n\n".utf8)], with: &parser).seen == [.comment])
    #expect(parser.lastEventIDText == "5")
    parser.finish()
    #expect(Reading([Array("\n\ndata: a\n\n".utf8)], with: &parser).seen == [.event("a", id: "5")])
  }

  @Test("A CR at the end of one stream does not swallow the LF that begins the next")
  func finishForgetsCarriageReturn() {
    var parser = EventStreamParser()
    #expect(Reading([Array("data: a\r".utf8)], with: &parser).seen == [])
    parser.finish()
    // The LF is the first line, so that the mark behind it belongs to a field name.
    #expect(Reading([Array("\n\u{FEFF}data: b\n\n".utf8)], with: &parser).seen == [])
    parser.finish()
    #expect(Reading([Array("\u{FEFF}data: b\n\n".utf8)], with: &parser).seen == [.event("b")])
  }

  @Test("The event can be read until the next call and no longer")
  func eventIsReadableOnce() {
    var parser = EventStreamParser()
    let bytes = Array("event: e\ndata: abc\n\n".utf8)
    var position = 0
    #expect(parser.data == [])
    #expect(parser.next(in: bytes.span, at: &position) == .event)
    #expect(position == bytes.count)
    #expect(parser.dataText == "abc")
    #expect(parser.eventTypeText == "e")
    #expect(parser.next(in: bytes.span, at: &position) == .needMore)
    #expect(parser.data == [])
    #expect(parser.eventTypeText == "message")
  }

  @Test("The standard's own example streams give the events it describes")
  func standardExamples() {
    expect(
      "data: YHOO\ndata: +2\ndata: 10\n\n", reads: [.event("YHOO\n+2\n10")])
    expect(
      """
      : test stream

      data: first event
      id: 1

      data:second event
      id

      data:  third event


      """,
      reads: [
        .comment, .event("first event", id: "1"), .event("second event"), .event(" third event"),
      ], thenAt: "")
    expect("data\n\ndata\ndata\n\ndata:", reads: [.event(""), .event("\n")])
    expect("data:test\n\ndata: test\n\n", reads: [.event("test"), .event("test")])
    expect(
      "event: add\ndata: 73857293\n\nevent: remove\ndata: 2153\n\nevent: add\ndata: 113411\n\n",
      reads: [
        .event("73857293", type: "add"), .event("2153", type: "remove"),
        .event("113411", type: "add"),
      ])
  }
}
