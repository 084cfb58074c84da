public import WeirAudit
public import WeirKernel
public import WeirPrimitives
public import WeirWorld

/// What became of a program.
public struct ProgramOutcome: Sendable, Equatable {
  public enum State: Sendable, Equatable {
    case finished(at: Instant)
    /// It threw; the text is the error's description.
    case failed(String, at: Instant)
    /// A service that was there until the run ended.
    case served
    /// The run ended before it did; what its tasks waited for in the network, a phrase each.
    /// Empty when they slept, or waited for a continuation or a stream that nobody resumed.
    case unfinished([String])
  }

  public let name: String
  public let host: String
  public let state: State

  /// Whether it did not throw, and came to its end unless it is a service.
  public var hasFinished: Bool {
    switch state {
    case .finished, .served: true
    case .failed, .unfinished: false
    }
  }

  /// One sentence for people.
  public var sentence: String {
    switch state {
    case .finished(let at): "\(name) on \(host) finished at \(at.secondsText) s"
    case .served: "\(name) on \(host) served to the end"
    case .failed(let error, let at): "\(name) on \(host) failed at \(at.secondsText) s: \(error)"
    case .unfinished(let waits):
      "\(name) on \(host) did not finish"
        + (waits.isEmpty ? "" : ": " + waits.joined(separator: "; "))
    }
  }
}

/// The outcome of a run with programs.
public struct SimulationResult: Sendable {
  public let run: RunResult
  /// In the order in which the programs were added.
  public let programs: [ProgramOutcome]
  /// Tasks that something outside resumed and calls from outside; a run with any may not come back.
  public let escapes: [Escape]

  public var digest: Digest { run.digest }

  /// The verdict on what the plan expects and on `programs-finish`.
  ///
  /// That is failed when a program threw, inconclusive when one did not finish or a task escaped. A
  /// deadlock fails the run.
  public var verdict: Verdict { run.verdict }

  private static let name = "programs-finish"

  /// The finding on the programs: each should finish, and no task escape.
  static func finding(_ programs: [ProgramOutcome], _ escapes: [Escape]) -> Finding {
    let verdicts: [Verdict] = programs.map { program in
      switch program.state {
      case .finished, .served: .passed
      case .failed: .failed
      case .unfinished: .inconclusive
      }
    }
    var evidence = programs.filter { !$0.hasFinished }.map(\.sentence)
    evidence += escapes.map(\.sentence)
    if evidence.isEmpty { evidence = programs.map(\.sentence) }
    return Finding(
      name: name,
      verdict: Verdict.all(verdicts + (escapes.isEmpty ? [] : [.inconclusive])),
      evidence: evidence)
  }

  /// What is wrong, a sentence each: programs, escapes, findings of the run, its end.
  public var reasons: [String] {
    var reasons = programs.filter { !$0.hasFinished }.map(\.sentence)
    reasons += escapes.prefix(10).map(\.sentence)
    for finding in run.findings where finding.verdict != .passed && finding.name != Self.name {
      reasons.append(([finding.name] + finding.evidence.prefix(1)).joined(separator: ": "))
    }
    switch run.end {
    case .finished, .settled, .durationReached, .idle: break
    case .deadlock: reasons.append("deadlock: nothing was left to happen")
    case .interrupted: reasons.append("interrupted")
    case .misuse(let misuse): reasons.append(misuse.text)
    case .bound(let bound): reasons.append("stopped at a bound: \(bound)")
    }
    return reasons
  }
}

extension Escape {
  /// One sentence for people.
  public var sentence: String {
    "\(program) was resumed or used from outside the simulation at \(at.secondsText) s"
  }
}

extension Instant {
  /// Seconds with three decimals, rounded to the nearest: `3.250`.
  var secondsText: String {
    let milliseconds = (nanoseconds + 500_000) / 1_000_000
    let fraction = String(milliseconds % 1_000)
    return "\(milliseconds / 1_000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
  }
}
