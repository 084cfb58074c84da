public import WeirPrimitives

/// What is noted beside events and deliveries, much of it only where an expectation asks for it.
public struct Observations: Sendable {
  /// A plain request and what became of it.
  public struct Ask: Sendable {
    public let consumer: UInt32
    public let at: Instant
    /// When it was over; `distantFuture` while it is not.
    public internal(set) var endedAt = Instant.distantFuture
    public internal(set) var status = ConsumerStatus.running
  }

  /// Events that were passed over in what a consumer was handed.
  public struct Gap: Sendable {
    public let consumer: UInt32
    public let stream: UInt32
    public let missing: ClosedRange<UInt32>
    /// When the event behind it was handed over.
    public let at: Instant
    /// Whether the consumer was told before that.
    public let isAnnounced: Bool
  }

  /// A server began to generate what a consumer asked for.
  public struct Generation: Sendable {
    public let consumer: UInt32
    public let stream: UInt32
    public let at: Instant
  }

  /// The text of an event as it was handed over.
  public struct Text: Sendable {
    public let consumer: UInt32
    public let stream: UInt32
    public let number: UInt32
    public let at: Instant
  }

  /// An event was handed over that nobody sent.
  public struct UnsentEvent: Sendable {
    public let consumer: UInt32
    public let at: Instant
  }

  /// A connection was begun.
  public struct Connect: Sendable {
    public let at: Instant
    public let client: String
    public let server: String

    public init(at: Instant, client: String, server: String) {
      self.at = at
      self.client = client
      self.server = server
    }
  }

  /// What a reconnection said of where its consumer left off, and what would have been right.
  public struct Tell: Sendable {
    public let consumer: UInt32
    public let at: Instant
    public let id: [UInt8]
    public let expected: [UInt8]
  }

  /// A connection ended under a consumer that wanted more of it.
  public struct Close: Sendable {
    public let consumer: UInt32
    public let at: Instant
    /// Who ended it and how, as the rest of a sentence: `was reset`.
    public let how: String

    public init(consumer: UInt32, at: Instant, how: String) {
      self.consumer = consumer
      self.at = at
      self.how = how
    }
  }

  public internal(set) var asks: [Ask] = []
  public internal(set) var gaps: [Gap] = []
  public internal(set) var generations: [Generation] = []
  /// Texts that were compared, by consumer.
  public internal(set) var comparedTexts: [Int] = []
  /// Those that were not what had been emitted.
  public internal(set) var alteredTexts: [Text] = []
  public internal(set) var unsentEvents: [UnsentEvent] = []
  public internal(set) var connects: [Connect] = []
  /// Reconnections that told where they left off, and of those what was wrong.
  public internal(set) var tellCount = 0
  public internal(set) var wrongTells: [Tell] = []
  public internal(set) var closes: [Close] = []
  /// The last request of each consumer, by its place in ``asks``.
  var lastAsks: [Int?] = []
  /// What is known of why a consumer waits, for the evidence.
  var explanations: [(consumer: UInt32, sentence: String)] = []
  /// Consumers that were told of a gap and handed nothing since.
  var announced: [UInt32] = []
  /// The hashes of texts as emitted, by stream and event.
  var textHashes: [[UInt64?]] = []

  /// What was said of a consumer by ``Ledger/explain(_:of:)``.
  func explanations(of consumer: UInt32) -> [String] {
    explanations.filter { $0.consumer == consumer }.map(\.sentence)
  }
}

extension Ledger {
  /// Takes note that a server began to generate what a consumer asked for.
  public mutating func generated(_ stream: UInt32, for consumer: UInt32, at now: Instant) {
    observed.generations.append(
      Observations.Generation(consumer: consumer, stream: stream, at: now))
  }

  /// Takes note that a consumer was told that events are missing, or that it begins anew.
  public mutating func announcedGap(to consumer: UInt32) {
    if !observed.announced.contains(consumer) { observed.announced.append(consumer) }
  }

  /// Takes note that a consumer was handed an event that nobody sent.
  public mutating func handedOverUnsent(to consumer: UInt32, at now: Instant) {
    observed.unsentEvents.append(Observations.UnsentEvent(consumer: consumer, at: now))
  }

