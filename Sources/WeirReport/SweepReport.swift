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
  /// Set when the verdict is another than the expected one.
  public let surprise: Surprise?
  /// What the journal keeps: one JSON object on a line.
  public let journalLine: String
}

/// A run with another verdict than the expected one.
public struct Surprise: Sendable, Equatable {
  public let seed: UInt64
  public let verdict: Verdict
  /// One sentence.
  public let reason: String
  /// The command that brings it back.
  public let replay: String
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
    /// The first of them.
    public private(set) var surprises: [Surprise] = []

    /// The most that are kept.
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
      guard let surprise = run.surprise else { return }
      surpriseCount += 1
      if surprises.count < Self.surpriseLimit { surprises.append(surprise) }
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
      for surprise in row.surprises {
        text += "  seed \(surprise.seed) \(surprise.verdict.rawValue): \(surprise.reason)\n"
        text += "    \(surprise.replay)\n"
      }
      let rest = row.surpriseCount - row.surprises.count
      if rest > 0 { text += "  and \(grouped(rest)) more\n" }
    }
    return visible(text)
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
            entry.key("surprises")
            entry.array { list in
              for surprise in row.surprises { list.object { write(surprise, to: &$0) } }
            }
          }
        }
      }
    }
    return writer.text
  }

  private func write(_ surprise: Surprise, to object: inout JSONWriter) {
    object.member("seed", surprise.seed)
    object.member("verdict", surprise.verdict.rawValue)
    object.member("reason", surprise.reason)
    object.member("replay", surprise.replay)
  }

  /// How far a sweep has come, for one line on a terminal.
  public func progress(of total: UInt64, after elapsed: TimeSpan) -> String {
    ProgressText.text(
      runs, of: total, "runs", after: elapsed,
      note: "\(grouped(surpriseCount)) not as expected")
  }
}

extension RunReport {
  /// What a sweep keeps of the run; the journal line is empty where nobody wants it.
  public func summary(isJournaled: Bool = true) -> RunSummary {
    let isSurprise = result.verdict != (scenario.expectedVerdict ?? .passed)
    return RunSummary(
      verdict: result.verdict, isInterrupted: result.end == .interrupted,
      surprise: isSurprise
        ? Surprise(
          seed: result.seed, verdict: result.verdict, reason: reason, replay: replayCommand)
        : nil,
      journalLine: isJournaled ? journalLine : "")
  }

  /// Why the verdict is what it is, in one sentence.
  private var reason: String {
    let verdict = result.verdict
    if verdict != .passed, let finding = result.findings.first(where: { $0.verdict == verdict }) {
      return finding.name + (finding.evidence.first.map { ": \($0)" } ?? "")
    }
    switch result.end {
    case .finished, .settled, .durationReached, .idle: break
    default: return story.endText
    }
    if let consumer = result.unreachedConsumers.first {
      return "\(consumer.title): its stream never began"
    }
    if let profile = result.idleProfiles.first { return "nothing of \(profile) happened" }
    return verdict == .passed ? "every expectation held" : "the scenario expects nothing"
  }
}
