internal import WeirPrimitives

extension RunExpectation {
  /// No connection ends under a consumer that wants more of it while all is well.
  ///
  /// All is well where no outage was in force between what the consumer was handed last and the
  /// end: what is handed over proves that the path and both ends work, however they were before.
  func closeFinding(_ ledger: Ledger, _ outages: [Outage]) -> Finding {
    let deliveries = deliveries(ledger)
    var failures: [String] = []
    var excusedCount = 0
    for close in ledger.observed.closes {
      guard close.consumer != Ledger.nobody else {
        failures.append("at \(close.at.text) a connection \(close.how)")
        continue
      }
      let handed = Self.last(of: deliveries[Int(close.consumer)], upTo: close.at)
      let isExcused = outages.contains { $0.begin <= close.at && $0.end >= handed ?? .zero }
      if isExcused {
        excusedCount += 1
        continue
      }
      let since = handed.map { ", \(close.at.elapsed(since: $0).seconds(decimals: 3)) s after" }
      failures.append(
        "\(ledger.consumers[Int(close.consumer)].title): at \(close.at.text) its connection "
          + close.how + (since.map { "\($0) it was last handed something" } ?? "")
          + ", and no outage was in force")
    }
    if !failures.isEmpty { return finding(.failed, failures) }
    guard ledger.consumers.contains(where: { $0.status != .idle }) else {
      return finding(.inconclusive, ["nobody asked for anything"])
    }
    let excused =
      excusedCount == 0 ? "no connection was closed early" : "each close followed an outage"
    return finding(.passed, [excused])
  }

  /// When each consumer was handed something, in the order of time.
  private func deliveries(_ ledger: Ledger) -> [[Instant]] {
    var instants = [[Instant]](repeating: [], count: ledger.consumers.count)
    guard !ledger.observed.closes.isEmpty else { return instants }
    for obligation in ledger.obligations where obligation.isDelivered {
      instants[Int(obligation.consumer)].append(obligation.deliveredAt)
    }
    for (obligation, instant) in ledger.repeatedDeliveries {
      instants[Int(ledger.obligations[Int(obligation)].consumer)].append(instant)
    }
    for index in instants.indices { instants[index].sort() }
    return instants
  }

  /// The last of some rising instants that is not after another.
  private static func last(of instants: [Instant], upTo limit: Instant) -> Instant? {
    var (low, high) = (0, instants.count)
    while low < high {
      let middle = (low + high) / 2
      if instants[middle] <= limit { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? instants[low - 1] : nil
  }
}
