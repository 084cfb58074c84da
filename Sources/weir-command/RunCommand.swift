import Weir

/// `weir run`: one run, told in full.
enum RunCommand {
  static func run(_ arguments: Arguments) throws(UsageError) -> ExitStatus {
    let file = try arguments.scenarioFile(of: "run")
    let seed = try arguments.seed()
    let format = try arguments.format()
    let scenario: Scenario
    do throws(ScenarioErrors) {
      scenario = try ScenarioReader.read(arguments.request(for: file))
    } catch {
      error.show()
      return .badUsage
    }
    try checkOutputs(arguments, of: scenario)
    let point = try arguments.capturePoint(in: scenario.plan)
    // Opened first: nobody waits for a run whose result cannot be kept.
    var ledger = try lineFile(arguments, "--ledger")
    var trace = try lineFile(arguments, "--trace")
    let capture = try CaptureFile(arguments, at: point)
    let report = try report(
      on: scenario, seed: seed, keepsFullTrace: trace != nil, capture: capture)
    report.ledgerLines { ledger?.append($0) }
    if trace != nil { report.result.traceRecords { trace?.append($0.line) } }
    try ledger?.flush()
    try trace?.flush()
    try capture?.flush()
    switch format {
    case .text: Terminal.print(report.text)
    case .json: Terminal.print(report.json + "\n")
    }
    if report.result.end == .interrupted {
      Terminal.printError("weir: interrupted; all figures are those of what was done until then")
    }
    return report.result.end == .interrupted ? .interrupted : ExitStatus(report.result.verdict)
  }

  /// Runs one seed of a scenario.
  static func report(
    on scenario: Scenario, seed: UInt64, keepsFullTrace: Bool = false,
    capture: CaptureFile? = nil
  ) throws(UsageError) -> RunReport {
    let start = Terminal.wallTime()
    do throws(PlanError) {
      var world = try World(scenario.plan, seed: seed, keepsFullTrace: keepsFullTrace)
      if let capture { try world.writePcapng(at: capture.point) { capture.append($0) } }
      let result = world.run { Terminal.isInterrupted }
      return RunReport(scenario, result, wallTime: Terminal.wallTime() - start)
    } catch {
      throw UsageError("\(error.path): found \(error.problem)", hint: "expected \(error.remedy)")
    }
  }

  /// Refuses to write over what was read, or two things into one file.
  private static func checkOutputs(
    _ arguments: Arguments, of scenario: Scenario
  ) throws(UsageError) {
    var taken = ([scenario.path] + scenario.profiles).map { (what: "an input", path: $0) }
    for option in ["--ledger", "--trace", "--pcap"] {
      guard let path = arguments.one(option) else { continue }
      if let other = taken.first(where: { Terminal.isSameFile($0.path, path) }) {
        throw UsageError("\(option): \(path) is \(other.what)", hint: "choose another file")
      }
      taken.append((what: "the file of \(option)", path: path))
    }
  }

  private static func lineFile(
    _ arguments: Arguments, _ option: String
  ) throws(UsageError) -> OutputFile? {
    guard let path = arguments.one(option) else { return nil }
    return try OutputFile(path, option: option)
  }
}
