internal import WeirHTTP
internal import WeirPrimitives
internal import WeirStreaming

/// One conversation or subscription of a client, through all its connections.
struct StreamConsumer: Sendable {
  enum Phase: Sendable {
    case idle
    /// The connection or the response's head is awaited.
    case connecting
    /// The body is being read.
    case streaming
    /// The next attempt is awaited.
    case waiting
    /// Complete, failed or stopped.
    case ended
  }

  let request: ConsumerRequest
  /// Its number in the audit.
  let number: UInt32
  /// The name it gives to an answer: what makes it resumable before the first event has arrived.
  let key: [UInt8]
  let policy: ClientPolicy
  let host: UInt32
  let port: UInt16
  let hostName: [UInt8]

  var phase = Phase.idle
  var socket: SocketID?
  var http = HTTP1ResponseParser()
  /// Reads an answer.
  var parser: EventStreamParser
  /// Follows a topic; nil for an answer.
  var source: EventSource?
  var lastByteAt = Instant.zero
  /// Whether the answer was asked for: a POST is never repeated.
  var hasPosted = false
  /// Whether an event was dispatched at a CR whose LF, and with it the event's mark, may follow.
  var awaitsLineFeed = false
  var handedOver: UInt64 = 0

  init(
    request: ConsumerRequest, number: UInt32, key: [UInt8], policy: ClientPolicy, host: UInt32,
    port: UInt16, hostName: [UInt8]
  ) {
    self.request = request
    self.number = number
    self.key = key
    self.policy = policy
    self.host = host
    self.port = port
    self.hostName = hostName
    parser = EventStreamParser(mistakes: policy.mistakes)
    source = newSource()
  }

  /// A fresh `EventSource` for a topic; nil for an answer.
  func newSource() -> EventSource? {
    guard case .follow(let path) = request else { return nil }
    var behavior = EventSourceBehavior.chromium
    behavior.reconnectionTime = policy.reconnectDelay
    return EventSource(
      url: Array(path.utf8), behavior: behavior, mistakes: policy.mistakes)
  }

  /// Whether it reads an answer, not a topic.
  var isAnswer: Bool {
    switch request {
    case .chat: true
    case .follow, .plain: false
    }
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

  /// The position it tells the server; empty for none.
  var lastEventID: [UInt8] {
    guard policy.resume == .lastEventID else { return [] }
    return source?.parser.lastEventIDHeader ?? parser.lastEventIDHeader
  }
}

extension ClientPolicy {
  var mistakes: EventStreamMistakes {
    commitsIDBeforeDispatch ? .commitsIDBeforeDispatch : []
  }
}
