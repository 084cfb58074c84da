import TestSupport
import Testing
import WeirReport

/// What the text of a run says to a person with one of the bugs under `Scenarios/bugs`.
@Suite struct BugNarrativeTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let scenario: String
    let variant: String
    let sentence: String

    init(_ scenario: String, _ variant: String, _ sentence: String) {
      self.scenario = scenario
      self.variant = variant
      self.sentence = sentence
    }

    var testDescription: String { "\(scenario) (\(variant)): \(sentence)" }
  }

  private static let cases = [
    Case("error-status-kills-eventsource", "broken", "the answer is 502; gives up\n"),
    Case(
      "error-status-kills-eventsource", "captive-portal",
      "the response begins; it is no event stream; gives up\n"),
    Case(
      "error-status-kills-eventsource", "rebuilt",
      "the answer is 502; its EventSource is closed for good; connects again in 2s\n"),
    Case(
      "error-status-kills-eventsource", "rebuilt",
      "connected, asks behind id 19, told in its query\n"),
    Case(
      "redirect-pinned-reconnect", "broken",
      "connection refused (ECONNREFUSED); connects again in 3s\n"),
    Case("id-field-edge-cases", "fixed", "the server replays 1 event behind id 1\n"),
    Case("chunk-is-not-an-event", "broken", "ids 2: read from connection 1, and not handed over\n"),
    Case(
      "line-longer-than-buffer", "broken", "the stream ends early; complete after 3 events\n"),
    Case(
      "line-longer-than-buffer", "token-too-long",
      "a line or event is longer than its reader takes; gives up\n"),
    Case(
      "resume-history-evicted", "broken",
      "its history no longer has what follows id 1001, and it does not say so; "
        + "the server replays 256 events behind id 1211\n"),
    Case(
      "resume-history-evicted", "reset",
      "its history no longer has what follows id 1001, and it says so; "
        + "the server replays 256 events behind id 1211\n"),
    Case(
      "resume-replay-duplicates", "idempotent",
      "the server replays 16 events from the first on\n"),
    Case("resume-replay-duplicates", "idempotent", "complete after 22 events\n"),
  ]

  @Test(arguments: cases)
  func `The text of seed 1 tells what went wrong`(_ bug: Case) throws {
    let path = "\(packageFolder)/Scenarios/bugs/\(bug.scenario).json5"
    let text = try report(on: path, variant: bug.variant, seed: 1).text
    #expect(text.contains(bug.sentence))
  }
}
