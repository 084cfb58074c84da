internal import WeirPrimitives

extension RunExpectation {
  /// What each action of a user asks for is generated exactly once.
  func actionFinding(_ ledger: Ledger) -> Finding {
    var instants = [[Instant]](repeating: [], count: ledger.consumers.count)
    for generation in ledger.observed.generations {
      instants[Int(generation.consumer)].append(generation.at)
    }
    var verdicts: [Verdict] = []
    var failures: [String] = []
    var idle: [String] = []
    for (consumer, times) in zip(ledger.consumers, instants)
    where consumer.isAction || !times.isEmpty {
      if times.count > 1 {
        verdicts.append(.failed)
        failures.append(
          "\(consumer.title) was generated \(times.count) times: at "
            + times.map(\.text).joined(separator: ", "))
      } else if times.isEmpty {
        let isComplete = consumer.status == .complete
        verdicts.append(isComplete ? .failed : .inconclusive)
        if isComplete { failures.append("\(consumer.title) is complete and was never generated") }
        idle.append("\(consumer.title) was never generated")
      } else {
        verdicts.append(.passed)
      }
    }
    guard !verdicts.isEmpty else {
      return finding(.inconclusive, ["nobody asked for an answer"])
    }
    if !failures.isEmpty { return finding(.failed, failures) }
    if !idle.isEmpty { return finding(.inconclusive, idle) }
    return finding(.passed, ["\(counted(verdicts.count, "answer")), each generated once"])
  }
}
