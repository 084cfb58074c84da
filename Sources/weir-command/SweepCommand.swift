import Weir

/// `weir sweep`: many seeds of many variants, compared with the verdicts they should have.
enum SweepCommand {
  /// Runs of each thread between two looks at the results.
  static let runsAtOnce = 8

  static func run(_ arguments: Arguments) throws(UsageError) -> ExitStatus {
    FreedMemory.keep()
    let seeds = try arguments.seeds(arguments.one("--seeds") ?? "1..10")
    let format = try arguments.format()
    let jobs = try arguments.jobs()
    let shard = try arguments.shard()
    let files = try files(arguments)
    var scenarios: [Scenario] = []
    do throws(ScenarioErrors) {
      for file in files { scenarios += try variants(arguments.request(for: file)) }
    } catch {
      error.show()
      return .badUsage
    }
    var journal: OutputFile?
    if let path = arguments.one("--journal") {
      try checkJournal(path, scenarios)
      journal = try OutputFile(path, option: "--journal")
    }
    let part = SeedPart(seeds, shard)
    let (total, isHuge) = part.count.multipliedReportingOverflow(by: UInt64(scenarios.count))
    let report = try sweep(
      scenarios, part, jobs: jobs, total: isHuge ? .max : total, journal: &journal)
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

  /// The seeds of one part, counted from zero.
  private struct SeedPart {
    let first: UInt64
    let step: UInt64
    let count: UInt64

    init(_ seeds: ClosedRange<UInt64>, _ shard: Shard) {
      first = seeds.lowerBound + shard.index
      step = shard.count
      count = first > seeds.upperBound ? 0 : (seeds.upperBound - first) / step + 1
    }

    func seed(_ index: UInt64) -> UInt64 { first + index * step }
  }

  private static func sweep(
    _ scenarios: [Scenario], _ part: SeedPart, jobs: Int, total: UInt64,
    journal: inout OutputFile?
  ) throws(UsageError) -> SweepReport {
    var report = SweepReport()
    var progress = Progress()
    let isJournaled = journal != nil
    for scenario in scenarios {
      report.rows.append(SweepReport.Row(scenario))
      var next: UInt64 = 0
      while next < part.count, !Terminal.isInterrupted {
        let count = min(jobs == 1 ? 1 : jobs * runsAtOnce, Int(part.count - next))
        let first = next
        let runs = Threads.map(count: count, threads: jobs) { index in
          summary(
            of: scenario, seed: part.seed(first + UInt64(index)), isJournaled: isJournaled)
        }
        for run in runs {
          let summary = try run.get()
          if summary.isInterrupted { continue }
          report.rows[report.rows.count - 1].take(summary)
          journal?.append(summary.journalLine)
        }
        try journal?.flush()  // what is finished is kept, whatever comes
        progress.show { report.progress(of: total, after: $0) }
        next += UInt64(count)
      }
    }
    progress.clear()
    return report
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

  private static func files(_ arguments: Arguments) throws(UsageError) -> [String] {
    guard !arguments.positional.isEmpty else {
      throw UsageError(
        "sweep needs scenario files or directories", hint: "weir sweep Scenarios --seeds 1..100")
    }
    return try arguments.documents()
  }

  /// Refuses to write over what was read.
  private static func checkJournal(_ path: String, _ scenarios: [Scenario]) throws(UsageError) {
    for input in scenarios.flatMap({ [$0.path] + $0.profiles })
    where Terminal.isSameFile(input, path) {
      throw UsageError("--journal: \(path) is an input", hint: "choose another file")
    }
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
