extension RunExpectation {
  /// What was handed over of each event is its text as emitted, and nothing else was handed over.
  func textFinding(_ ledger: Ledger) -> Finding {
    let observed = ledger.observed
    var evidence: [String] = []
    for (number, consumer) in ledger.consumers.enumerated() {
      let altered = observed.alteredTexts.filter { $0.consumer == number }
      if let first = altered.first {
        evidence.append(
          "\(consumer.title): \(altered.count) of \(observed.comparedTexts[number]) texts are not "
            + "as they were emitted, first that of id \(first.number) of "
            + "\(ledger.streamName(first.stream)), handed over at \(first.at.text)")
      }
      let unsent = observed.unsentEvents.filter { $0.consumer == number }
      if let first = unsent.first {
        evidence.append(
          "\(consumer.title) was handed \(counted(unsent.count, "event")) that nobody sent, "
            + "the first at \(first.at.text)")
      }
    }
    if !evidence.isEmpty { return finding(.failed, evidence) }
    let compared = observed.comparedTexts.reduce(0, +)
    guard compared > 0 else { return finding(.inconclusive, ["no text was handed over"]) }
    return finding(.passed, ["\(counted(compared, "text")), each as emitted"])
  }
}

/// `1 event`, `2 events`.
func counted(_ count: Int, _ noun: String) -> String {
  count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
}
