internal import WeirAudit
internal import WeirReport
internal import WeirWorld

/// What a check says of its runs.
struct CheckMessage {
  let property: Property
  let request: SeedRequest
  let results: SeedResults

  /// The most lines of the narrative and of losses that an issue repeats.
  static let lineLimit = 12

  /// Why the property does not hold, to be recorded as one issue; nil when it holds.
  var issue: String? {
    guard let run = results.counterexample else {
      let total = request.seeds.upperBound - request.seeds.lowerBound + 1
      if UInt64(results.runs) == total { return nil }
      return
        "Cancelled after \(results.runs) of \(total) seeds, which all \(words(results.expected))."
    }
    let story = RunStory(property.plan, run)
    var sections = [[headline], ["Seed \(run.seed)"] + story.expectationLines]
    if !story.lossLines.isEmpty {
      sections.append(["Never delivered"] + limited(story.lossLines))
    }
    let narrative = story.narrative
    let end = narrative.suffix(Self.lineLimit)
    let title =
      end.count == narrative.count
      ? "What happened" : "What happened, the last \(end.count) of \(narrative.count) lines"
    sections.append([title] + end)
    sections.append(story.figures() + ["Replay:  \(property.replay(run.seed))"])
    return String(RunStory.text(sections).dropLast())  // the line feed at the end
  }

  /// A run in full, for who brings one back.
  static func story(of run: RunResult, _ property: Property) -> String {
    let story = RunStory(property.plan, run)
    return RunStory.text(
      [["Seed \(run.seed), brought back by \(SeedRequest.variable): \(run.verdict.rawValue)"]]
        + story.sections + [story.figures()])
  }

  private func limited(_ lines: [String]) -> [String] {
    let rest = lines.count - Self.lineLimit
    return lines.prefix(Self.lineLimit) + (rest > 0 ? ["  and \(rest) more"] : [])
  }

  /// The first line: how many seeds do not have the verdict, and which.
  private var headline: String {
    let surprises: [(verdict: Verdict, seeds: [UInt64])] = [
      (.passed, results.passed), (.failed, results.failed), (.inconclusive, results.inconclusive),
    ].filter { $0.0 != results.expected && !$0.1.isEmpty }
    let total = results.runs
    var clauses: [String] = []
    for (verdict, seeds) in surprises {
      if total == 1 {
        clauses.append("seed \(seeds[0]) \(words(verdict))")
      } else {
        let count = clauses.isEmpty ? "\(seeds.count) of \(total) seeds" : "\(seeds.count)"
        clauses.append("\(count) \(words(verdict)): \(listing(seeds))")
      }
    }
    let text = clauses.joined(separator: "; ")
    switch results.expected {
    case .passed: return text.prefix(1).uppercased() + text.dropFirst() + "."
    case .failed: return "Expected to fail, and \(text)."
    case .inconclusive: return "Expected to be inconclusive, and \(text)."
    }
  }

  private func words(_ verdict: Verdict) -> String {
    switch verdict {
    case .passed: "passed"
    case .failed: "failed"
    case .inconclusive: "never got to the point at which it can be told"
    }
  }
}