  /// Takes note of the text of an event as it was emitted.
  public mutating func emittedText(stream: UInt32, number: UInt32, hash: UInt64) {
    while observed.textHashes.count <= Int(stream) { observed.textHashes.append([]) }
    let missing = Int(number) - observed.textHashes[Int(stream)].count
    if missing > 0 {
      observed.textHashes[Int(stream)].append(contentsOf: repeatElement(nil, count: missing))
    }
    observed.textHashes[Int(stream)][Int(number) - 1] = hash
  }

  /// Takes note of the text of an event as it was handed over, and compares it.
  ///
  /// Nothing is compared where it is not known what was emitted.
  public mutating func handedOverText(
    stream: UInt32, number: UInt32, to consumer: UInt32, hash: UInt64, at now: Instant
  ) {
    guard number >= 1, Int(stream) < observed.textHashes.count,
      Int(number) <= observed.textHashes[Int(stream)].count,
      let emitted = observed.textHashes[Int(stream)][Int(number) - 1]
    else { return }
    while observed.comparedTexts.count <= Int(consumer) { observed.comparedTexts.append(0) }
    observed.comparedTexts[Int(consumer)] += 1
    guard emitted != hash else { return }
    observed.alteredTexts.append(
      Observations.Text(consumer: consumer, stream: stream, number: number, at: now))
  }

  /// Takes note that a connection was begun; they come in the order of time.
  public mutating func note(_ connect: Observations.Connect) { observed.connects.append(connect) }

  /// Takes note that a connection ended under a consumer.
  public mutating func note(_ close: Observations.Close) { observed.closes.append(close) }

  /// Takes note of what a reconnection told of where its consumer left off.
  ///
  /// - Parameters:
  ///   - id: empty where it told nothing.
  ///   - expected: what a client without faults would have told.
  public mutating func told(
    _ id: ArraySlice<UInt8>, expected: ArraySlice<UInt8>, by consumer: UInt32, at now: Instant
  ) {
    observed.tellCount += 1
    guard id != expected else { return }
    observed.wrongTells.append(
      Observations.Tell(consumer: consumer, at: now, id: Array(id), expected: Array(expected)))
  }

  /// Says, at the end of the run, why a consumer waits: for the evidence of its request.
  public mutating func explain(_ sentence: String, of consumer: UInt32) {
    observed.explanations.append((consumer, sentence))
  }

  // MARK: Requests

  /// Takes note that a plain request was made, or that it is over.
  mutating func noteAsk(_ status: ConsumerStatus, of consumer: UInt32, at now: Instant) {
    while observed.lastAsks.count <= Int(consumer) { observed.lastAsks.append(nil) }
    let last = observed.lastAsks[Int(consumer)]
    let open = last.flatMap { observed.asks[$0].status == .running ? $0 : nil }
    if status == .running {
      guard open == nil else { return }
      observed.lastAsks[Int(consumer)] = observed.asks.count
      observed.asks.append(Observations.Ask(consumer: consumer, at: now))
    } else if let open {
      observed.asks[open].status = status
      observed.asks[open].endedAt = now
    }
  }

  // MARK: Gaps

  /// Takes note of what was passed over, where an event is not the one behind the last.
  ///
  /// Nothing before the first event that the consumer was owed is missing.
  mutating func noteGap(
    before number: UInt32, behind highest: UInt32, stream: UInt32, place: UInt32,
    of consumer: UInt32, at now: Instant
  ) {
    var (low, high) = (Int(highest), Int(number) - 1)
    while low < high {
      let middle = (low + high) / 2
      if streams[Int(stream)].events[middle].recipients > place {
        high = middle
      } else {
        low = middle + 1
      }
    }
    let first = UInt32(low + 1)
    guard first < number else { return }
    observed.gaps.append(
      Observations.Gap(
        consumer: consumer, stream: stream, missing: first...(number - 1), at: now,
        isAnnounced: observed.announced.contains(consumer)))
  }
}
