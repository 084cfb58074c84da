public import WeirPrimitives

/// What one consumer was owed of one stream, and what it got.
public struct Account: Sendable {
  public let consumer: UInt32
  public let stream: UInt32
  /// `phone's chat`.
  public let title: String
  public internal(set) var owed = 0
  public internal(set) var delivered = 0
  /// Numbers, rising.
  public internal(set) var lost: [UInt32] = []
  public internal(set) var pending: [UInt32] = []
  public internal(set) var duplicated: [UInt32] = []
  public internal(set) var reordered: [UInt32] = []
  /// Delays from emission to first delivery, sorted.
  public internal(set) var delays: [TimeSpan] = []

  /// The delay that so many thousandths of the deliveries did not exceed (nearest rank).
  public func delay(permille: Int) -> TimeSpan? {
    guard !delays.isEmpty else { return nil }
    let rank = (delays.count * permille + 999) / 1_000
    return delays[max(rank, 1) - 1]
  }
}

/// How long one consumer waited for something new after an outage.
public struct Recovery: Sendable {
  public let consumer: UInt32
  /// What caused the outage.
  public let outage: String
  /// Nil when nothing new came.
  public let delay: TimeSpan?
}

extension Ledger {
  /// One account for each stream and recipient, in the order in which they came into being.
  public var accounts: [Account] {
    var accounts: [Account] = []
    var firstAccount: [Int] = []
    for (index, stream) in streams.enumerated() {
      firstAccount.append(accounts.count)
      for consumer in stream.recipients {
        accounts.append(
          Account(
            consumer: consumer, stream: UInt32(index), title: consumers[Int(consumer)].title))
      }
    }
    for stream in streams.indices {
      for event in streams[stream].events {
        for place in 0..<Int(event.recipients) {
          accounts[firstAccount[stream] + place].take(
            obligations[Int(event.firstObligation) + place])
        }
      }
    }
    for index in accounts.indices { accounts[index].delays.sort() }
    return accounts
  }

  /// For each ended outage and each consumer something was due to: how long it waited.
  ///
  /// Due: not delivered when the outage ended, and emitted no later than `limit` after that.
  public func recoveries(after outages: [Outage], within limit: TimeSpan) -> [Recovery] {
    var recoveries: [Recovery] = []
    for outage in outages where outage.end != .distantFuture {
      var first = [Instant?](repeating: nil, count: consumers.count)
      for obligation in obligations {
        guard obligation.deliveredAt >= outage.end,
          obligation.emittedAt <= outage.end + limit
        else { continue }
        let earliest = first[Int(obligation.consumer)] ?? .distantFuture
        first[Int(obligation.consumer)] = min(earliest, obligation.deliveredAt)
      }
      for (consumer, instant) in first.enumerated() {
        guard let instant else { continue }
        recoveries.append(
          Recovery(
            consumer: UInt32(consumer), outage: outage.name,
            delay: instant == .distantFuture ? nil : instant.elapsed(since: outage.end)))
      }
    }
    return recoveries
  }

  /// Sentences that say how far lost events came, one for each place.
  func whereLost(_ account: Account) -> [String] {
    var places: [(text: String, numbers: [UInt32])] = []
    for obligation in obligations
    where obligation.consumer == account.consumer && obligation.stream == account.stream
      && !obligation.isDelivered && !obligation.flags.contains(.pending)
    {
      let text =
        obligation.lastHop == .source
        ? "written to no connection: nobody was connected, and none asked for them later"
        : "written to connection \(obligation.connection + 1), which ended before they arrived"
      if let place = places.firstIndex(where: { $0.text == text }) {
        places[place].numbers.append(obligation.number)
      } else {
        places.append((text, [obligation.number]))
      }
    }
    return places.map { "  ids \(listing($0.numbers)): \($0.text)" }
  }
}

extension Account {
  fileprivate mutating func take(_ obligation: Obligation) {
    owed += 1
    let number = obligation.number
    if obligation.isDelivered {
      delivered += 1
      delays.append(obligation.deliveredAt.elapsed(since: obligation.emittedAt))
      if obligation.flags.contains(.duplicated) { duplicated.append(number) }
      if obligation.flags.contains(.reordered) { reordered.append(number) }
    } else if obligation.flags.contains(.pending) {
      pending.append(number)
    } else {
      lost.append(number)
    }
  }
}
