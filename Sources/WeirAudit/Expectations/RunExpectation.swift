public import WeirPrimitives

/// Something a scenario expects of a run.
public enum RunExpectation: Sendable, Equatable {
  /// Each recipient is handed exactly what was emitted, once each, in order.
  case inOrderOnce
  /// No event is handed over later than this after it was emitted.
  case latency(TimeSpan)
  /// So soon after an outage has ended, each consumer is handed something new.
  case recoversWithin(TimeSpan)
  /// A consumer calls itself complete only if it was handed the stream's last event.
  case completeOnlyWhenFinished

  /// The name in scenario files.
  public var name: String {
    switch self {
    case .inOrderOnce: "in-order-once"
    case .latency: "latency"
    case .recoversWithin: "recovers-within"
    case .completeOnlyWhenFinished: "complete-only-when-finished"
    }
  }

  /// All names, in the order in which they are listed to people.
  public static let names = [
    "in-order-once", "latency", "recovers-within", "complete-only-when-finished",
  ]

  /// Judges a finished run.
  ///
  /// - Parameter endedAt: when it ended: what was still awaited then may yet have come.
  public func judge(
    _ ledger: Ledger, outages: [Outage], endedAt: Instant = .distantFuture
  ) -> Finding {
    switch self {
    case .inOrderOnce: inOrderOnceFinding(ledger)
    case .latency(let limit): latencyFinding(ledger, limit: limit, endedAt: endedAt)
    case .recoversWithin(let limit):
      recoveryFinding(ledger, outages, limit: limit, endedAt: endedAt)
    case .completeOnlyWhenFinished: completionFinding(ledger)
    }
  }

  func finding(_ verdict: Verdict, _ evidence: [String]) -> Finding {
    Finding(name: name, verdict: verdict, evidence: evidence)
  }
}
