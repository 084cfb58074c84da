internal import WeirAudit
internal import WeirKernel
internal import WeirPrimitives
public import WeirScenario
internal import WeirWorld

/// The result of a sweep, for machines.
public enum SweepReport {
  public struct Row {
    let scenario: Scenario
    let runs: Int
    let passed: Int
    let failed: Int
    let inconclusive: Int
    let surprises: [String]

    public init(
      scenario: Scenario, runs: Int, passed: Int, failed: Int, inconclusive: Int,
      surprises: [String]
    ) {
      self.scenario = scenario
      self.runs = runs
      self.passed = passed
      self.failed = failed
      self.inconclusive = inconclusive
      self.surprises = surprises
    }
  }

  /// One JSON object with a row for each scenario and variant.
  public static func json(_ rows: [Row]) -> String {
    var writer = JSONWriter()
    writer.object { object in
      object.member("digestVersion", Digest.version)
      object.key("rows")
      object.array { array in
        for row in rows {
          array.object { entry in
            entry.member("scenario", row.scenario.path)
            entry.member("variant", row.scenario.variant)
            entry.member("expectedVerdict", row.scenario.expectedVerdict?.rawValue)
            entry.member("runs", row.runs)
            entry.member("passed", row.passed)
            entry.member("failed", row.failed)
            entry.member("inconclusive", row.inconclusive)
            entry.member("notAsExpected", row.surprises)
          }
        }
      }
    }
    return writer.text
  }
}

extension RunReport {
  /// What a sweep's journal keeps of a run: one JSON object on a line.
  public var journalLine: String {
    var writer = JSONWriter()
    writer.object { object in
      object.member("scenario", scenario.path)
      object.member("variant", scenario.variant)
      object.member("seed", result.seed)
      object.member("digest", result.digest.text)
      object.member("verdict", result.verdict.rawValue)
      object.member("events", result.eventCount)
      object.member("lost", result.ledger.accounts.reduce(0) { $0 + $1.lost.count })
      object.key("slowestRecoveryNanoseconds")
      if let recovery = slowestRecovery {
        object.value(recovery.nanoseconds)
      } else {
        object.null()
      }
      object.key("virtualNanoseconds")
      object.value(result.endedAt.nanoseconds)
    }
    return writer.text
  }
}
