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
  /// Whether the event that completes the answer was handed over.
  var isTerminated = false
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

  /// The position it tells the server; empty for none.
  var lastEventID: [UInt8] {
    guard policy.resume == .lastEventID else { return [] }
    return source?.parser.lastEventID ?? parser.lastEventID
  }
}

extension ClientPolicy {
  var mistakes: EventStreamMistakes {
    commitsIDBeforeDispatch ? .commitsIDBeforeDispatch : []
  }
}
