internal import WeirAudit
internal import WeirEndpoints
internal import WeirPrimitives
internal import WeirWorld

extension RunStory {
  /// Who held the connections of each browser when the run ended, and who waited since when.
  var poolLines: [String] {
    result.pools.flatMap { lines(of: $0) }
  }

  private func lines(of browser: BrowserPool) -> [String] {
    let pool = browser.pool
    let isShared = pool.version == .http2
    let things = isShared ? "streams" : "connections"
    var head = "  \(browser.host) to \(pool.origin): "
    if let limit = pool.limit {
      head += "\(pool.held.count) of \(limit) \(things) taken"
    } else {
      head += "\(pool.held.count) \(things) taken"
    }
    if pool.idle > 0 { head += ", \(pool.idle) idle" }
    if !pool.waiting.isEmpty { head += ", \(pool.waiting.count) waiting" }
    var lines = [head]
    for entry in pool.held.prefix(Self.poolEntryLimit) {
      lines.append("    \(title(entry)) holds one since \(instant(entry.since))")
    }
    lines += rest(pool.held)
    for entry in pool.waiting.prefix(Self.poolEntryLimit) {
      let waited = result.endedAt.elapsed(since: entry.since).seconds(decimals: 3)
      lines.append(
        "    \(title(entry)) waits since \(instant(entry.since)), \(waited) s when the run ended")
    }
    return lines + rest(pool.waiting)
  }

  private func rest(_ entries: [PoolReport.Entry]) -> [String] {
    let count = entries.count - Self.poolEntryLimit
    return count > 0 ? ["    and \(grouped(count)) more"] : []
  }

  /// The most requests that are named on each side.
  private static let poolEntryLimit = 20

  private func title(_ entry: PoolReport.Entry) -> String {
    result.ledger.consumers[Int(entry.consumer)].title
  }

  private func instant(_ instant: Instant) -> String {
    TimeSpan(nanoseconds: instant.nanoseconds).seconds(decimals: 3) + " s"
  }
}
