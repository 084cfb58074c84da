import Testing
import Weir

/// An event that is emitted at each millisecond around a resume.
@Suite struct ResumeSeamTests {
  /// The server begins to read its history 1.1 s behind the reset and needs 30 ms for it; events
  /// are due every 100 ms.
  private func verdicts(_ variant: String) throws -> [Verdict] {
    try (5_000..<5_100 as Range<Int64>).map { millisecond in
      let instant = Instant(nanoseconds: millisecond * 1_000_000)
      return try BugVariant.plan(
        "replay-live-interleave", variant, faults: [.reset(at: instant)]
      ).run().verdict
    }
  }

  @Test(arguments: ["broken", "subscribe-first"])
  func `Without one step for both, just the events of those 30 ms go wrong`(
    _ variant: String
  ) throws {
    let verdicts = try verdicts(variant)
    let failed = verdicts.indices.filter { verdicts[$0] == .failed }
    #expect(failed == Array(70..<100))
  }

  @Test func `In one step every event comes once and in order`() throws {
    #expect(try verdicts("fixed") == Array(repeating: .passed, count: 100))
  }
}
