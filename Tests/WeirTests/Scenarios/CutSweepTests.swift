import Testing
import Weir

/// A stream that is cut at each place in turn.
@Suite struct CutSweepTests {
  private func cut(
    _ scenario: String, _ variant: String, _ stream: String, event: Int, byte: Int = 0,
    _ action: CutAction = .rst
  ) throws -> RunResult {
    let fault = FaultRule.at(stream, .event(UInt32(event)), byte: byte, .cut(action))
    return try BugVariant.plan(scenario, variant, faults: [fault]).run()
  }

  @Test(arguments: CutAction.allCases.filter { $0 != .silence })
  func `An id that counts at its line loses its event exactly between the two`(
    _ action: CutAction
  ) throws {
    let event = "id: 8\ndata: eight\ndata: 8\n\n".utf8.count
    let line = "id: 8\n".utf8.count
    for byte in 0...event {
      let broken = try cut(
        "id-advanced-before-dispatch", "broken", "/api/events", event: 8, byte: byte, action)
      let isLost = (line..<event).contains(byte)
      #expect(broken.verdict == (isLost ? .failed : .passed), "behind byte \(byte)")
      let lost = broken.ledger.obligations.filter { !$0.isDelivered }.map(\.number)
      #expect(lost == (isLost ? [8] : []), "behind byte \(byte)")
      let fixed = try cut(
        "id-advanced-before-dispatch", "fixed", "/api/events", event: 8, byte: byte, action)
      #expect(fixed.verdict == .passed, "behind byte \(byte)")
    }
  }

  @Test func `Texts that are encoded line by line survive a cut behind each of them`() throws {
    for event in 2...10 {
      let broken = try cut("sse-newline-injection", "broken", "/api/events", event: event)
      #expect(broken.findings.first { $0.name == "text-intact" }?.verdict == .failed)
      let fixed = try cut("sse-newline-injection", "fixed", "/api/events", event: event)
      #expect(fixed.verdict == .passed, "in front of event \(event)")
    }
  }

  @Test func `A replay from the first byte doubles what was there at whichever cut`() throws {
    for event in 2...22 {
      let broken = try cut("resume-replay-duplicates", "broken", "chat", event: event)
      let twice = broken.ledger.obligations.filter { $0.flags.contains(.duplicated) }
      #expect(twice.map(\.number) == Array(1..<UInt32(event)), "in front of event \(event)")
      for variant in ["cursor", "idempotent"] {
        let result = try cut("resume-replay-duplicates", variant, "chat", event: event)
        #expect(result.verdict == .passed, "\(variant), in front of event \(event)")
      }
    }
  }

  @Test func `A chat that resumes loses nothing at whichever second its connection dies`() throws {
    for second in 1...29 as ClosedRange<Int64> {
      let faults = [FaultRule.reset(at: Instant(nanoseconds: second * 1_000_000_000))]
      let broken = try BugVariant.plan("post-stream-has-no-resume", "broken", faults: faults).run()
      #expect(broken.verdict == .failed, "at \(second) s")
      for variant in ["resumed", "named"] {
        let result = try BugVariant.plan("post-stream-has-no-resume", variant, faults: faults)
          .run()
        #expect(result.verdict == .passed, "\(variant), at \(second) s")
      }
    }
  }
}
