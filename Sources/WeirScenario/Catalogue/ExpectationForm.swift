internal import WeirAudit
internal import WeirPrimitives

/// How an expectation is written in a scenario: read by the reader and listed to people.
public struct ExpectationForm: Sendable {
  enum Setting: Sendable {
    /// `{}`
    case none(RunExpectation)
    /// A time such as `"5s"`.
    case time(@Sendable (TimeSpan) -> RunExpectation)
  }

  /// The key below `expect`.
  public let name: String
  /// What it demands, in one sentence.
  public let summary: String
  /// The key with its value.
  public let example: String
  let setting: Setting

  /// Every expectation, in the order in which they are listed and judged.
  public static let all = [
    ExpectationForm(
      name: "in-order-once",
      summary: "Each recipient is handed exactly what was emitted, once each, in order.",
      example: #""in-order-once": {}"#, setting: .none(.inOrderOnce)),
    ExpectationForm(
      name: "latency",
      summary: "No event is handed over later than this after it was emitted.",
      example: #"latency: "500ms""#, setting: .time { .latency($0) }),
    ExpectationForm(
      name: "recovers-within",
      summary: "So soon after an outage has ended, each consumer is handed something new.",
      example: #""recovers-within": "5s""#, setting: .time { .recoversWithin($0) }),
    ExpectationForm(
      name: "complete-only-when-finished",
      summary: "A consumer calls itself complete only if it was handed the last event.",
      example: #""complete-only-when-finished": {}"#, setting: .none(.completeOnlyWhenFinished)),
  ]

  /// Reads the value behind the key.
  func expectation(from field: JSON5Field) -> RunExpectation {
    switch setting {
    case .none(let expectation):
      guard case .object? = field.value?.content else {
        field.reportMismatch(expected: "{}, for it has no settings")
        return expectation
      }
      field.object(as: "an expectation without settings") { _ in }
      return expectation
    case .time(let make):
      return make(field.timeSpan(in: .zero...ScenarioReader.longestRun))
    }
  }
}
