public import WeirPrimitives

/// Something a scenario expects of a run.
public enum Expectation: Sendable, Equatable {
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
  public func judge(_ ledger: Ledger, outages: [Outage]) -> Finding {
    switch self {
    case .inOrderOnce: inOrderOnceFinding(ledger)
    case .latency(let limit): latencyFinding(ledger, limit: limit)
    case .recoversWithin(let limit): recoveryFinding(ledger, outages, limit: limit)
    case .completeOnlyWhenFinished: completionFinding(ledger)
    }
  }

  func finding(_ verdict: Verdict, _ evidence: [String]) -> Finding {
    Finding(name: name, verdict: verdict, evidence: evidence)
  }
}

/// Numbers in words: `12, 17–204 and 206`.
public func listing(_ numbers: [UInt32], limit: Int = 8) -> String {
  var runs: [ClosedRange<UInt32>] = []
  for number in numbers {
    if let last = runs.last, last.upperBound + 1 == number {
      runs[runs.count - 1] = last.lowerBound...number
    } else {
      runs.append(number...number)
    }
  }
  let words = runs.prefix(limit).map { run in
    run.count == 1
      ? "\(run.lowerBound)"
      : run.count == 2
        ? "\(run.lowerBound), \(run.upperBound)" : "\(run.lowerBound)–\(run.upperBound)"
  }
  if runs.count > limit { return words.joined(separator: ", ") + " and \(runs.count - limit) more" }
  guard let last = words.last, words.count > 1 else { return words.first ?? "none" }
  return words.dropLast().joined(separator: ", ") + " and " + last
}
