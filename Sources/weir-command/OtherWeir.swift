import Weir

/// The process that a run is compared with: this weir started anew, or another build of it.
struct OtherWeir {
  let program: String
  /// What people call it.
  let name: String
  /// The file and options that make its runs those of here.
  private let run: [String]

  /// - Parameter program: nil for this very program.
  init(_ program: String?, _ scenario: Scenario) {
    self.program = program ?? ChildProcess.thisProgram
    name = program ?? "a fresh process of this weir"
    var words = [scenario.path]
    if scenario.replacesProfiles { words += scenario.profiles.map { "--profile=\($0)" } }
    if let variant = scenario.variant { words.append("--variant=\(variant)") }
    words += scenario.settings.map { "--set=\($0)" }
    run = words
  }

  /// The version of the digests it makes.
  ///
  /// - Throws: when it is no weir, or says nothing for ten seconds.
  func digestVersion() throws(UsageError) -> Int {
    var child = try ChildProcess.start(program, ["--version"], reading: .standardOutput)
    let line = child.nextLine(within: .seconds(10)) ?? ""
    if Terminal.isInterrupted { throw UsageError("interrupted before the first run") }
    let words = ", digest version "
    guard line.hasPrefix("weir "), let place = line.firstRange(of: words),
      let version = Int(line[place.upperBound...])
    else {
      let answer = line.isEmpty ? "nothing" : "\"\(line.prefix(60))\""
      throw UsageError(
        "--against: \(name) is no weir: asked for its version, it says \(answer)",
        hint: "give the path of another build, such as .build/debug/weir")
    }
    return version
  }

  /// Starts its runs of these seeds; each gives one line of a journal.
  func startJournal(
    seeds: ClosedRange<UInt64>, jobs: Int
  ) throws(UsageError) -> ChildProcess {
    try ChildProcess.start(
      program,
      ["sweep"] + run + [
        "--seeds", "\(seeds.lowerBound)..\(seeds.upperBound)", "--jobs", "\(jobs)",
        "--journal", ChildProcess.linesPath,
      ], reading: .linesPath)
  }

  /// Its full trace of one seed.
  func trace(seed: UInt64) throws(UsageError) -> [TraceRecord] {
    var child = try ChildProcess.start(
      program, ["run"] + run + ["--seed", "\(seed)", "--trace", ChildProcess.linesPath],
      reading: .linesPath)
    var records: [TraceRecord] = []
    while let line = child.nextLine() {
      guard let record = TraceRecord(line: line) else {
        throw UsageError(
          "\(name) writes no trace: line \(records.count + 1) is \"\(line.prefix(60))\"")
      }
      records.append(record)
    }
    if Terminal.isInterrupted {
      throw UsageError("interrupted while \(name) told its trace of seed \(seed)")
    }
    if records.isEmpty { throw end(of: &child, after: "without a trace") }
    return records
  }

  /// What is to be said of a child that ended before it should.
  func end(of child: inout ChildProcess, after words: String) -> UsageError {
    let status = child.exitStatus()
    return UsageError(
      "\(name) ended \(words), with status \(status)",
      hint: child.firstError().map { "it says: \($0)" })
  }
}
