import Weir

/// `weir verify`: the same runs here and in another process; the first difference, if there is one.
enum VerifyCommand {
  static func run(_ arguments: Arguments) throws(UsageError) -> ExitStatus {
    let file = try arguments.scenarioFile(of: "verify")
    let seeds = try seeds(arguments)
    let jobs = try arguments.jobs()
    let scenario: Scenario
    do throws(ScenarioErrors) {
      scenario = try ScenarioReader.read(arguments.request(for: file))
    } catch {
      error.show()
      return .badUsage
    }
    let comparison = Comparison(
      scenario: scenario, seeds: seeds, jobs: jobs,
      other: OtherWeir(arguments.one("--against"), scenario))
    if arguments.one("--against") != nil {
      let version = try comparison.other.digestVersion()
      if version != Digest.version { return try comparison.compareTraces(version: version) }
    }
    return try comparison.compareDigests()
  }

  private static func seeds(_ arguments: Arguments) throws(UsageError) -> ClosedRange<UInt64> {
    guard let range = arguments.one("--seeds") else {
      let seed = try arguments.seed()
      return seed...seed
    }
    guard arguments.one("--seed") == nil else {
      throw UsageError("--seed and --seeds are both given", hint: "--seeds \(range) is enough")
    }
    return try arguments.seeds(range)
  }
}

/// Runs here, and the same runs there.
private struct Comparison {
  let scenario: Scenario
  let seeds: ClosedRange<UInt64>
  let jobs: Int
  let other: OtherWeir

  private var count: UInt64 { seeds.upperBound - seeds.lowerBound + 1 }

  private var title: String {
    scenario.path + (scenario.variant.map { " (\($0))" } ?? "")
  }

  // MARK: Digests

  func compareDigests() throws(UsageError) -> ExitStatus {
    var child = try other.startJournal(seeds: seeds, jobs: jobs)
    var progress = Progress()
    var compared = 0
    var digest = ""
    var next = seeds.lowerBound
    while next <= seeds.upperBound, !Terminal.isInterrupted {
      let count = min(jobs * SweepCommand.runsAtOnce, Int(seeds.upperBound - next) + 1)
      for run in runs(from: next, count: count) {
        let own = try run.get()
        if own.end == .interrupted { break }
        guard let entry = child.nextLine().flatMap({ JournalEntry(line: $0) }) else {
          if Terminal.isInterrupted { break }
          throw other.end(of: &child, after: "after \(compared) of \(self.count) runs")
        }
        digest = own.digest
        guard digest == entry.digest else {
          progress.clear()
          return try tell(seed: own.seed, here: digest, there: entry, agreeing: compared)
        }
        compared += 1
      }
      progress.show {
        ProgressText.text(compared, of: self.count, "seeds", after: $0, note: "all the same")
      }
      next += UInt64(count)
    }
    progress.clear()
    if Terminal.isInterrupted {
      Terminal.printError("weir: interrupted after \(compared) of \(count) seeds, all the same")
      return .interrupted
    }
    Terminal.print(sameText(digest))
    return .passed
  }

  private struct Run {
    let seed: UInt64
    let digest: String
    let end: RunEnd
  }

  private func runs(from first: UInt64, count: Int) -> [Result<Run, UsageError>] {
    let scenario = scenario
    return Threads.map(count: count, threads: jobs) { index in
      let seed = first + UInt64(index)
      do throws(UsageError) {
        let result = try RunCommand.report(on: scenario, seed: seed).result
        return .success(Run(seed: seed, digest: result.digest.text, end: result.end))
      } catch {
        return .failure(error)
      }
    }
  }

  private func sameText(_ digest: String) -> String {
    let version = "version \(Digest.version)"
    if count == 1 {
      return """
        Same: \(title), seed \(seeds.lowerBound), here and in \(other.name)
        Digest:  \(digest) (\(version))

        """
    }
    return """
      Same: \(title), seeds \(seeds.lowerBound) to \(seeds.upperBound), here and in \(other.name)
      Digests: \(count) compared, 0 differ (\(version))

      """
  }

  // MARK: Differences

  private func tell(
    seed: UInt64, here: String, there: JournalEntry, agreeing: Int
  ) throws(UsageError) -> ExitStatus {
    var text = "Diverged: \(title), seed \(seed)\n"
    text += "  here   digest \(here)\n"
    text += "  there  digest \(there.digest), in \(other.name)\n"
    if there.seed != seed { text += "  there  the journal calls it seed \(there.seed)\n" }
    if agreeing > 0 { text += "  before it: \(agreeing) seeds, all the same\n" }
    // Kept whatever becomes of the other's trace.
    Terminal.print(text + "\n")
    let report = try RunCommand.report(on: scenario, seed: seed, keepsFullTrace: true)
    if report.result.digest.text != here {
      Terminal.print(
        "Here the seed gave two digests: \(here) first, \(report.result.digest.text) now\n\n")
    }
    do throws(UsageError) {
      Terminal.print(try differenceText(report, seed: seed))
    } catch {
      error.show()  // the digests differ all the same
    }
    return Terminal.isInterrupted ? .interrupted : .failed
  }

  /// Compares what can be compared when digests cannot: the traces of the first seed.
  func compareTraces(version: Int) throws(UsageError) -> ExitStatus {
    let seed = seeds.lowerBound
    Terminal.printError(
      "weir: \(other.name) makes digests of version \(version), this weir of version "
        + "\(Digest.version): they cannot be compared\n"
        + "      comparing the traces of seed \(seed) instead")
    let report = try RunCommand.report(on: scenario, seed: seed, keepsFullTrace: true)
    Terminal.print(try differenceText(report, seed: seed))
    return .badUsage
  }

  private func differenceText(_ report: RunReport, seed: UInt64) throws(UsageError) -> String {
    var here: [TraceRecord] = []
    report.result.traceRecords { here.append($0) }
    let there = try other.trace(seed: seed)
    let divergence = Divergence(
      between: here, and: there, eventCauses: report.result.eventCauses)
    let text =
      divergence?.text
      ?? "The traces are the same: \(here.count) records; what differs is not in them\n"
    return text + "\nReplay:  \(report.replayCommand)\n"
  }
}
