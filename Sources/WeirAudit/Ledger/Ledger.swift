public import WeirPrimitives

/// The account of every event and everyone who should get it.
///
/// Fed with what the world observes: a stream comes into being, a consumer becomes a recipient of
/// it, an event is emitted (an obligation for each recipient), written to a connection, handed
/// over. It judges nothing; expectations do.
public struct Ledger: Sendable {
  public struct Event: Sendable {
    public let emittedAt: Instant
    /// Bytes of the event as encoded by the server.
    public let bytes: UInt32
    /// Whether nothing follows it in its stream.
    public let isLast: Bool
    let firstObligation: UInt32
    let recipients: UInt32
  }

  public struct Stream: Sendable {
    public let name: String
    /// The host that emits it.
    public let host: String
    public internal(set) var events: [Event] = []
    /// Consumers, in the order in which they became recipients.
    public internal(set) var recipients: [UInt32] = []
    /// Whether its last event has been emitted.
    public var isFinished: Bool { events.last?.isLast ?? false }
  }

  public internal(set) var consumers: [ConsumerRecord]
  public internal(set) var streams: [Stream] = []
  public internal(set) var obligations: [Obligation] = []
  /// Deliveries after the first, in the order in which they happened.
  public internal(set) var repeatedDeliveries: [(obligation: UInt32, at: Instant)] = []
  /// Deliveries to consumers that were never recipients of the stream, or of unknown events.
  public internal(set) var strayDeliveries: [StrayDelivery] = []
  /// How the ends of each connection held it, where an expectation asks for that.
  public private(set) var connectionEnds: [ConnectionEnds] = []
  /// Obligations not yet handed over.
  public internal(set) var openCount = 0
  /// What is noted beside events and deliveries.
  public internal(set) var observed = Observations()

  /// Stands for no consumer.
  public static let nobody = UInt32.max

  public struct StrayDelivery: Sendable {
    public let stream: UInt32
    public let number: UInt32
    public let consumer: UInt32
    public let at: Instant
  }

  public init(consumers: [ConsumerRecord]) {
    self.consumers = consumers
  }

  // MARK: What is observed

  /// Adds a consumer; its number is the count of consumers before it.
  public mutating func add(_ consumer: ConsumerRecord) { consumers.append(consumer) }

  /// Takes note of a new stream; its number is the count of streams before it.
  public mutating func openStream(name: String, host: String) {
    streams.append(Stream(name: name, host: host))
  }

  /// Makes a consumer a recipient of all that the stream emits from now on.
  public mutating func subscribe(_ consumer: UInt32, to stream: UInt32) {
    let place = UInt32(streams[Int(stream)].recipients.count)
    guard consumers[Int(consumer)].add(stream: stream, place: place) else { return }
    streams[Int(stream)].recipients.append(consumer)
  }

  /// Takes note of an event; its number is one more than that of the event before it.
  public mutating func emit(
    stream: UInt32, number: UInt32, bytes: UInt32, isLast: Bool, at now: Instant
  ) {
    let index = Int(stream)
    precondition(number == streams[index].events.count + 1, "events are numbered without gaps")
    streams[index].events.append(
      Event(
        emittedAt: now, bytes: bytes, isLast: isLast,
        firstObligation: UInt32(obligations.count),
        recipients: UInt32(streams[index].recipients.count)))
    for consumer in streams[index].recipients {
      obligations.append(
        Obligation(stream: stream, number: number, consumer: consumer, emittedAt: now))
      if consumers[Int(consumer)].status == .stopped {
        obligations[obligations.count - 1].flags.insert(.excused)
      } else {
        openCount += 1
      }
    }
  }

  /// Takes note that a server wrote an event to a connection that serves a consumer.
  public mutating func written(
    stream: UInt32, number: UInt32, to consumer: UInt32, connection: UInt32, offset: UInt64,
    at now: Instant
  ) {
    guard let index = obligation(stream: stream, number: number, consumer: consumer) else {
      return
    }
    obligations[index].connection = connection
    obligations[index].offset = offset
    if !obligations[index].isDelivered {
      obligations[index].lastHop = .written
      obligations[index].lastHopAt = now
    }
  }

