public import WeirAudit
internal import WeirKernel
public import WeirPrimitives
public import WeirScenario
internal import WeirWorld

/// What a sweep keeps of one run.
public struct RunSummary: Sendable {
  public let verdict: Verdict
  /// Whether the run was stopped before its end: it does not count.
  public let isInterrupted: Bool
  public let replayCommand: String
  /// What the journal keeps: one JSON object on a line.
  public let journalLine: String
}

/// The runs of a sweep, counted and compared with the verdicts they should have.
public struct SweepReport: Sendable {
  /// What came of one scenario and variant over its seeds.
  public struct Row: Sendable {
    public let scenario: Scenario
    public private(set) var passed = 0
    public private(set) var failed = 0
    public private(set) var inconclusive = 0
    /// Runs with another verdict than the expected one.
    public private(set) var surpriseCount = 0
    /// Replay commands of the first of them.
    public private(set) var surprises: [String] = []

    /// The most replay commands that are kept.
    static let surpriseLimit = 5

    public init(_ scenario: Scenario) { self.scenario = scenario }

    public var runs: Int { passed + failed + inconclusive }

    /// Where a scenario expects nothing else, for lack of variants too, its runs are to pass.
    var expectedVerdict: Verdict { scenario.expectedVerdict ?? .passed }

    var name: String { scenario.path + (scenario.variant.map { " (\($0))" } ?? "") }

    public mutating func take(_ run: RunSummary) {
      switch run.verdict {
      case .passed: passed += 1
      case .failed: failed += 1
      case .inconclusive: inconclusive += 1
      }
      guard run.verdict != expectedVerdict else { return }
      surpriseCount += 1
      if surprises.count < Self.surpriseLimit { surprises.append(run.replayCommand) }
    }
  }

  public var rows: [Row] = []

  public init() {}

  public var runs: Int { rows.reduce(0) { $0 + $1.runs } }
  /// Runs with another verdict than the expected one.
  public var surpriseCount: Int { rows.reduce(0) { $0 + $1.surpriseCount } }

  /// A table with a row for each scenario and variant, and how to bring surprises back.
  public var text: String {
    let width = rows.map(\.name.count).max() ?? 0
    let columns = [("runs", 8), ("passed", 10), ("failed", 10), ("inconclusive", 14)]
    var text =
      filled("", width) + columns.map { padded($0.0, $0.1) }.joined() + "  expected\n"
    for row in rows {
      text += filled(row.name, width)
      for (count, column) in zip([row.runs, row.passed, row.failed, row.inconclusive], columns) {
        text += padded(grouped(count), column.1)
      }
      text += "  \(row.expectedVerdict.rawValue)\n"
    }
    for row in rows where row.surpriseCount > 0 {
      text += "\n\(grouped(row.surpriseCount)) of \(row.name) not as expected:\n"
      for line in row.surprises { text += "  \(line)\n" }
      let rest = row.surpriseCount - row.surprises.count
      if rest > 0 { text += "  and \(grouped(rest)) more\n" }
    }
    return text
  }

  /// One JSON object with a row for each scenario and variant.
  public var json: String {
    var writer = JSONWriter()
    writer.object { object in
      object.member("digestVersion", Digest.version)
      object.key("rows")
      object.array { array in
        for row in rows {
          array.object { entry in
            entry.member("scenario", row.scenario.path)
            entry.member("variant", row.scenario.variant)
            entry.member("expectedVerdict", row.expectedVerdict.rawValue)
            entry.member("runs", row.runs)
            entry.member("passed", row.passed)
            entry.member("failed", row.failed)
            entry.member("inconclusive", row.inconclusive)
            entry.member("notAsExpected", row.surpriseCount)
            entry.member("replay", row.surprises)
          }
        }
      }
    }
    return writer.text
  }

  /// How far a sweep has come, for one line on a terminal.
  public func progress(of total: UInt64, after elapsed: TimeSpan) -> String {
    var text = "\(grouped(runs)) of \(grouped(total)) runs"
    let milliseconds = UInt64(max(elapsed.nanoseconds, 0)) / 1_000_000
    if runs > 0, milliseconds > 0 {
      text += ", \(grouped(UInt64(runs) * 1_000 / milliseconds)) a second"
    }
    text += ", \(grouped(surpriseCount)) not as expected"
    if runs > 0, milliseconds > 0 {
      let left = (total - UInt64(runs)).multipliedFullWidth(by: milliseconds)
      if left.high < UInt64(runs) {
        text += ", \(grouped(UInt64(runs).dividingFullWidth(left).quotient / 1_000)) s left"
      }
    }
    return text
  }
}

extension RunReport {
  /// What a sweep keeps of the run.
  public var summary: RunSummary { summary(isJournaled: true) }

  /// What a sweep keeps of the run; the journal line is empty where nobody wants it.
  public func summary(isJournaled: Bool) -> RunSummary {
    RunSummary(
      verdict: result.verdict, isInterrupted: result.end == .interrupted,
      replayCommand: replayCommand, journalLine: isJournaled ? journalLine : "")
  }

  private var journalLine: String {
    var writer = JSONWriter()
    writer.object { object in
      object.member("scenario", scenario.path)
      object.member("variant", scenario.variant)
      object.member("seed", result.seed)
      object.member("digest", result.digest.text)
      object.member("verdict", result.verdict.rawValue)
      object.member("events", result.eventCount)
      object.member("lost", result.ledger.lostCount)
      object.key("slowestRecoveryNanoseconds")
      if let recovery = slowestRecovery {
        object.value(recovery.nanoseconds)
      } else {
        object.null()
      }
      object.member("virtualNanoseconds", result.endedAt.nanoseconds)
    }
    return writer.text
  }
}
