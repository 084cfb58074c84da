internal import WeirAudit
internal import WeirPrimitives
internal import WeirScenario
internal import WeirWorld

extension RunReport {
  /// The ledger, one JSON object a line for each event and recipient, in the order of emission.
  ///
  /// Deliveries to somebody who was not a recipient follow, with the outcome `misrouted`; what is
  /// not known of an event that was never emitted is null.
  public func ledgerLines(_ emit: (String) -> Void) {
    let ledger = result.ledger
    var repeats: [[Instant]] = []
    if !ledger.repeatedDeliveries.isEmpty {
      repeats = Array(repeating: [], count: ledger.obligations.count)
      for (obligation, instant) in ledger.repeatedDeliveries {
        repeats[Int(obligation)].append(instant)
      }
    }
    let limit = latencyLimit
    for (index, obligation) in ledger.obligations.enumerated() {
      var deliveries = obligation.isDelivered ? [obligation.deliveredAt] : []
      if !repeats.isEmpty { deliveries += repeats[index] }
      emit(
        line(
          stream: obligation.stream, number: obligation.number, consumer: obligation.consumer,
          deliveries: deliveries, outcomes: ledger.outcomes(of: obligation, lateAfter: limit),
          lastHop: obligation.lastHop,
          connection: obligation.connection == .max ? nil : obligation.connection + 1))
    }
    for stray in ledger.strayDeliveries {
      emit(
        line(
          stream: stray.stream, number: stray.number, consumer: stray.consumer,
          deliveries: [stray.at], outcomes: [.misrouted], lastHop: .application, connection: nil))
    }
  }

  private var latencyLimit: TimeSpan? {
    for expectation in scenario.plan.expectations {
      if case .latency(let limit) = expectation { return limit }
    }
    return nil
  }

  private func line(
    stream: UInt32, number: UInt32, consumer: UInt32, deliveries: [Instant],
    outcomes: [Outcome], lastHop: Hop, connection: UInt32?
  ) -> String {
    let streams = result.ledger.streams
    let source = Int(stream) < streams.count ? streams[Int(stream)] : nil
    // What strayed may be an event that nobody emitted.
    let events = source?.events ?? []
    let event = number > 0 && Int(number) <= events.count ? events[Int(number) - 1] : nil
    var writer = JSONWriter()
    writer.object { object in
      object.member("stream", source?.name)
      object.member("sequence", number)
      object.member("id", "\(number)")
      object.member("recipient", result.ledger.consumers[Int(consumer)].host)
      object.member("direction", result.ledger.consumers[Int(consumer)].direction.rawValue)
      object.member("bytes", event?.bytes)
      object.member("emittedNanoseconds", event?.emittedAt.nanoseconds)
      object.key("deliveries")
      object.array { array in for instant in deliveries { array.value(instant.nanoseconds) } }
      object.member("outcome", outcomes.first?.rawValue)
      object.member("flags", outcomes.map(\.rawValue))
      object.member("lastHop", "\(lastHop)")
      object.key("connection")
      if let connection { object.value(connection) } else { object.null() }
    }
    return writer.text
  }
}
