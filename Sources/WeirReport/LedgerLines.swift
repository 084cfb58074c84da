internal import WeirAudit
internal import WeirPrimitives
internal import WeirScenario
internal import WeirWorld

extension RunReport {
  /// The ledger, one JSON object a line for each event and recipient, in the order of emission.
  ///
  /// Deliveries to somebody who was not a recipient follow, with the outcome `misrouted`.
  public func ledgerLines(_ emit: (String) -> Void) {
    let ledger = result.ledger
    let limit = latencyLimit
    var repeats: [[Instant]] = []
    if !ledger.repeatedDeliveries.isEmpty {
      repeats = Array(repeating: [], count: ledger.obligations.count)
      for (obligation, instant) in ledger.repeatedDeliveries {
        repeats[Int(obligation)].append(instant)
      }
    }
    for (index, obligation) in ledger.obligations.enumerated() {
      var deliveries = obligation.isDelivered ? [obligation.deliveredAt] : []
      if !repeats.isEmpty { deliveries += repeats[index] }
      let outcome = ledger.outcome(of: obligation, lateAfter: limit)
      emit(line(obligation, deliveries: deliveries, outcome: outcome, lateAfter: limit))
    }
    for stray in ledger.strayDeliveries { emit(line(stray)) }
  }

  private var latencyLimit: TimeSpan? {
    for expectation in scenario.plan.expectations {
      if case .latency(let limit) = expectation { return limit }
    }
    return nil
  }

  private func line(
    _ obligation: Obligation, deliveries: [Instant], outcome: Outcome, lateAfter: TimeSpan?
  ) -> String {
    let ledger = result.ledger
    let stream = ledger.streams[Int(obligation.stream)]
    let event = stream.events[Int(obligation.number) - 1]
    var writer = JSONWriter()
    writer.object { object in
      object.member("stream", stream.name)
      object.member("sequence", obligation.number)
      object.member("id", "\(obligation.number)")
      object.member("recipient", ledger.consumers[Int(obligation.consumer)].host)
      object.member("direction", "down")
      object.member("bytes", event.bytes)
      object.member("emittedNanoseconds", obligation.emittedAt.nanoseconds)
      object.key("deliveries")
      object.array { array in for instant in deliveries { array.value(instant.nanoseconds) } }
      object.member("outcome", outcome.rawValue)
      object.member("flags", flags(of: obligation, lateAfter: lateAfter))
      object.member("lastHop", "\(obligation.lastHop)")
      object.key("connection")
      if obligation.connection == .max {
        object.null()
      } else {
        object.value(obligation.connection + 1)
      }
    }
    return writer.text
  }

  private func flags(of obligation: Obligation, lateAfter: TimeSpan?) -> [String] {
    var flags: [String] = []
    if !obligation.isDelivered {
      flags.append(obligation.flags.contains(.pending) ? "pending" : "lost")
    }
    if obligation.flags.contains(.duplicated) { flags.append("duplicated") }
    if obligation.flags.contains(.reordered) { flags.append("reordered") }
    if obligation.isDelivered {
      if let lateAfter,
        obligation.deliveredAt.elapsed(since: obligation.emittedAt) > lateAfter
      {
        flags.append("late")
      }
      flags.append("delivered")
    }
    return flags
  }

  private func line(_ stray: Ledger.StrayDelivery) -> String {
    let ledger = result.ledger
    let stream = ledger.streams[Int(stray.stream)]
    var writer = JSONWriter()
    writer.object { object in
      object.member("stream", stream.name)
      object.member("sequence", stray.number)
      object.member("id", "\(stray.number)")
      object.member("recipient", ledger.consumers[Int(stray.consumer)].host)
      object.member("direction", "down")
      let event = stream.events[Int(stray.number) - 1]
      object.member("bytes", event.bytes)
      object.member("emittedNanoseconds", event.emittedAt.nanoseconds)
      object.key("deliveries")
      object.array { $0.value(stray.at.nanoseconds) }
      object.member("outcome", Outcome.misrouted.rawValue)
      object.member("flags", ["misrouted"])
      object.member("lastHop", "application")
      object.key("connection")
      object.null()
    }
    return writer.text
  }
}
