import Weir

/// `weir sweep`: many seeds of many variants, compared with the verdicts they should have.
enum SweepCommand {
  /// More threads than this are refused.
  private static let jobLimit = 256
  /// Runs of each thread between two looks at the results.
  private static let runsAtOnce = 8

  static func run(_ arguments: Arguments) throws(UsageError) -> ExitStatus {
    FreedMemory.keep()
    let seeds = try arguments.seeds()
    let format = try arguments.format()
    let jobs = try jobs(arguments)
    let files = try files(arguments)
    var scenarios: [Scenario] = []
    do throws(ScenarioErrors) {
      for file in files { scenarios += try variants(arguments.request(for: file)) }
    } catch {
      error.show()
      return .badUsage
    }
    var journal: LineFile?
    if let path = arguments.one("--journal") { journal = try LineFile(path, option: "--journal") }
    let isJournaled = journal != nil
    var report = SweepReport()
    let (total, isHuge) = (seeds.upperBound - seeds.lowerBound + 1)
      .multipliedReportingOverflow(by: UInt64(scenarios.count))
    var progress = Progress(total: isHuge ? .max : total)
    for scenario in scenarios {
      report.rows.append(SweepReport.Row(scenario))
      var next = seeds.lowerBound
      while next <= seeds.upperBound, !Terminal.isInterrupted {
        let count = min(jobs == 1 ? 1 : jobs * runsAtOnce, Int(seeds.upperBound - next) + 1)
        let first = next
        let runs = Threads.map(count: count, threads: jobs) { index in
          summary(of: scenario, seed: first + UInt64(index), isJournaled: isJournaled)
        }
        for run in runs {
          let summary = try run.get()
          if summary.isInterrupted { continue }
          report.rows[report.rows.count - 1].take(summary)
          journal?.append(summary.journalLine)
        }
        try journal?.flush()  // what is finished is kept, whatever comes
        progress.show(report)
        next += UInt64(count)
      }
    }
    progress.clear()
    switch format {
    case .text: Terminal.print(report.text)
    case .json: Terminal.print(report.json + "\n")
    }
    if Terminal.isInterrupted {
      Terminal.printError("weir: interrupted after \(report.runs) of \(total) runs")
      return .interrupted
    }
    return report.surpriseCount == 0 ? .passed : .failed
  }

  private static func summary(
    of scenario: Scenario, seed: UInt64, isJournaled: Bool
  ) -> Result<RunSummary, UsageError> {
    do throws(UsageError) {
      return .success(
        try RunCommand.report(on: scenario, seed: seed).summary(isJournaled: isJournaled))
    } catch {
      return .failure(error)
    }
  }

  private static func jobs(_ arguments: Arguments) throws(UsageError) -> Int {
    let text = arguments.one("--jobs") ?? "1"
    guard let jobs = Int(text), 1...jobLimit ~= jobs else {
      throw UsageError(
        "--jobs: \"\(text)\" is no number of threads",
        hint: "a whole number between 1 and \(jobLimit)")
    }
    return jobs
  }

  private static func files(_ arguments: Arguments) throws(UsageError) -> [String] {
    guard !arguments.positional.isEmpty else {
      throw UsageError(
        "sweep needs scenario files or directories", hint: "weir sweep Scenarios --seeds 1..100")
    }
    return try arguments.documents()
  }

  /// Every variant of a file, or the one asked for.
  private static func variants(_ request: RunRequest) throws(ScenarioErrors) -> [Scenario] {
    let first = try ScenarioReader.read(request)
    if request.variant != nil { return [first] }
    var scenarios = [first]
    for variant in first.variants.dropFirst() {
      var request = request
      request.variant = variant
      scenarios.append(try ScenarioReader.read(request))
    }
    return scenarios
  }
}

/// How far a sweep has come, on one line of the terminal; nothing where there is none.
private struct Progress {
  let total: UInt64
  private let start = Terminal.wallTime()
  private var shownAt = TimeSpan.zero

  init(total: UInt64) { self.total = total }

  mutating func show(_ report: SweepReport) {
    guard Terminal.showsProgress else { return }
    let elapsed = Terminal.wallTime() - start
    guard elapsed - shownAt >= .milliseconds(100) else { return }
    shownAt = elapsed
    Terminal.replaceLine(report.progress(of: total, after: elapsed))
  }

  func clear() {
    if shownAt != .zero { Terminal.replaceLine("") }
  }
}
