internal import WeirScenario
internal import WeirWorld

/// Why nothing was run: what the author of a test got wrong, for an issue.
struct Refusal: Error, Equatable {
  let text: String

  /// The most problems that are told.
  static let problemLimit = 10

  init(_ text: String) { self.text = text }

  init(found: String, expected: String, at place: String) {
    text = "\(place): found \(found); expected \(expected)"
  }

  /// Every problem of a plan that is not a world.
  init(_ problems: [PlanError]) {
    var lines = problems.prefix(Self.problemLimit).map {
      Refusal(found: $0.problem, expected: $0.remedy, at: $0.path).text
    }
    let rest = problems.count - lines.count
    if rest > 0 { lines.append("and \(rest) more") }
    text = "The plan is not a world.\n" + lines.joined(separator: "\n")
  }

  /// Every error of a scenario's files, with the line it stands on.
  init(_ errors: ScenarioErrors) {
    var lines: [String] = []
    for (error, excerpt) in zip(errors.errors, errors.excerpts).prefix(Self.problemLimit) {
      lines.append("\(error)")
      if excerpt.hasPrefix("\n") { continue }  // an empty line shows nothing
      lines += excerpt.split(separator: "\n").map { "  \($0)" }
    }
    let rest = errors.errors.count + errors.omittedCount - Self.problemLimit
    if rest > 0 { lines.append("and \(rest) more") }
    text = "The scenario cannot be read.\n" + lines.joined(separator: "\n")
  }

  /// An error of what builds or runs a world.
  init(running error: any Error, seed: UInt64) {
    if let error = error as? PlanError {
      self.init([error])
    } else {
      self.init("The run of seed \(seed) threw: \(error)")
    }
  }
}
