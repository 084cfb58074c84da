extension RunExpectation {
  /// Before something is handed over behind events that were not, the consumer is told so.
  func gapFinding(_ ledger: Ledger) -> Finding {
    let gaps = ledger.observed.gaps
    let silent = gaps.filter { !$0.isAnnounced }
    if !silent.isEmpty {
      return finding(
        .failed,
        silent.map { gap in
          let ids = gap.missing.count == 1 ? "id" : "ids"
          let verb = gap.missing.count == 1 ? "was" : "were"
          return
            "\(ledger.consumers[Int(gap.consumer)].title): \(ids) \(listing(Array(gap.missing))) "
            + "\(verb) missing when id \(gap.missing.upperBound + 1) was handed over at "
            + "\(gap.at.text), and no gap was announced before"
        })
    }
    if !gaps.isEmpty {
      return finding(.passed, ["\(counted(gaps.count, "gap")), each announced before what follows"])
    }
    guard ledger.obligations.contains(where: \.isDelivered) else {
      return finding(.inconclusive, ["no event was handed over"])
    }
    return finding(.passed, ["no event was missing before another"])
  }
}
