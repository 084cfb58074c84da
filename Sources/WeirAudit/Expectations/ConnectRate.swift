internal import WeirPrimitives

extension RunExpectation {
  /// No window of a length has more connects of one server, or of one client, than are allowed.
  ///
  /// A window holds its beginning and not its end: what is a whole length apart is in two.
  func connectRateFinding(
    _ ledger: Ledger, atMost most: Int, within window: TimeSpan, per scope: RateScope
  ) -> Finding {
    let connects = ledger.observed.connects
    guard !connects.isEmpty else {
      return finding(.inconclusive, ["no connection was begun"])
    }
    var places: [String: Int] = [:]  // lookup only
    var groups: [(host: String, instants: [Instant])] = []
    for connect in connects {
      let host = scope == .server ? connect.server : connect.client
      if let place = places[host] {
        groups[place].instants.append(connect.at)
      } else {
        places[host] = groups.count
        groups.append((host, [connect.at]))
      }
    }
    var worst: (count: Int, sentence: String) = (0, "")
    var failedCount = 0
    for group in groups {
      let (count, begin) = Self.densest(group.instants, within: window)
      if count > most { failedCount += 1 }
      guard count > worst.count else { continue }
      let towards = scope == .server ? "to" : "by"
      worst = (
        count,
        "\(counted(count, "connection")) \(towards) \(group.host) begun within \(window) "
          + "from \(begin.text) on"
      )
    }
    guard failedCount > 0 else { return finding(.passed, ["at most " + worst.sentence]) }
    var evidence = [worst.sentence + ", where \(most) may be"]
    if failedCount > 1 { evidence.append("\(failedCount) of \(groups.count) have too many") }
    return finding(.failed, evidence)
  }

  /// The most instants that one window holds, and its first.
  ///
  /// - Parameter instants: in the order of time, at least one.
  private static func densest(
    _ instants: [Instant], within window: TimeSpan
  ) -> (count: Int, begin: Instant) {
    var best = (count: 0, begin: instants[0])
    var first = 0
    for (last, instant) in instants.enumerated() {
      while instants[first] < instant, instant.elapsed(since: instants[first]) >= window {
        first += 1
      }
      if last - first + 1 > best.count { best = (last - first + 1, instants[first]) }
    }
    return best
  }
}
