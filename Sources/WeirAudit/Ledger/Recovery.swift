public import WeirPrimitives

/// How long one consumer waited for something new after an outage.
public struct Recovery: Sendable {
  public let consumer: UInt32
  /// What caused the outage.
  public let outage: String
  /// Nil when nothing new came.
  public let delay: TimeSpan?
  /// From when on it waited: the end of the outage, or the first emission after it.
  public let waitedSince: Instant
}

/// What one consumer was due behind an outage.
private struct Due {
  /// The earliest emission of something it had not been handed when the outage ended.
  var emittedAt = Instant.distantFuture
  /// When it was handed something due for the first time; `distantFuture` for never.
  var firstAt = Instant.distantFuture
  /// Whether it waited for anything at all.
  var waits = false
}

extension Ledger {
  /// For each ended outage and each consumer something was due to: how long it waited.
  ///
  /// Due: not delivered when the outage ended, emitted no later than `limit` after that, and not
  /// given up by then: nobody waits for an event behind which a later one was handed over. The
  /// wait begins when the outage ends, or with the first emission if there was nothing before. An
  /// outage that ends while another lasts is passed over, since the path does not work yet.
  public func recoveries(after outages: [Outage], within limit: TimeSpan) -> [Recovery] {
    var recoveries: [Recovery] = []
    for outage in outages where outage.end != .distantFuture {
      let isCovered = outages.contains { $0.begin <= outage.end && outage.end < $0.end }
      if isCovered { continue }
      for (consumer, due) in dues(behind: outage, limit).enumerated() where due.waits {
        let since = max(outage.end, due.emittedAt)
        recoveries.append(
          Recovery(
            consumer: UInt32(consumer), outage: outage.name,
            delay: due.firstAt == .distantFuture ? nil : due.firstAt.elapsed(since: since),
            waitedSince: since))
      }
    }
    return recoveries
  }

  private func dues(behind outage: Outage, _ limit: TimeSpan) -> [Due] {
    var dues = [Due](repeating: Due(), count: consumers.count)
    var hasPassed: [Bool] = []
    for stream in streams {
      hasPassed.removeAll(keepingCapacity: true)
      hasPassed.append(contentsOf: repeatElement(false, count: stream.recipients.count))
      for event in stream.events.reversed() where event.emittedAt <= outage.end + limit {
        for place in 0..<Int(event.recipients) {
          let obligation = obligations[Int(event.firstObligation) + place]
          let consumer = Int(obligation.consumer)
          if obligation.flags.contains(.excused) { continue }
          if obligation.deliveredAt < outage.end {
            hasPassed[place] = true
          } else if obligation.isDelivered || !hasPassed[place] {
            dues[consumer].waits = true
            dues[consumer].emittedAt = min(dues[consumer].emittedAt, event.emittedAt)
            dues[consumer].firstAt = min(dues[consumer].firstAt, obligation.deliveredAt)
          }
        }
      }
    }
    return dues
  }
}
