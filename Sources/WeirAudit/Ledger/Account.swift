public import WeirPrimitives

/// What one consumer was owed of one stream, and what it got.
public struct Account: Sendable {
  public let consumer: UInt32
  public let stream: UInt32
  /// The consumer's place among the recipients of the stream.
  let place: Int
  /// `phone's chat`.
  public let title: String
  public internal(set) var owed = 0
  public internal(set) var delivered = 0
  /// Numbers, rising.
  public internal(set) var lost: [UInt32] = []
  public internal(set) var pending: [UInt32] = []
  public internal(set) var duplicated: [UInt32] = []
  public internal(set) var reordered: [UInt32] = []
  /// In the order of emission: most runs are judged without anybody asking for percentiles.
  fileprivate var unsortedDelays: [TimeSpan] = []

  /// Delays from emission to first delivery, sorted.
  public var delays: [TimeSpan] { unsortedDelays.sorted() }

  /// The delay that so many thousandths of the deliveries did not exceed (nearest rank).
  public func delay(permille: Int) -> TimeSpan? {
    precondition((0...1_000).contains(permille), "there are no \(permille) thousandths")
    let delays = delays
    guard !delays.isEmpty else { return nil }
    let rank = (delays.count * permille + 999) / 1_000
    return delays[max(rank, 1) - 1]
  }
}

extension Ledger {
  /// Obligations that were not met and could no longer have been.
  public var lostCount: Int {
    obligations.count { !$0.isDelivered && $0.flags.isDisjoint(with: [.pending, .excused]) }
  }

  /// One account for each stream and recipient, in the order in which they came into being.
  public var accounts: [Account] {
    var accounts: [Account] = []
    var firstAccount: [Int] = []
    for (index, stream) in streams.enumerated() {
      firstAccount.append(accounts.count)
      for (place, consumer) in stream.recipients.enumerated() {
        accounts.append(
          Account(
            consumer: consumer, stream: UInt32(index), place: place,
            title: consumers[Int(consumer)].title))
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
    return accounts
  }

  /// Sentences that say how far lost events came, one for each place.
  func whereLost(_ account: Account) -> [String] {
    var places: [(connection: UInt32?, isRead: Bool, numbers: [UInt32])] = []
    for event in streams[Int(account.stream)].events where account.place < event.recipients {
      let obligation = obligations[Int(event.firstObligation) + account.place]
      if obligation.isDelivered || !obligation.flags.isDisjoint(with: [.pending, .excused]) {
        continue
      }
      let connection = obligation.lastHop == .source ? nil : obligation.connection
      let isRead = obligation.flags.contains(.read)
      let known = places.lastIndex { $0.connection == connection && $0.isRead == isRead }
      if let place = known {
        places[place].numbers.append(obligation.number)
      } else {
        places.append((connection, isRead, [obligation.number]))
      }
    }
    return places.map { connection, isRead, numbers in
      let fate =
        connection.map {
          isRead
            ? "read from connection \($0 + 1), and not handed over"
            : "written to connection \($0 + 1), which ended before they arrived"
        } ?? "written to no connection: nobody was connected, and none asked for them later"
      return "  ids \(listing(numbers)): \(fate)"
    }
  }
}

extension Account {
  fileprivate mutating func take(_ obligation: Obligation) {
    if obligation.flags.contains(.excused) { return }
    owed += 1
    let number = obligation.number
    if obligation.isDelivered {
      delivered += 1
      unsortedDelays.append(obligation.deliveredAt.elapsed(since: obligation.emittedAt))
      if obligation.flags.contains(.duplicated) { duplicated.append(number) }
      if obligation.flags.contains(.reordered) { reordered.append(number) }
    } else if obligation.flags.contains(.pending) {
      pending.append(number)
    } else {
      lost.append(number)
    }
  }
}
