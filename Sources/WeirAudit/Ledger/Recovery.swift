public import WeirPrimitives

/// How long one consumer waited for something new after an outage.
public struct Recovery: Sendable {
  public let consumer: UInt32
  /// What caused the outage.
  public let outage: String
  /// Nil when nothing new came.
  public let delay: TimeSpan?
}

extension Ledger {
  /// For each ended outage and each consumer something was due to: how long it waited.
  ///
  /// Due: not delivered when the outage ended, emitted no later than `limit` after that, and not
  /// given up by then: nobody waits for an event behind which a later one was handed over. An
  /// outage that ends while another lasts is passed over, since the path does not work yet.
  public func recoveries(after outages: [Outage], within limit: TimeSpan) -> [Recovery] {
    var recoveries: [Recovery] = []
    for outage in outages where outage.end != .distantFuture {
      let isCovered = outages.contains { $0.begin <= outage.end && outage.end < $0.end }
      if isCovered { continue }
      for (consumer, instant) in firstDeliveries(after: outage.end, limit).enumerated() {
        guard let instant else { continue }
        recoveries.append(
          Recovery(
            consumer: UInt32(consumer), outage: outage.name,
            delay: instant == .distantFuture ? nil : instant.elapsed(since: outage.end)))
      }
    }
    return recoveries
  }

  /// By consumer: when it was handed something due for the first time; `distantFuture` for never,
  /// nil where nothing was due.
  private func firstDeliveries(after end: Instant, _ limit: TimeSpan) -> [Instant?] {
    var first = [Instant?](repeating: nil, count: consumers.count)
    var hasPassed: [Bool] = []
    for stream in streams {
      hasPassed.removeAll(keepingCapacity: true)
      hasPassed.append(contentsOf: repeatElement(false, count: stream.recipients.count))
      for event in stream.events.reversed() where event.emittedAt <= end + limit {
        for place in 0..<Int(event.recipients) {
          let obligation = obligations[Int(event.firstObligation) + place]
          if obligation.deliveredAt < end {
            hasPassed[place] = true
          } else if !obligation.isDelivered, hasPassed[place] {
            continue
          } else {
            let consumer = Int(obligation.consumer)
            first[consumer] = min(first[consumer] ?? .distantFuture, obligation.deliveredAt)
          }
        }
      }
    }
    return first
  }
}
