internal import WeirAudit
public import WeirPrimitives
public import WeirScenario
public import WeirWorld

/// One run, ready to be told: what was asked for and what came of it.
public struct RunReport: Sendable {
  public let scenario: Scenario
  public let result: RunResult
  /// How long the run took on the wall; nil where that is not to be told.
  public let wallTime: TimeSpan?

  public init(_ scenario: Scenario, _ result: RunResult, wallTime: TimeSpan?) {
    self.scenario = scenario
    self.result = result
    self.wallTime = wallTime
  }

  /// What can be told without the scenario.
  var story: RunStory { RunStory(scenario.plan, result) }

  /// The command that brings the run back, byte for byte.
  public var replayCommand: String {
    scenario.replayCommand(seed: result.seed)
  }

  /// The latest recovery after an outage, over all consumers; nil when there was none.
  ///
  /// What was due is told by the limit that the scenario expects, or else by 5 s.
  var slowestRecovery: TimeSpan? {
    var limit = TimeSpan.seconds(5)
    for expectation in scenario.plan.expectations {
      if case .recoversWithin(let expected) = expectation { limit = expected }
    }
    return result.ledger.recoveries(after: result.outages, within: limit)
      .compactMap(\.delay).max()
  }
}

/// Whole numbers with thin thousands: `1,883`.
func grouped(_ number: some BinaryInteger) -> String {
  var digits = ""
  for (position, digit) in "\(number)".reversed().enumerated() {
    if position > 0, position % 3 == 0, digit != "-" { digits.append(",") }
    digits.append(digit)
  }
  return String(digits.reversed())
}
