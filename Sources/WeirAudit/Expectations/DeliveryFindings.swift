internal import WeirPrimitives

extension RunExpectation {
  /// Exactly what was emitted, once each, in order, for each recipient.
  func inOrderOnceFinding(_ ledger: Ledger, isCutShort: Bool) -> Finding {
    guard !ledger.obligations.isEmpty else {
      return finding(.inconclusive, ["no event was emitted for anybody"])
    }
    var failures: [String] = []
    var pendings: [String] = []
    for account in ledger.accounts {
      if !account.lost.isEmpty {
        failures.append("\(account.title) lost \(account.lost.count): ids \(listing(account.lost))")
        failures.append(contentsOf: ledger.whereLost(account))
      }
      if !account.duplicated.isEmpty {
        failures.append(
          "\(account.title) got \(account.duplicated.count) more than once: "
            + "ids \(listing(account.duplicated))")
      }
      if !account.reordered.isEmpty {
        failures.append(
          "\(account.title) got \(account.reordered.count) out of order: "
            + "ids \(listing(account.reordered))")
      }
      if !account.pending.isEmpty {
        pendings.append(
          "\(account.title) still waited for \(account.pending.count) when the run ended: "
            + "ids \(listing(account.pending))")
      }
    }
    if let stray = ledger.strayDeliveries.first {
      failures.append(
        "\(ledger.strayDeliveries.count) went to a consumer that was not to get them, first "
          + "id \(stray.number) of \(ledger.streamName(stray.stream))")
    }
    if isCutShort { pendings += ledger.cutShort.map { $0.sentenceOnCut } }
    if !failures.isEmpty { return finding(.failed, failures) }
    if !pendings.isEmpty { return finding(.inconclusive, pendings) }
    let count = ledger.obligations.count
    let words = count == 1 ? "1 event, handed over once" : "\(count) events, each handed over once"
    return finding(.passed, ["\(words) and in order"])
  }

  /// Nothing is handed over later than the limit; what was not handed over by then is late too.
  func latencyFinding(_ ledger: Ledger, limit: TimeSpan, endedAt: Instant) -> Finding {
    var worst: (delay: TimeSpan, obligation: Obligation)?
    var lateCount = 0
    var deliveredCount = 0
    var overdueCount = 0
    for obligation in ledger.obligations {
      if obligation.flags.contains(.excused) { continue }
      guard obligation.isDelivered else {
        if endedAt.elapsed(since: obligation.emittedAt) > limit { overdueCount += 1 }
        continue
      }
      deliveredCount += 1
      let delay = obligation.deliveredAt.elapsed(since: obligation.emittedAt)
      if delay > limit { lateCount += 1 }
      if delay > worst?.delay ?? .nanoseconds(-1) { worst = (delay, obligation) }
    }
    var evidence: [String] = []
    if overdueCount > 0 {
      evidence.append("\(overdueCount) had not come \(limit) after they were emitted, nor later")
    }
    if let worst {
      evidence.append(
        "\(lateCount) of \(deliveredCount) came later than \(limit); the slowest took "
          + "\(worst.delay.seconds(decimals: 3)) s (id \(worst.obligation.number) of "
          + "\(ledger.streamName(worst.obligation.stream)))")
    }
    if lateCount + overdueCount > 0 { return finding(.failed, evidence) }
    if deliveredCount == 0 { return finding(.inconclusive, ["no event was handed over"]) }
    return finding(.passed, evidence)
  }

  /// For each outage: each consumer that something was due to gets something new in time.
  ///
  /// A wait that the end of the run cut short proves nothing.
  func recoveryFinding(
    _ ledger: Ledger, _ outages: [Outage], limit: TimeSpan, endedAt: Instant
  ) -> Finding {
    let recoveries = ledger.recoveries(after: outages, within: limit)
    guard !recoveries.isEmpty else {
      return finding(.inconclusive, ["no outage ended while somebody waited for an event"])
    }
    var evidence: [(delay: TimeSpan, text: String)] = []
    var verdicts: [Verdict] = []
    for recovery in recoveries {
      let title = ledger.consumers[Int(recovery.consumer)].title
      if let delay = recovery.delay {
        verdicts.append(delay > limit ? .failed : .passed)
        evidence.append(
          (
            delay,
            "\(title): first new event \(delay.seconds(decimals: 3)) s after "
              + "\(recovery.outage) ended"
          ))
      } else {
        let isCutShort = endedAt <= recovery.waitedSince + limit
        verdicts.append(isCutShort ? .inconclusive : .failed)
        evidence.append((.max, "\(title): nothing new after \(recovery.outage) ended"))
      }
    }
    evidence.sort { $0.delay > $1.delay }
    return finding(Verdict.all(verdicts), evidence.map(\.text))
  }

  func completionFinding(_ ledger: Ledger) -> Finding {
    let complete = ledger.consumers.filter { $0.status == .complete && $0.aim.isStream }
    guard !complete.isEmpty else {
      return finding(.inconclusive, ["no consumer called itself complete"])
    }
    let wrong = complete.filter { !$0.sawLastEvent }
    if wrong.isEmpty {
      return finding(.passed, ["\(complete.count) complete, each with its last event"])
    }
    return finding(.failed, wrong.map { "\($0.title) is complete without its last event" })
  }
}

extension Ledger {
  /// Those who still waited for the last event of something that had begun.
  fileprivate var cutShort: [ConsumerRecord] {
    consumers.filter { $0.aim == .lastEvent && $0.status == .running && !$0.sawLastEvent }
  }

  /// A stray delivery may be of a stream that nobody announced.
  func streamName(_ number: UInt32) -> String {
    Int(number) < streams.count ? streams[Int(number)].name : "unknown stream \(number)"
  }
}

extension ConsumerRecord {
  /// What people call it: `phone's chat`.
  public var title: String { "\(host)'s \(purpose)" }

  fileprivate var sentenceOnCut: String { "\(title) was cut short by the run's end" }
}