  /// Takes note that an application was given an event.
  ///
  /// An event from before the consumer became a recipient is neither owed nor stray: it asked for
  /// the beginning as well.
  public mutating func handedOver(
    stream: UInt32, number: UInt32, to consumer: UInt32, at now: Instant
  ) {
    guard let subscription = consumers[Int(consumer)].subscription(to: stream),
      let event = event(stream: stream, number: number)
    else {
      strayDeliveries.append(
        StrayDelivery(stream: stream, number: number, consumer: consumer, at: now))
      return
    }
    if event.isLast { consumers[Int(consumer)].sawLastEvent = true }
    if number > subscription.highest + 1 {
      noteGap(
        before: number, behind: subscription.highest, stream: stream, place: subscription.place,
        of: consumer, at: now)
    }
    if !observed.announced.isEmpty { observed.announced.removeAll { $0 == consumer } }
    let comesBehind = consumers[Int(consumer)].noteDelivery(of: number, stream: stream)
    guard subscription.place < event.recipients else { return }
    let index = Int(event.firstObligation + subscription.place)
    if obligations[index].isDelivered {
      obligations[index].flags.insert(.duplicated)
      repeatedDeliveries.append((UInt32(index), now))
    } else {
      obligations[index].deliveredAt = now
      if obligations[index].flags.remove(.excused) == nil { openCount -= 1 }
      if comesBehind { obligations[index].flags.insert(.reordered) }
    }
    if obligations[index].deliveryCount < .max { obligations[index].deliveryCount += 1 }
    obligations[index].lastHop = .application
    obligations[index].lastHopAt = now
  }

  public mutating func setStatus(
    _ status: ConsumerStatus, of consumer: UInt32, at now: Instant
  ) {
    consumers[Int(consumer)].status = status
    if status == .stopped { excuse(consumer) }
    if consumers[Int(consumer)].aim == .response { noteAsk(status, of: consumer, at: now) }
  }

  /// Nobody waits any more for what a consumer has not got.
  private mutating func excuse(_ consumer: UInt32) {
    for index in obligations.indices
    where obligations[index].consumer == consumer && !obligations[index].isDelivered
      && !obligations[index].flags.contains(.excused)
    {
      obligations[index].flags.insert(.excused)
      openCount -= 1
    }
  }

  /// Notes, at the end of the run, which undelivered events could still have come.
  public mutating func markPending(_ indices: [Int]) {
    for index in indices { obligations[index].flags.insert(.pending) }
  }

  /// Notes, at the end of the run, which undelivered events had been read all the same.
  public mutating func markRead(_ indices: [Int]) {
    for index in indices { obligations[index].flags.insert(.read) }
  }

  /// Notes, at the end of the run, how long the ends of a connection held it alive.
  public mutating func note(_ ends: ConnectionEnds) { connectionEnds.append(ends) }

  // MARK: Queries

  private func event(stream: UInt32, number: UInt32) -> Event? {
    guard Int(stream) < streams.count, number >= 1,
      Int(number) <= streams[Int(stream)].events.count
    else { return nil }
    return streams[Int(stream)].events[Int(number) - 1]
  }

  /// The place of one event and recipient in ``obligations``; nil when nothing is owed.
  private func obligation(stream: UInt32, number: UInt32, consumer: UInt32) -> Int? {
    guard let event = event(stream: stream, number: number),
      let place = consumers[Int(consumer)].subscription(to: stream)?.place,
      place < event.recipients
    else { return nil }
    return Int(event.firstObligation + place)
  }

  /// The highest number of an obligation's stream that its consumer was handed; 0 for none.
  public func highestDelivered(_ obligation: Obligation) -> UInt32 {
    consumers[Int(obligation.consumer)].subscription(to: obligation.stream)?.highest ?? 0
  }

  /// What became of an obligation: the first that applies; `late` only where a limit is given.
  public func outcome(of obligation: Obligation, lateAfter limit: TimeSpan? = nil) -> Outcome {
    outcomes(of: obligation, lateAfter: limit)[0]
  }

  /// Everything that can be said of an obligation, in the order of ``Outcome``.
  ///
  /// `misrouted` is not among it: what goes astray was owed to nobody, see ``strayDeliveries``.
  public func outcomes(of obligation: Obligation, lateAfter limit: TimeSpan? = nil) -> [Outcome] {
    guard obligation.isDelivered else {
      return [obligation.flags.isDisjoint(with: [.pending, .excused]) ? .lost : .pending]
    }
    var outcomes: [Outcome] = []
    if obligation.flags.contains(.duplicated) { outcomes.append(.duplicated) }
    if obligation.flags.contains(.reordered) { outcomes.append(.reordered) }
    if let limit, obligation.deliveredAt.elapsed(since: obligation.emittedAt) > limit {
      outcomes.append(.late)
    }
    return outcomes + [.delivered]
  }
}
