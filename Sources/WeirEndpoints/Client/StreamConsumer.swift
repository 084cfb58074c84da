internal import WeirHTTP
internal import WeirPrimitives
internal import WeirStreaming

/// One conversation, subscription or request of a client, through all its connections.
struct StreamConsumer: Sendable {
  enum Phase: Sendable {
    case idle
    /// The connection or the response's head is awaited.
    case connecting
    /// The body is being read.
    case streaming
    /// The next attempt is awaited.
    case waiting
    /// It was closed while its page is hidden.
    case suspended
    /// Complete, failed or stopped.
    case ended
  }

  let request: ConsumerRequest
  /// Its number in the audit.
  let number: UInt32
  /// The name of its answer: what makes it resumable before the first event has arrived.
  var key: [UInt8]
  private let shared: SharedPolicy
  /// The origin it turns to.
  let home: UInt32
  let hostName: [UInt8]
  /// The page it runs in; ``noPage`` for none.
  let page: UInt32

  static let noPage = UInt32.max

  var phase = Phase.idle
  /// Whether it has a request at the agent.
  var isConnected = false
  /// Where its next request goes: another place than ``home`` behind a redirect.
  var destination: Destination?
  /// Reads an answer, or a topic without an `EventSource`.
  var reader: EventStreamParser
  /// Follows a topic; nil for whoever does without.
  var source: EventSource?
  var lastByteAt = Instant.zero
  /// Whether the answer was asked for.
  var hasPosted = false
  /// Whether the request under way is the POST: sent once more, unprocessed, it still is.
  var isPosting = false
  /// Whether a stream has begun before, so that the next request is a reconnection.
  var hasStreamed = false
  /// The wait that its server asked for, where its reader obeys that.
  var retryTime: TimeSpan?
  /// Whether an event was dispatched at a CR whose LF, and with it the event's mark, may follow.
  var awaitsLineFeed = false
  var handedOver: UInt64 = 0
  /// Attempts in a row that came to nothing.
  var failures = 0
  var redirects = 0
  /// The id that is told in the query, by an `EventSource` that was made anew.
  var queryID: [UInt8] = []
  /// The highest number handed over, where repeated events are dropped.
  var highestID: UInt64 = 0
  /// What a reader without faults would make of the same bytes; nil where nobody asks.
  var reference = OnNeed<EventStreamParser>()
  /// What has come while its page is frozen.
  var held = OnNeed<HeldBody>()

  init(
    request: ConsumerRequest, number: UInt32, key: [UInt8], policy: ClientPolicy, home: UInt32,
    hostName: [UInt8], page: UInt32
  ) {
    self.request = request
    self.number = number
    self.key = key
    shared = SharedPolicy(policy)
    self.home = home
    self.hostName = hostName
    self.page = page
    reader = policy.newReader()
  }

  var policy: ClientPolicy { _read { yield shared.policy } }

  /// Keeps something for when its page thaws; in place, for a minute of bytes may come.
  mutating func holds(_ change: (inout HeldBody) -> Void) {
    if !held.isThere { held.value = HeldBody() }
    held.update(change)
  }

  /// Whether it reads an answer, not a topic.
  var isAnswer: Bool {
    switch request {
    case .chat: true
    case .follow, .plain: false
    }
  }

  var isPlain: Bool {
    if case .plain = request { true } else { false }
  }

  /// Whether it follows a topic by way of an `EventSource`.
  var usesEventSource: Bool {
    if case .follow = request { policy.reader == .eventSource } else { false }
  }

  /// Whether its requests can be written: RFC 9112 section 3.2 knows no other targets for these.
  var isWritable: Bool {
    let isHost = !hostName.isEmpty && hostName.allSatisfy { Self.isHostCharacter($0) }
    switch request {
    case .chat(let query, _):
      return isHost && IdempotencyKey.isLegal(key) && query.utf8.allSatisfy(Self.isVisible)
    case .follow(let path), .plain(let path, _):
      return isHost && path.utf8.first == UInt8(ascii: "/") && path.utf8.allSatisfy(Self.isVisible)
    }
  }

  private static func isVisible(_ byte: UInt8) -> Bool { byte > ASCII.space && byte < 0x7F }

  /// Letters, digits, dots and hyphens, brackets of indices; and what a port or an address needs.
  private static func isHostCharacter(_ byte: UInt8) -> Bool {
    let isLetter = ASCII.lowercased(byte) &- 0x61 < 26
    if isLetter || ASCII.isDigit(byte) { return true }
    return switch byte {
    case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: ":"),
      UInt8(ascii: "["), UInt8(ascii: "]"):
      true
    default: false
    }
  }

  /// The id of the last event, as its reader has it.
  var lastEventID: [UInt8] { source?.parser.lastEventID ?? reader.lastEventID }

  /// The position it tells the server in a header; empty for none.
  var toldEventID: [UInt8] {
    guard policy.resume == .lastEventID else { return [] }
    return source?.parser.lastEventIDHeader ?? reader.lastEventIDHeader
  }
}

/// A policy, kept once for all copies of a consumer.
private final class SharedPolicy: Sendable {
  let policy: ClientPolicy

  init(_ policy: ClientPolicy) { self.policy = policy }
}

/// A value that few consumers have: the others pay a pointer for it.
struct OnNeed<Value: Sendable>: Sendable {
  private var storage: [Value] = []

  var value: Value? {
    get { storage.first }
    set { storage = newValue.map { [$0] } ?? [] }
  }

  var isThere: Bool { !storage.isEmpty }

  /// Changes the value in place, if there is one.
  mutating func update(_ change: (inout Value) -> Void) {
    if !storage.isEmpty { change(&storage[0]) }
  }
}

/// An origin and a target there.
struct Destination: Sendable, Equatable {
  var origin: UInt32
  var target: [UInt8]
}

/// What has come for a page that is frozen: its network process reads on, its handlers stand still.
struct HeldBody: Sendable {
  var bytes: [UInt8] = []
  /// Their ends count from the first byte held.
  var marks: [Mark] = []
  /// How the response ended meanwhile.
  var end: UInt64?
  /// Whether a wait was over meanwhile.
  var waitIsOver = false
  /// Whether the watchdog was due meanwhile.
  var watchdogIsDue = false
}

extension ClientPolicy {
  /// The mistakes of its reader, and those it was given beside.
  var mistakes: EventStreamMistakes {
    var mistakes: EventStreamMistakes =
      switch reader {
      case .eventSource: []
      case .fetchEventSource: .fetchEventSource
      case .perRead: .perRead
      case .perReadDecoding: .perReadDecoding
      case .lineFeedOnly: .lineFeedOnly
      }
    if commitsIDBeforeDispatch { mistakes.insert(.commitsIDBeforeDispatch) }
    if emptiesIDOnReconnect { mistakes.insert(.emptiesIDBufferOnNewStream) }
    return mistakes
  }

  var streamLimits: EventStreamLimits {
    guard let lineLimit else { return .default }
    return EventStreamLimits(
      lineBytes: max(lineLimit.bytes, 1), takesLongLinesForEnd: lineLimit.looksLikeEnd)
  }

  func newReader() -> EventStreamParser {
    EventStreamParser(limits: streamLimits, mistakes: mistakes)
  }
}
