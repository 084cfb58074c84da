public import WeirPrimitives

/// Whether something that was expected came to pass.
public enum Verdict: String, Sendable {
  case passed
  case failed
  /// The run never got to the point at which it could be told.
  case inconclusive

  /// The verdict on several expectations: failed beats inconclusive beats passed.
  public static func all(_ verdicts: some Sequence<Verdict>) -> Verdict {
    var sum = Verdict.passed
    for verdict in verdicts {
      switch verdict {
      case .failed: return .failed
      case .inconclusive: sum = .inconclusive
      case .passed: break
      }
    }
    return sum
  }
}

/// The verdict on one expectation, with what led to it.
public struct Finding: Sendable {
  public let name: String
  public let verdict: Verdict
  /// Sentences, the most telling first.
  public let evidence: [String]

  public init(name: String, verdict: Verdict, evidence: [String]) {
    self.name = name
    self.verdict = verdict
    self.evidence = evidence
  }
}

/// A time in which a fault kept the path from working.
public struct Outage: Sendable, Equatable {
  /// What caused it, in the words of the profile.
  public let name: String
  public let begin: Instant
  /// `distantFuture` while it lasts.
  public var end: Instant

  public init(name: String, begin: Instant, end: Instant) {
    self.name = name
    self.begin = begin
    self.end = end
  }
}
