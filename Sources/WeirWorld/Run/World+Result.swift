internal import WeirAudit
internal import WeirEndpoints
internal import WeirKernel
internal import WeirNetwork
internal import WeirPrimitives

extension World {
  /// Judges what has happened.
  ///
  /// - Parameter others: what a driver has found, behind what the plan expects.
  mutating func result(_ others: [Finding] = []) -> RunResult {
    assert(network.unbalanced() == nil, "\(network.unbalanced() ?? "")")
    if packetTaker != nil { handOverCaptured(all: true) }
    ledger.markPending(
      ledger.obligations.indices.filter { index in
        let obligation = ledger.obligations[index]
        return !obligation.isDelivered && isPending(obligation)
      })
    ledger.markRead(
      ledger.obligations.indices.filter { index in
        !ledger.obligations[index].isDelivered && isRead(ledger.obligations[index])
      })
    noteConnectionEnds()
    let pools = browserPools()
    for browser in pools { explainWaiting(at: browser.pool) }
    let findings =
      plan.expectations.map {
        $0.judge(
          ledger, outages: outages, endedAt: kernel.now, isCutShort: end == .durationReached,
          twin: twin(for: $0))
      } + others
    return RunResult(
      seed: seed, digest: kernel.recorder.digest, end: end ?? .idle, endedAt: kernel.now,
      eventCount: kernel.eventCount, ledger: ledger, findings: findings,
      outages: outages, timeline: timeline, transfers: transferResults,
      pools: pools,
      packets: PacketCounts(
        sent: network.sentPackets, delivered: network.deliveredPackets,
        dropped: network.droppedPackets, inFlight: UInt64(network.packetsInFlight),
        duplicated: network.duplicatedPackets),
      connectionCount: network.connectionCount,
      retransmissions: zip(plan.hosts, network.retransmissionCounts).filter { $0.1 > 0 }
        .map { HostRetransmissions(host: $0.name, segments: $1) },
      notApplicable: faults.notApplicable, neverBegun: faults.neverBegun,
      idleProfiles: faults.idleProfiles,
      occurrences: kernel.recorder.occurrences, draws: kernel.recorder.draws,
      eventCauses: kernel.recorder.eventCauses, componentNames: network.componentNames)
  }

  /// The connections of browsers, origin by origin: browsers are the clients behind the hosts' own.
  private mutating func browserPools() -> [BrowserPool] {
    var pools: [BrowserPool] = []
    for record in endpoints {
      guard case .client(let client) = record.program, client >= plan.hosts.count else { continue }
      let host = plan.hosts[record.host].name
      pools += clients[client].poolReports().map { BrowserPool(host: host, pool: $0) }
    }
    return pools
  }

  /// Says of those who wait for a connection who holds them.
  private mutating func explainWaiting(at pool: PoolReport) {
    guard !pool.waiting.isEmpty else { return }
    let most = 8
    let things = pool.version == .http2 ? "streams" : "connections"
    var holders = pool.held.prefix(most).map { ledger.consumers[Int($0.consumer)].title }
    if pool.held.count > most { holders.append("\(pool.held.count - most) more") }
    for entry in pool.waiting {
      let since = entry.since.elapsed(since: .zero).seconds(decimals: 3)
      ledger.explain(
        "it waited since \(since) s for one of \(pool.held.count) \(things) to \(pool.origin), "
          + "held by \(holders.joined(separator: ", "))",
        of: entry.consumer)
    }
  }

  /// Whether an event that was not delivered could still have come.
  private func isPending(_ obligation: Obligation) -> Bool {
    let consumer = ledger.consumers[Int(obligation.consumer)]
    guard consumer.status == .running || consumer.status == .idle else { return false }
    if case .transfer = endpoints[Int(streamOwners[Int(obligation.stream)])].program {
      return isGoingOn(transferOf: obligation.consumer)
    }
    if obligation.lastHop == .written, obligation.connection != .max {
      let writer = SocketHandle(index: obligation.connection * 2 + 1)
      if network.isUndelivered(sentBy: writer, upTo: obligation.offset) { return true }
    }
    guard obligation.number > ledger.highestDelivered(obligation) else { return false }
    guard case .server(let server) = endpoints[Int(streamOwners[Int(obligation.stream)])].program
    else { return false }
    return servers[server].canReplay(stream: obligation.stream, number: obligation.number)
  }
}
