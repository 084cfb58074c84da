/// How a consumer stands with what it asked for.
public enum ConsumerStatus: UInt8, Sendable {
  /// It has not asked yet.
  case idle
  /// It is following its stream, or trying to.
  case running
  /// It says that it has everything.
  case complete
  /// It gave up, or was told that there is nothing to have.
  case failed
  /// It was asked to stop.
  case stopped
}

/// Which way events go, seen from the one that connects.
public enum StreamDirection: String, Sendable {
  case down
  case up
}

/// What a consumer waits for.
public enum ConsumerAim: UInt8, Sendable {
  /// Events, for as long as there are any.
  case events
  /// Everything up to a last event.
  case lastEvent
  /// The answer to a plain request.
  case response
  /// No event: it is a consumer by name only.
  case nothing

  /// Whether it waits for events of a stream.
  public var isStream: Bool { self == .events || self == .lastEvent }
}

/// One who is to get the events of a stream: a conversation or a subscription of one client.
public struct ConsumerRecord: Sendable {
  /// The host it runs on.
  public let host: String
  /// What it asks for, in the words of the scenario: `chat`, `/api/events`.
  public let purpose: String
  public let aim: ConsumerAim
  public let direction: StreamDirection
  public var status = ConsumerStatus.idle
  /// Whether it is an action of a user, to which one answer is to be generated.
  public var isAction = false
  /// Whether the last event of a stream was handed over to it.
  public internal(set) var sawLastEvent = false
  /// The streams it is a recipient of, by rising number.
  private var subscriptions: [Subscription] = []
  /// Where in ``subscriptions`` the last one looked up is.
  private var recent = 0

  public init(
    host: String, purpose: String, aim: ConsumerAim = .events, direction: StreamDirection = .down
  ) {
    self.host = host
    self.purpose = purpose
    self.aim = aim
    self.direction = direction
  }
}

/// What a consumer's deliveries of one stream are told apart by.
///
/// Kept with the consumer: it has few streams, while a stream may have any number of recipients.
struct Subscription: Sendable {
  let stream: UInt32
  /// The consumer's place among the recipients of the stream.
  let place: UInt32
  /// The highest number handed over; 0 for none.
  var highest: UInt32 = 0
}

extension ConsumerRecord {
  /// Adds a stream; returns false when it is there already.
  mutating func add(stream: UInt32, place: UInt32) -> Bool {
    let index = firstIndex(from: stream)
    if index < subscriptions.count, subscriptions[index].stream == stream { return false }
    subscriptions.insert(Subscription(stream: stream, place: place), at: index)
    return true
  }

  /// The stream of the highest number that it is a recipient of.
  public var latestStream: UInt32? { subscriptions.last?.stream }

  func subscription(to stream: UInt32) -> Subscription? {
    let index = firstIndex(from: stream)
    guard index < subscriptions.count, subscriptions[index].stream == stream else { return nil }
    return subscriptions[index]
  }

  /// Takes note of a delivery; returns whether a higher number was handed over before.
  mutating func noteDelivery(of number: UInt32, stream: UInt32) -> Bool {
    let index = firstIndex(from: stream)
    guard index < subscriptions.count, subscriptions[index].stream == stream else { return false }
    recent = index
    let highest = subscriptions[index].highest
    subscriptions[index].highest = max(highest, number)
    return number < highest
  }

  /// The index of the first subscription to a stream of this number or a higher one.
  private func firstIndex(from stream: UInt32) -> Int {
    if recent < subscriptions.count, subscriptions[recent].stream == stream { return recent }
    var (low, high) = (0, subscriptions.count)
    while low < high {
      let middle = (low + high) / 2
      if subscriptions[middle].stream < stream { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
