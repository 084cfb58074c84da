internal import WeirAudit
internal import WeirPrimitives

/// How an expectation is written in a scenario: read by the reader and listed to people.
public struct ExpectationForm: Sendable {
  /// The key below `expect`.
  public let name: String
  /// What it demands, in one sentence.
  public let summary: String
  /// The key with its value.
  public let example: String
  /// Whether anything judges it yet.
  public let isJudged: Bool
  let shape: ValueShape
  /// Reads the value behind the key.
  let read: @Sendable (JSON5Field, ScenarioReader) -> RunExpectation
  /// The value behind the key; nil for other expectations.
  let write: @Sendable (RunExpectation) -> JSON5Value?

  init<Value>(
    _ name: String, _ summary: String, example: String, _ form: ValueForm<Value>,
    _ make: @escaping @Sendable (Value) -> RunExpectation,
    _ take: @escaping @Sendable (RunExpectation) -> Value?
  ) {
    self.name = name
    isJudged = RunExpectation.judgedNames.contains(name)
    self.summary = isJudged ? summary : summary + " Not judged yet."
    self.example = "\(name.isPlainJSON5Name ? name : "\"\(name)\""): \(example)"
    shape = form.shape
    read = { field, reader in make(form.read(field, reader)) }
    write = { take($0).map(form.write) }
  }

  /// One without settings.
  static func bare(_ expectation: RunExpectation, _ summary: String) -> ExpectationForm {
    ExpectationForm(
      expectation.name, summary, example: "{}", .nothing, { expectation },
      { $0 == expectation ? () : nil })
  }

  /// One with a time.
  static func time(
    _ name: String, _ summary: String, example: String,
    _ make: @escaping @Sendable (TimeSpan) -> RunExpectation,
    _ take: @escaping @Sendable (RunExpectation) -> TimeSpan?
  ) -> ExpectationForm {
    ExpectationForm(
      name, summary, example: "\"\(example)\"", .time(.zero...ScenarioReader.longestRun), make,
      take)
  }
}

extension ValueForm<Void> {
  /// No settings, `{}`.
  static let nothing = ValueForm(
    shape: .nothing,
    read: { field, _ in
      guard case .object? = field.value?.content else {
        return field.reportMismatch(expected: "{}, for it has no settings")
      }
      field.object(as: "an expectation without settings") { _ in }
    },
    write: { JSON5Value(.object(JSON5Object())) })
}
