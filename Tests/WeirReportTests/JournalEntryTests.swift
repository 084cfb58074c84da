import Testing
import WeirKernel
import WeirReport
import WeirWorld

@Suite struct JournalEntryTests {
  @Test("A journal's line is read back")
  func roundTrip() throws {
    let report = try report(variant: "broken", seed: 3)
    let entry = try #require(JournalEntry(line: report.summary().journalLine))
    #expect(entry.seed == 3)
    #expect(entry.digest == report.result.digest.text)
  }

  @Test(
    "What is no line of a journal is not taken for one",
    arguments: [
      "", "{}", "7", #"{"seed":1}"#, #"{"seed":-1,"digest":"1a58511b2e94f8e5"}"#,
      #"{"seed":1,"digest":"1a58"}"#, #"{"seed":"1","digest":"1a58511b2e94f8e5"}"#,
      #"{"seed":1,"digest":"1a58511b2e94f8e5""#,
    ])
  func malformed(_ line: String) {
    #expect(JournalEntry(line: line) == nil)
  }
}
