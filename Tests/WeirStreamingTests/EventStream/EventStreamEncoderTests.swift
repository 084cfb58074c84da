import Testing
import WeirPrimitives
import WeirStreaming

@Suite struct EventStreamEncoderTests {
  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  @Test("The id line comes first in a block, then event, retry and data")
  func order() throws {
    var output = bytes("before")
    let range = try EventStreamEncoder().appendEvent(
      data: bytes("hello").span, id: bytes("7"), type: bytes("token"), retry: .milliseconds(250),
      to: &output)
    #expect(
      String(decoding: output, as: UTF8.self)
        == "beforeid: 7\nevent: token\nretry: 250\ndata: hello\n\n")
    #expect(range == 6..<output.count)
  }

  @Test(
    "Data is split at every terminator a reader knows, so that nothing can be injected",
    arguments: [
      ("", "data: \n\n"), ("a", "data: a\n\n"), (" a", "data:  a\n\n"),
      ("a\nb", "data: a\ndata: b\n\n"), ("a\rb", "data: a\ndata: b\n\n"),
      ("a\r\nb", "data: a\ndata: b\n\n"), ("a\n\rb", "data: a\ndata: \ndata: b\n\n"),
      ("a\n", "data: a\ndata: \n\n"), ("\r\n", "data: \ndata: \n\n"),
      ("a\r", "data: a\ndata: \n\n"),
      ("x\n\nid: 999\n\n", "data: x\ndata: \ndata: id: 999\ndata: \ndata: \n\n"),
    ])
  func dataLines(data: String, block: String) throws {
    var output: [UInt8] = []
    let range = try EventStreamEncoder().appendEvent(data: bytes(data).span, to: &output)
    #expect(String(decoding: output, as: UTF8.self) == block)
    #expect(range == 0..<output.count)
  }

  @Test("Lines can end in CR or CRLF instead")
  func terminators() throws {
    var output: [UInt8] = []
    try EventStreamEncoder(terminator: .carriageReturn)
      .appendEvent(data: bytes("a\nb").span, id: bytes("1"), to: &output)
    #expect(output == bytes("id: 1\rdata: a\rdata: b\r\r"))
    output = []
    try EventStreamEncoder(terminator: .carriageReturnLineFeed)
      .appendEvent(data: bytes("a").span, type: bytes("e"), to: &output)
    #expect(output == bytes("event: e\r\ndata: a\r\n\r\n"))
  }

  @Test("A comment has a line for each line of its text and ends a block unless told otherwise")
  func comments() {
    let encoder = EventStreamEncoder()
    let (heartbeat, forged) = (bytes("hb"), bytes("a\r\ndata: x"))
    var output: [UInt8] = []
    let first = encoder.appendComment(heartbeat.span, to: &output)
    let second = encoder.appendComment(forged.span, endsBlock: false, to: &output)
    #expect(first == 0..<6)
    #expect(second == 6..<20)
    #expect(output == bytes(": hb\n\n: a\n: data: x\n"))
  }

  @Test("A position is a block without an event; an empty id resets")
  func positions() throws {
    var output: [UInt8] = []
    #expect(try EventStreamEncoder().appendPosition(id: bytes("9"), to: &output) == 0..<7)
    #expect(try EventStreamEncoder().appendPosition(id: [], to: &output) == 7..<13)
    #expect(
      try EventStreamEncoder().appendPosition(retry: .milliseconds(1_500), to: &output) == 13..<26)
    #expect(output == bytes("id: 9\n\nid: \n\nretry: 1500\n\n"))
  }

  @Test("Fields that would break out of their line are refused and nothing is written")
  func refusals() {
    let encoder = EventStreamEncoder()
    let nothing: [UInt8] = []
    var output: [UInt8] = []
    for id in ["1\n", "\r2", "1\r\ndata: x"] {
      #expect(throws: EventStreamEncodingError.idHasLineTerminator) {
        try encoder.appendEvent(data: nothing.span, id: bytes(id), to: &output)
      }
      #expect(throws: EventStreamEncodingError.typeHasLineTerminator) {
        try encoder.appendEvent(data: nothing.span, type: bytes(id), to: &output)
      }
      #expect(throws: EventStreamEncodingError.idHasLineTerminator) {
        try encoder.appendPosition(id: bytes(id), to: &output)
      }
    }
    #expect(throws: EventStreamEncodingError.idHasNull) {
      try encoder.appendEvent(data: nothing.span, id: bytes("a\u{0}b"), to: &output)
    }
    #expect(throws: EventStreamEncodingError.retryIsNegative) {
      try encoder.appendEvent(data: nothing.span, retry: .milliseconds(-1), to: &output)
    }
    #expect(output == [])
  }

  @Test("What is written reads back as it was, for random fields in any cut", arguments: 0..<200)
  func roundTrip(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let safe = ["a", " ", ":", "é", "\u{FEFF}", "data: ", "7", "\u{1F388}", "\t"].map(bytes)
    let any = safe + ["\n", "\r", "\r\n", "\n\n", "\0", "\n\nid: 999\n\n"].map(bytes)
    let terminators: [EventStreamEncoder.LineTerminator] = [
      .lineFeed, .carriageReturn, .carriageReturnLineFeed,
    ]
    var output: [UInt8] = []
    var expected: [Seen] = []
    var ends: [Int] = []
    var lastID: [UInt8] = []
    for _ in 0..<20 {
      let encoder = EventStreamEncoder(terminator: terminators[random.below(3)])
      let data = random.text(of: random.below(12), from: any)
      let id: [UInt8]? = random.below(2) == 0 ? nil : random.text(of: random.below(4), from: safe)
      let type: [UInt8]? = random.below(2) == 0 ? nil : random.text(of: random.below(4), from: safe)
      let range = try encoder.appendEvent(data: data.span, id: id, type: type, to: &output)
      #expect(range.upperBound == output.count)
      lastID = id ?? lastID
      let typeText = String(decoding: type ?? [], as: UTF8.self)
      expected.append(
        .event(
          String(decoding: normalised(data), as: UTF8.self),
          type: typeText.isEmpty ? "message" : typeText,
          id: String(decoding: lastID, as: UTF8.self)))
      // The reader dispatches at the CR of a final CRLF, one byte before the end of the block.
      ends.append(range.upperBound - (encoder.terminator == .carriageReturnLineFeed ? 1 : 0))
      if random.below(3) == 0 {
        let range = encoder.appendComment(bytes("hb").span, to: &output)
        expected.append(.comment)
        let lineEnd = encoder.terminator == .carriageReturnLineFeed ? 3 : 1
        ends.append(range.upperBound - lineEnd)
      }
    }
    for longest in [output.count, 1, 30] {
      var parser = EventStreamParser()
      let reading = Reading(random.parts(of: output, upTo: longest), with: &parser)
      #expect(reading.seen == expected)
      #expect(reading.offsets == ends)
      #expect(parser.lastEventID == lastID)
    }
  }

  /// CR and CRLF as LF, which is all that the trip changes.
  private func normalised(_ data: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    for (index, byte) in data.enumerated() {
      if byte == 0x0A, index > 0, data[index - 1] == 0x0D { continue }
      text.append(byte == 0x0D ? 0x0A : byte)
    }
    return text
  }
}
