import Testing
import WeirPrimitives

@testable import WeirEndpoints

@Suite struct RecordingTests {
  @Test(
    "A recording is read with LF or CRLF, blank lines and all",
    arguments: ["0 3\n120 5\n120 0\n", "0 3\r\n120 5\r\n120 0\r\n", "\n0 3\n\r\n120  5\n120 0 "])
  func valid(text: String) throws {
    let recording = try Recording(reading: Array(text.utf8))
    #expect(
      recording.pieces == [
        Recording.Piece(at: .zero, bytes: 3),
        Recording.Piece(at: .milliseconds(120), bytes: 5),
        Recording.Piece(at: .milliseconds(120), bytes: 0),
      ])
  }

  static let notPieces = "is not \"milliseconds bytes\""
  static let invalidTexts: [(String, Int, String)] = [
    ("", 1, "holds no piece"),
    ("\n\n", 3, "holds no piece"),
    ("0 1\nx 1", 2, notPieces),
    ("0 1\r\n\r\n1 x", 3, notPieces),
    ("0", 1, notPieces),
    ("0 1 2", 1, notPieces),
    ("-1 5", 1, notPieces),
    ("1.5 5", 1, notPieces),
    ("0\t5", 1, notPieces),
    ("1000000000000 5", 1, notPieces),
    ("0 \u{FF}", 1, notPieces),
    ("5 1\n4 1", 2, "goes back in time"),
    ("0 16777217", 1, "is longer than 16777216 bytes"),
  ]

  @Test("What is no recording is told with its line", arguments: invalidTexts)
  func invalid(text: String, line: Int, problem: String) {
    #expect(throws: Recording.ReadError(line: line, problem: problem)) {
      try Recording(reading: Array(text.utf8))
    }
  }

  @Test("One piece more than a million is one too many")
  func tooManyPieces() throws {
    let line = Array("0 1\n".utf8)
    let most = Array(repeatElement(line, count: Recording.maximumPieces).joined())
    #expect(try Recording(reading: most).pieces.count == 1_000_000)
    #expect(
      throws: Recording.ReadError(
        line: 1_000_001, problem: "is one of more than 1000000 pieces")
    ) { try Recording(reading: most + line) }
  }

  @Test("The longest times and pieces are taken")
  func extremes() throws {
    let recording = try Recording(reading: Array("999999999999 16777216".utf8))
    #expect(
      recording.pieces == [
        Recording.Piece(at: .milliseconds(999_999_999_999), bytes: 1 << 24)
      ])
  }

  @Test("A recorded answer comes as it was recorded, its end with the last piece")
  func timing() throws {
    let recording = try Recording(reading: Array("0 3\n120 28\n300 0\n".utf8))
    var bench = Bench.server(recordings: [("other", Recording(pieces: [])), ("r", recording)])
    bench.run(until: 1_000)
    bench.ask("POST /api/chat?recording=r", "Idempotency-Key: k", on: 0)
    for (instant, count) in [(1_000, 2), (1_119, 2), (1_120, 3), (1_299, 3), (1_300, 5)] {
      bench.run(until: Int64(instant))
      #expect(bench.events(on: 0).count == count, "at \(instant) ms")
    }
    #expect(
      bench.events(on: 0) == [
        "stream {\"stream\":\"k\"} #1", "message abc #2",
        "message abcdefghijklmnopqrstuvwxyzab #3", "message  #4", "done {} #5",
      ])
    #expect(bench.response(on: 0).isWhole)
  }

  @Test("A recording without pieces is name and end")
  func empty() {
    var bench = Bench.server(recordings: [("r", Recording(pieces: []))])
    bench.ask("POST /api/chat?recording=r", "Idempotency-Key: k", on: 0)
    #expect(bench.events(on: 0) == ["stream {\"stream\":\"k\"} #1", "done {} #2"])
    #expect(bench.response(on: 0).isWhole)
  }
}
