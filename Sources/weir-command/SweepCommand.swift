import Weir

/// `weir sweep`: many seeds of many variants, compared with the verdicts they should have.
enum SweepCommand {
  static let options = [
    "--profile", "--variant", "--set", "--seeds", "--format", "--journal",
  ]

  /// What came of one variant over all its seeds.
  private struct Row {
    let scenario: Scenario
    var runs = 0
    var counts: [Verdict: Int] = [:]  // looked up, never iterated
    /// Replay lines of runs with another verdict than the expected one.
    var surprises: [String] = []
    var surpriseCount = 0

    mutating func take(_ report: RunReport) {
      runs += 1
      counts[report.result.verdict, default: 0] += 1
      let expected = report.scenario.expectedVerdict ?? .passed
      guard report.result.verdict != expected else { return }
      surpriseCount += 1
      if surprises.count < 5 { surprises.append(report.replayCommand) }
    }
  }

  static func run(_ words: [String]) throws(UsageError) -> ExitStatus {
    let arguments = try Arguments(words, command: "sweep", known: options)
    if arguments.wantsHelp {
      Terminal.print(try Help.text(for: "sweep"))
      return .passed
    }
    let seeds = try seeds(arguments)
    let format = try arguments.format()
    var files: [String] = []
    for path in arguments.positional { files += Directory.scenarios(in: path) ?? [path] }
    guard !files.isEmpty else {
      throw UsageError(
        "sweep needs scenario files or directories", hint: "weir sweep Scenarios --seeds 1..100")
    }
    var scenarios: [Scenario] = []
    do throws(ScenarioErrors) {
      for file in files { scenarios += try variants(of: file, arguments) }
    } catch {
      error.show()
      return .badUsage
    }
    var journal: LineFile?
    if let path = try arguments.one("--journal") {
      journal = try LineFile(path, option: "--journal")
    }
    var rows: [Row] = []
    for scenario in scenarios {
      var row = Row(scenario: scenario)
      for seed in seeds where !Terminal.isInterrupted {
        let report = try RunCommand.report(
          on: scenario, seed: seed, isProfileGiven: !arguments.all("--profile").isEmpty)
        if report.result.end == .interrupted { break }
        row.take(report)
        try journal?.append(report.journalLine)
      }
      rows.append(row)
    }
    try journal?.flush()
    Terminal.print(format == "json" ? json(rows) : table(rows))
    if Terminal.isInterrupted { return .interrupted }
    return rows.allSatisfy { $0.surpriseCount == 0 } ? .passed : .failed
  }

  /// `A..B`, both ends included.
  private static func seeds(_ arguments: Arguments) throws(UsageError) -> ClosedRange<UInt64> {
    let text = try arguments.one("--seeds") ?? "1..10"
    guard let dots = text.firstRange(of: "..") else {
      let seed = try Arguments.seed(text, option: "--seeds")
      return seed...seed
    }
    let first = try Arguments.seed(String(text[..<dots.lowerBound]), option: "--seeds")
    let last = try Arguments.seed(String(text[dots.upperBound...]), option: "--seeds")
    guard first <= last else {
      throw UsageError("--seeds: \(text) goes backwards", hint: "--seeds \(last)..\(first)")
    }
    return first...last
  }

  /// Every variant of a file, or the one asked for.
  private static func variants(
    of file: String, _ arguments: Arguments
  ) throws(ScenarioErrors) -> [Scenario] {
    var request = RunRequest(scenario: file)
    request.profiles = arguments.all("--profile")
    request.settings = arguments.all("--set")
    request.variant = arguments.all("--variant").first
    let first = try ScenarioReader.read(request)
    if request.variant != nil || first.variants.count < 2 { return [first] }
    var scenarios = [first]
    for variant in first.variants.dropFirst() {
      request.variant = variant
      scenarios.append(try ScenarioReader.read(request))
    }
    return scenarios
  }

  private static func table(_ rows: [Row]) -> String {
    let names = rows.map { row in
      row.scenario.path + (row.scenario.variant.map { " (\($0))" } ?? "")
    }
    let width = names.map(\.count).max() ?? 0
    var text =
      String(repeating: " ", count: width)
      + "    runs  passed  failed  inconclusive  expected\n"
    for (row, name) in zip(rows, names) {
      text += name + String(repeating: " ", count: width - name.count)
      text += column(row.runs, 8)
      text += column(row.counts[.passed] ?? 0, 8) + column(row.counts[.failed] ?? 0, 8)
      text += column(row.counts[.inconclusive] ?? 0, 14)
      text += "  \((row.scenario.expectedVerdict ?? .passed).rawValue)\n"
    }
    for row in rows where row.surpriseCount > 0 {
      text += "\n\(row.surpriseCount) not as expected:\n"
      for line in row.surprises { text += "  \(line)\n" }
      if row.surpriseCount > row.surprises.count {
        text += "  and \(row.surpriseCount - row.surprises.count) more\n"
      }
    }
    return text
  }

  private static func column(_ number: Int, _ width: Int) -> String {
    let digits = "\(number)"
    return String(repeating: " ", count: max(0, width - digits.count)) + digits
  }

  private static func json(_ rows: [Row]) -> String {
    SweepReport.json(
      rows.map { row in
        SweepReport.Row(
          scenario: row.scenario, runs: row.runs, passed: row.counts[.passed] ?? 0,
          failed: row.counts[.failed] ?? 0, inconclusive: row.counts[.inconclusive] ?? 0,
          surprises: row.surprises)
      }) + "\n"
  }
}
