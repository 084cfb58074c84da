internal import WeirAudit
internal import WeirScenario
internal import WeirWorld

extension RunReport {
  /// The run in plain words, ending with the command that brings it back.
  public var text: String {
    var sections: [[String]] = [[heading]]
    sections += story.sections
    sections.append(closing)
    return RunStory.text(sections)
  }

  private var heading: String {
    var words = scenario.title
    if let variant = scenario.variant { words += ", variant \(variant)" }
    let profiles = scenario.profiles.map { Path.stem(of: $0) }
    if !profiles.isEmpty { words += ", profile \(profiles.joined(separator: " and "))" }
    return words + ", seed \(result.seed)"
  }

  private var closing: [String] {
    var verdict = "Verdict: \(result.verdict.rawValue)"
    if let expected = scenario.expectedVerdict {
      verdict += expected == result.verdict ? ", as expected" : ", expected \(expected.rawValue)"
    }
    return [verdict] + story.figures(wallTime: wallTime) + ["Replay:  \(replayCommand)"]
  }
}
