import Testing
import Weir

/// A segment that ends behind each byte of a stream in turn.
@Suite struct SplitSweepTests {
  private func split(
    _ scenario: String, _ variant: String, _ anchor: StreamPosition.Anchor, byte: Int
  ) throws -> RunResult {
    let fault = FaultRule.at("/api/events", anchor, byte: byte, .split)
    return try BugVariant.plan(scenario, variant, faults: [fault]).run()
  }

  /// Behind `id: 2`, a line end and `data: `.
  private static let textStart = 12
  private static let text = Array("水が堰を流れる".utf8)

  @Test func `Reads decoded by themselves lose a character exactly where one is cut`() throws {
    let length = Self.textStart + Self.text.count + 2
    for byte in 1..<length {
      let inText = byte - Self.textStart
      let isInside =
        (1..<Self.text.count).contains(inText) && Self.text[inText] & 0xC0 == 0x80
      let broken = try split("utf8-split-across-chunks", "broken", .event(2), byte: byte)
      #expect(broken.verdict == (isInside ? .failed : .passed), "behind byte \(byte)")
      for variant in ["fixed", "whole-lines"] {
        let result = try split("utf8-split-across-chunks", variant, .event(2), byte: byte)
        #expect(result.verdict == .passed, "\(variant), behind byte \(byte)")
      }
    }
  }

  @Test(arguments: ["fixed", "library"])
  func `A reader of bytes reads the same wherever a response is cut`(_ variant: String) throws {
    var byte = 1
    while true {
      let result = try split("chunk-is-not-an-event", variant, .response(1), byte: byte)
      if !result.neverBegun.isEmpty { break }
      #expect(result.verdict == .passed, "behind byte \(byte)")
      byte += 1
    }
    #expect(byte == 217, "the head, the script and its framing have 216 bytes")
  }

  @Test func `A reader of reads loses an event unless what follows the cut is one as well`()
    throws
  {
    // Behind `id`, `id: 2` and its line end: the rest is an event without an id.
    let harmless = [2, 5, 6]
    let length = "id: 2\ndata: y\n\n".utf8.count
    for byte in 0...length {
      let result = try split("chunk-is-not-an-event", "broken", .event(2), byte: byte)
      let lost = result.ledger.obligations.filter { !$0.isDelivered }.map(\.number)
      let isWhole = byte == 0 || byte == length || harmless.contains(byte)
      #expect(lost == (isWhole ? [] : [2]), "behind byte \(byte)")
    }
  }
}
