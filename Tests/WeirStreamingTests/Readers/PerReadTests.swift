import Testing
import WeirStreaming

@Suite struct `A reader that takes each read for whole events` {
  private func read(_ parts: [String]) -> [Seen] {
    var parser = EventStreamParser(mistakes: .perRead)
    return Reading(parts.map { Array($0.utf8) }, with: &parser).seen
  }

  /// The events it makes of a text that is cut in two at an index; the rest of a line may look like
  /// a comment.
  private func read(_ text: String, cutAt index: Int) -> [Seen] {
    let bytes = Array(text.utf8)
    var parser = EventStreamParser(mistakes: .perRead)
    return Reading([Array(bytes[..<index]), Array(bytes[index...])], with: &parser).seen
      .filter { $0 != .comment }
  }

  @Test func `is right as long as no read ends within an event`() {
    #expect(
      read(["\u{FEFF}data: a\n\ndata: b€\n\n", ": hb\n\n", "id: 3\nevent: x\ndata: c\ndata\n\n"])
        == [.event("a"), .event("b€"), .comment, .event("c\n", type: "x", id: "3")])
  }

  @Test func `loses the event that is cut, and no other, wherever the cut is`() {
    let events = ["data: a\n\n", "data: böse\n\n", "data: c\n\n"]
    let text = events.joined()
    let all: [Seen] = [.event("a"), .event("böse"), .event("c")]
    let borders = [0, 9, 22, 31]
    for index in 0...31 {
      let expected =
        if let border = borders.firstIndex(where: { $0 > index }), !borders.contains(index) {
          all.enumerated().filter { $0.offset != border - 1 }.map(\.element)
        } else { all }
      #expect(read(text, cutAt: index) == expected, "cut at \(index)")
    }
  }

  @Test func `hands over the second half of an event that is cut between its lines`() {
    #expect(read("data: a\ndata: b\n\n", cutAt: 8) == [.event("b")])
    var parser = EventStreamParser(mistakes: .perRead)
    let parts = ["id: 5\n", "data: a\n\n"].map { Array($0.utf8) }
    #expect(Reading(parts, with: &parser).seen == [.event("a")])
    #expect(parser.lastEventIDText == "")
  }

  @Test func `sees no event in a stream with CRLF`() {
    #expect(read(["data: a\r\n\r\n", "data: b\r\n\r\n"]) == [])
  }

  @Test func `drops the block that begins with the rest of a line, its id too`() {
    var parser = EventStreamParser(mistakes: .perRead)
    let parts = ["data: x\n\ndat", "a: a\nid: 9\ndata: b\n\ndata: c\n\n"].map { Array($0.utf8) }
    #expect(Reading(parts, with: &parser).seen == [.event("x"), .event("c")])
  }

  @Test func `keeps the id it has over reads and ends of streams`() {
    var parser = EventStreamParser(mistakes: .perRead)
    let parts = ["id: 4\ndata: a\n\n", "da", "data: b\n\n"].map { Array($0.utf8) }
    #expect(Reading(parts, with: &parser).seen == [.event("a", id: "4"), .event("b", id: "4")])
    parser.finish()
    #expect(parser.lastEventIDText == "4")
  }

  @Test func `reads a read that comes in several pieces as one`() {
    var parser = EventStreamParser(mistakes: .perRead)
    let pieces = ["data: a€", "x\n", "\n"].map { Array($0.utf8) }
    let steps = pieces.map { piece in
      var position = 0
      return parser.next(in: piece.span, at: &position)
    }
    #expect(steps == [.needMore, .needMore, .event])
    #expect(parser.dataText == "a€x")
  }
}
