import Weir

/// `weir run`: one run, told in full.
enum RunCommand {
  static let options = [
    "--profile", "--variant", "--set", "--seed", "--format", "--ledger", "--trace",
  ]

  static func run(_ words: [String]) throws(UsageError) -> ExitStatus {
    let arguments = try Arguments(words, command: "run", known: options)
    if arguments.wantsHelp {
      Terminal.print(try Help.text(for: "run"))
      return .passed
    }
    guard let file = arguments.positional.first, arguments.positional.count == 1 else {
      throw UsageError(
        arguments.positional.isEmpty
          ? "run needs a scenario file" : "run takes one scenario file",
        hint: "weir run Scenarios/basics/chat-through-a-tunnel.json5")
    }
    let seed = try Arguments.seed(try arguments.one("--seed") ?? "1", option: "--seed")
    let format = try arguments.format()
    let tracePath = try arguments.one("--trace")
    let ledgerPath = try arguments.one("--ledger")
    let request = try arguments.request(for: file)
    let scenario: Scenario
    do throws(ScenarioErrors) {
      scenario = try ScenarioReader.read(request)
    } catch {
      error.show()
      return .badUsage
    }
    let report = try report(
      on: scenario, seed: seed, keepsFullTrace: tracePath != nil,
      isProfileGiven: !request.profiles.isEmpty)
    if let ledgerPath {
      try write(ledgerPath, option: "--ledger") { report.ledgerLines($0) }
    }
    if let tracePath { try write(tracePath, option: "--trace") { report.traceLines($0) } }
    Terminal.print(format == "json" ? report.json + "\n" : report.text)
    return Terminal.isInterrupted ? .interrupted : ExitStatus(report.result.verdict)
  }

  static func report(
    on scenario: Scenario, seed: UInt64, keepsFullTrace: Bool = false, isProfileGiven: Bool
  ) throws(UsageError) -> RunReport {
    let start = Terminal.wallTime()
    do throws(PlanError) {
      var world = try World(scenario.plan, seed: seed, keepsFullTrace: keepsFullTrace)
      let result = world.run { Terminal.isInterrupted }
      return RunReport(
        scenario, result, isProfileGiven: isProfileGiven,
        wallTime: Terminal.wallTime() - start)
    } catch {
      throw UsageError("\(error.path): \(error.problem)", hint: error.remedy)
    }
  }

  private static func write(
    _ path: String, option: String, _ lines: ((String) -> Void) -> Void
  ) throws(UsageError) {
    var collected: [String] = []
    lines { collected.append($0) }
    var file = try LineFile(path, option: option)
    for line in collected { try file.append(line) }
    try file.flush()
  }
}
