internal import WeirPrimitives

extension RunExpectation {
  /// Each plain request has its answer in time.
  ///
  /// One that fails is not answered. A wait that the end of the run cut short proves nothing.
  func requestFinding(_ ledger: Ledger, limit: TimeSpan, endedAt: Instant) -> Finding {
    var verdicts: [Verdict] = []
    var evidence: [String] = []
    var cutShort: [String] = []
    var slowest: (span: TimeSpan, sentence: String)?
    for ask in ledger.observed.asks where ask.status != .stopped {
      let title = ledger.consumers[Int(ask.consumer)].title
      let asked = "\(title), asked for at \(ask.at.text)"
      let end = min(ask.endedAt, endedAt)
      let span = end.elapsed(since: ask.at)
      let length = "\(span.seconds(decimals: 3)) s"
      switch ask.status {
      case .complete:
        let verdict: Verdict = span > limit ? .failed : .passed
        verdicts.append(verdict)
        if verdict == .failed { evidence.append("\(asked), was answered after \(length)") }
        if span > slowest?.span ?? .nanoseconds(-1) {
          slowest = (span, "the slowest, \(asked), was answered after \(length)")
        }
      case .failed:
        verdicts.append(.failed)
        evidence.append("\(asked), failed after \(length)")
      case .idle, .running, .stopped:
        let isOverdue = span > limit
        verdicts.append(isOverdue ? .failed : .inconclusive)
        let sentence = "\(asked), had no answer when the run ended \(length) later"
        let reasons = ledger.observed.explanations(of: ask.consumer).map { "  \($0)" }
        if isOverdue {
          evidence += [sentence] + reasons
        } else {
          cutShort += [sentence] + reasons
        }
      }
    }
    guard !verdicts.isEmpty else {
      return finding(.inconclusive, ["no plain request was made"])
    }
    let verdict = Verdict.all(verdicts)
    switch verdict {
    case .failed: return finding(.failed, evidence)
    case .inconclusive: return finding(.inconclusive, cutShort)
    case .passed: return finding(.passed, slowest.map { [$0.sentence] } ?? [])
    }
  }
}

extension Instant {
  /// As evidence names it: `7.213 s`.
  var text: String { "\(elapsed(since: .zero).seconds(decimals: 3)) s" }
}
