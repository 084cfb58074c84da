internal import WeirAudit
internal import WeirEndpoints
internal import WeirKernel
internal import WeirPrimitives
internal import WeirScenario
internal import WeirWorld

extension RunReport {
  /// The run as one JSON object; the keys are a contract.
  public var json: String {
    var writer = JSONWriter()
    writer.object { object in
      object.member("scenario", scenario.path)
      object.member("variant", scenario.variant)
      object.member("profiles", scenario.profiles)
      object.member("set", scenario.settings)
      object.member("seed", result.seed)
      object.member("digest", result.digest.text)
      object.member("digestVersion", Digest.version)
      object.member("verdict", result.verdict.rawValue)
      object.member("expectedVerdict", scenario.expectedVerdict?.rawValue)
      object.key("expectations")
      object.array { array in
        for finding in result.findings {
          array.object { entry in
            entry.member("name", finding.name)
            entry.member("verdict", finding.verdict.rawValue)
            entry.member("evidence", finding.evidence)
          }
        }
      }
      object.key("metrics")
      object.object { writeMetrics(&$0) }
      object.member(
        "notApplicable", result.notApplicable.map { "\($0.profile) on \($0.target.text)" })
      object.member(
        "didNotHappen", result.neverBegun.map { "\($0.profile) on \($0.target.text)" })
      object.member("streamsNeverBegun", result.unreachedConsumers.map(\.title))
      object.member("end", story.endText)
      object.key("virtualSeconds")
      object.literal(
        TimeSpan(nanoseconds: result.endedAt.nanoseconds).seconds(decimals: 9))
      object.key("wallSeconds")
      if let wallTime {
        object.literal(wallTime.seconds(decimals: 6))
      } else {
        object.null()
      }
      object.member("events", result.eventCount)
      object.member("replay", replayCommand)
    }
    return writer.text
  }

  private func writeMetrics(_ metrics: inout JSONWriter) {
    metrics.member("packetsSent", result.packets.sent)
    metrics.member("packetsDelivered", result.packets.delivered)
    metrics.member("packetsDropped", result.packets.dropped)
    metrics.member("packetsInFlight", result.packets.inFlight)
    metrics.member("packetsDuplicated", result.packets.duplicated)
    metrics.member("segmentsRetransmitted", result.retransmissionCount)
    metrics.key("segmentsRetransmittedByHost")
    metrics.array { array in
      for entry in result.retransmissions {
        array.object { object in
          object.member("host", entry.host)
          object.member("segments", entry.segments)
        }
      }
    }
    metrics.member("connections", result.connectionCount)
    metrics.key("socketErrors")
    metrics.object { errors in
      for (name, count) in socketErrors { errors.member(name, count) }
    }
    metrics.key("slowestRecoveryNanoseconds")
    if let recovery = slowestRecovery {
      metrics.value(recovery.nanoseconds)
    } else {
      metrics.null()
    }
    metrics.key("consumers")
    metrics.array { array in
      for account in result.ledger.accounts {
        array.object { write(account, to: &$0) }
      }
    }
    metrics.key("pools")
    metrics.array { array in
      for browser in result.pools { array.object { write(browser, to: &$0) } }
    }
    metrics.key("transfers")
    metrics.array { array in
      for transfer in result.transfers { array.object { transfer.write(to: &$0) } }
    }
  }

  /// How often connections of clients failed, by the name of the error; those that did not occur
  /// are left out.
  private var socketErrors: [(name: String, count: Int)] {
    var counts: [(name: String, count: Int)] = []
    for error in SocketError.allCases {
      let count = result.timeline.count { entry in
        if case .note(let note) = entry.content { note.socketError == error } else { false }
      }
      if count == 0 { continue }
      // Both kinds of ETIMEDOUT are one name.
      if let place = counts.firstIndex(where: { $0.name == error.name }) {
        counts[place].count += count
      } else {
        counts.append((error.name, count))
      }
    }
    return counts
  }

  private func write(_ browser: BrowserPool, to object: inout JSONWriter) {
    let pool = browser.pool
    object.member("host", browser.host)
    object.member("origin", pool.origin)
    object.member("http", pool.version.rawValue)
    object.key("limit")
    if let limit = pool.limit { object.value(limit) } else { object.null() }
    object.member("idle", pool.idle)
    for (name, entries) in [("held", pool.held), ("waiting", pool.waiting)] {
      object.key(name)
      object.array { array in
        for entry in entries {
          array.object { object in
            object.member("consumer", result.ledger.consumers[Int(entry.consumer)].title)
            object.member("sinceNanoseconds", entry.since.nanoseconds)
          }
        }
      }
    }
  }

  private func write(_ account: Account, to object: inout JSONWriter) {
    let consumer = result.ledger.consumers[Int(account.consumer)]
    object.member("recipient", consumer.host)
    object.member("purpose", consumer.purpose)
    object.member("stream", result.ledger.streams[Int(account.stream)].name)
    object.member("status", "\(consumer.status)")
    object.member("owed", account.owed)
    object.member("delivered", account.delivered)
    for (name, numbers) in [
      ("lost", account.lost), ("duplicated", account.duplicated),
      ("reordered", account.reordered), ("pending", account.pending),
    ] {
      object.member(name, numbers.count)
    }
    object.key("lostIds")
    object.array { array in for number in account.lost { array.value(number) } }
    object.key("delayNanoseconds")
    object.object { delays in
      for (name, permille) in [("p50", 500), ("p95", 950), ("p99", 990), ("max", 1_000)] {
        delays.key(name)
        if let delay = account.delay(permille: permille) {
          delays.value(delay.nanoseconds)
        } else {
          delays.null()
        }
      }
    }
  }
}
