import Testing
import Weir

/// A segment that ends behind each byte of a stream in turn.
@Suite struct SplitSweepTests {
  private func findings(
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
      let broken = try findings("utf8-split-across-chunks", "broken", .event(2), byte: byte)
      #expect(broken.verdict == (isInside ? .failed : .passed), "behind byte \(byte)")
      for variant in ["fixed", "whole-lines"] {
        let result = try findings("utf8-split-across-chunks", variant, .event(2), byte: byte)
        #expect(result.verdict == .passed, "\(variant), behind byte \(byte)")
      }
    }
  }

  @Test(arguments: ["fixed", "library"])
  func `A reader of bytes reads the same wherever a response is cut`(_ variant: String) throws {
    var byte = 1
    while true {
      let result = try findings("chunk-is-not-an-event", variant, .response(1), byte: byte)
      if !result.neverBegun.isEmpty { break }
      #expect(result.verdict == .passed, "behind byte \(byte)")
      byte += 1
    }
    #expect(byte > 240, "the head, the script and its framing")
  }

  @Test func `A reader of reads loses what a cut hits, and every cut inside hits`() throws {
    let length = "id: 2\ndata: y\n\n".utf8.count
    for byte in 1..<length {
      let result = try findings("chunk-is-not-an-event", "broken", .event(2), byte: byte)
      let lost = result.ledger.obligations.filter { !$0.isDelivered }.map(\.number)
      #expect(lost == [2], "behind byte \(byte)")
    }
    let between = try findings("chunk-is-not-an-event", "broken", .event(2), byte: 0)
    #expect(between.verdict == .passed)
  }
}
