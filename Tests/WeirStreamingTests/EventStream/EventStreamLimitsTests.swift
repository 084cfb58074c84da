import Testing
import WeirPrimitives
import WeirStreaming

@Suite struct EventStreamLimitsTests {
  @Test("A data line of 1 MiB is delivered whole (E33)", arguments: [1_048_583, 65_536, 1_448, 97])
  func longLine(partBytes: Int) {
    let text = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
    let stream = Array("data: ".utf8) + text + Array("\n\ndata: next\n\n".utf8)
    let parts = stride(from: 0, to: stream.count, by: partBytes).map {
      Array(stream[$0..<min($0 + partBytes, stream.count)])
    }
    var parser = EventStreamParser()
    let expected = String(decoding: text, as: UTF8.self)
    #expect(Reading(parts, with: &parser).seen == [.event(expected), .event("next")])
  }

  @Test("The memory of a long event is given back after it")
  func longEventIsForgotten() {
    let text = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
    var parser = EventStreamParser()
    _ = Reading([Array("data: ".utf8) + text, Array("\n\ndata: next\n\n".utf8)], with: &parser)
    #expect(parser.heldBytes < 1_024)
  }

  @Test("Between two connections only the last event ID takes memory")
  func finishGivesMemoryBack() {
    let long = String(repeating: "x", count: 1_000)
    var parser = EventStreamParser()
    let stream = "id: 1\ndata: a\n\nid: \(long)\nevent: \(long)\ndata: \(long)\ndata: \(long)"
    #expect(Reading([Array(stream.utf8)], with: &parser).seen == [.event("a", id: "1")])
    #expect(parser.heldBytes > 4_000)
    parser.finish()
    #expect(parser.heldBytes < 100)
    #expect(parser.lastEventIDText == "1")
  }

  @Test("A line of 50 MB ends in one violation and takes bounded memory")
  func endlessLine() {
    let part = [UInt8](repeating: UInt8(ascii: "x"), count: 50_000)
    var parser = EventStreamParser(lastEventID: Array("4".utf8))
    var violations = 0
    var mostBytes = 0
    for _ in 0..<1_000 {
      var position = 0
      switch parser.next(in: part.span, at: &position) {
      case .violation(.lineTooLong): violations += 1
      case .needMore: break
      case let step: Issue.record("unexpected \(step)")
      }
      #expect(position == part.count)
      mostBytes = max(mostBytes, parser.heldBytes)
    }
    #expect(violations == 1)
    #expect(mostBytes <= 2 * EventStreamLimits.default.lineBytes)
    #expect(parser.heldBytes < 100)
    #expect(parser.lastEventIDText == "4")
  }

  @Test("Data lines without end end in one violation and take bounded memory")
  func endlessEvent() {
    let part = Array(String(repeating: "data: 0123456789\n", count: 1_000).utf8)
    var parser = EventStreamParser(limits: EventStreamLimits(eventBytes: 100_000))
    var seen: [Seen] = []
    var mostBytes = 0
    for _ in 0..<100 {
      seen += Reading([part], with: &parser).seen
      mostBytes = max(mostBytes, parser.heldBytes)
    }
    #expect(seen == [.violation(.eventTooLarge)])
    #expect(mostBytes <= 200_100)
    #expect(Reading([Array("\n\ndata: a\n\n".utf8)], with: &parser).seen == [])
  }

  @Test("A line and an event exactly at the limit pass, one byte more does not")
  func exactLimits() {
    let limits = EventStreamLimits(lineBytes: 9, eventBytes: 5)
    func reading(_ bytes: [UInt8], byByte: Bool) -> [Seen] {
      var parser = EventStreamParser(limits: limits)
      return Reading(byByte ? bytes.map { [$0] } : [bytes], with: &parser).seen
    }
    func reading(_ text: String, byByte: Bool) -> [Seen] {
      reading(Array(text.utf8), byByte: byByte)
    }
    for byByte in [false, true] {
      #expect(reading("data:1234\n\n", byByte: byByte) == [.event("1234")])
      #expect(reading("data:12345\n\n", byByte: byByte) == [.violation(.lineTooLong)])
      #expect(reading("data:12\ndata:34\n\n", byByte: byByte) == [.event("12\n34")])
      #expect(
        reading("data:12\ndata:345\n\n", byByte: byByte) == [.violation(.eventTooLarge)])
      // A broken byte is stored as the three bytes of U+FFFD, and those count.
      let broken = Array("data:1".utf8) + [0xFF] + Array("\n\n".utf8)
      #expect(reading(broken, byByte: byByte) == [.event("1\u{FFFD}")])
      let twiceBroken = Array("data:".utf8) + [0xFF, 0xFF] + Array("\n\n".utf8)
      #expect(reading(twiceBroken, byByte: byByte) == [.violation(.eventTooLarge)])
    }
  }

  @Test("The parser of an idle stream takes 96 bytes and no more")
  func parserSize() {
    #expect(MemoryLayout<EventStreamParser>.stride <= 96)
  }

  @Test("Ten thousand events reuse the memory of the first")
  func steadyMemory() {
    var parser = EventStreamParser()
    let event = Array("event: token\nid: 17\ndata: {\"token\":\"word\"}\n\n".utf8)
    _ = Reading([event, event], with: &parser)
    let heldBytes = parser.heldBytes
    for _ in 0..<10_000 {
      var position = 0
      #expect(parser.next(in: event.span, at: &position) == .event)
    }
    #expect(parser.heldBytes == heldBytes)
  }

  @Test("The mistake of taking ids early resumes behind an event that was never delivered")
  func earlyID() {
    let cut = Array("id: 7\ndata: a\n\nid: 8\ndata: b\n".utf8)
    var right = EventStreamParser()
    var wrong = EventStreamParser(mistakes: .commitsIDBeforeDispatch)
    #expect(Reading([cut], with: &right) == Reading([cut], with: &wrong))
    right.finish()
    wrong.finish()
    #expect(right.lastEventIDText == "7")
    #expect(wrong.lastEventIDText == "8")
  }

  @Test("The mistake of an empty buffer loses the position at the first heartbeat")
  func emptyBuffer() {
    let stream = Array("id: 5\ndata: a\n\n".utf8)
    let heartbeat = Array(": hb\n".utf8)
    var parser = EventStreamParser(mistakes: .emptiesIDBufferOnNewStream)
    #expect(Reading([stream], with: &parser).seen == [.event("a", id: "5")])
    parser.finish()
    #expect(Reading([heartbeat], with: &parser).seen == [.comment])
    #expect(parser.lastEventIDText == "5")
    #expect(Reading([Array("\n".utf8)], with: &parser).seen == [])
    #expect(parser.lastEventIDText == "")
  }
}
