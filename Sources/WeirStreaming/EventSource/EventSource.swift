public import WeirPrimitives

/// The `EventSource` of a page: connects, hands over events, and reconnects where it left off.
///
/// A sans-I/O machine of WHATWG HTML 9.2.2 to 9.2.6. Its driver makes the requests, keeps the
/// timer and fires the events that the outputs ask for; events of the stream are pulled with
/// ``next(in:at:into:)``. What a connection still brings after it was given up is ignored, so that
/// a driver may hold inputs in queues of its own.
///
/// Not modelled: back-off and waiting for connectivity, which 9.2.3 allows ("optionally"); the
/// driver may wait longer than asked.
public struct EventSource: Sendable {
  private enum State: Sendable {
    case idle
    case connecting
    case open
    case waiting
    case closed
  }

  private var state = State.idle
  /// The reader of the stream, where the event just returned can be read.
  public private(set) var parser: EventStreamParser
  /// The URL of the next request.
  private var requestURL: [UInt8]
  /// The URL the current or last response came from, redirects included.
  private var responseURL: [UInt8] = []
  /// Redirects followed since the request was made.
  private var redirects: UInt8 = 0
  private let behavior: EventSourceBehavior
  /// The reconnection time in force; a server's wish outlives its connection.
  public private(set) var reconnectionTime: TimeSpan

  public init(
    url: [UInt8], behavior: EventSourceBehavior = .chromium,
    limits: EventStreamLimits = .default, mistakes: EventStreamMistakes = []
  ) {
    requestURL = url
    self.behavior = behavior
    reconnectionTime = behavior.reconnectionTime
    // 9.2.2: a new object has no last event ID to resume from.
    parser = EventStreamParser(limits: limits, mistakes: mistakes)
  }

  /// Makes the first request; to be called once.
  public mutating func start(into outputs: inout [EventSourceOutput]) {
    switch state {
    case .idle: connect(into: &outputs)
    case .closed: break  // The page closed the object before its first request.
    case .connecting, .open, .waiting: preconditionFailure("started a second time, \(state)")
    }
  }

  /// Takes the head of a response.
  ///
  /// A driver that follows redirects itself gives the last response and its URL; another gives
  /// each with its `Location`, and is asked for the next request, of the same method, at once.
  /// The body of a redirect is of no interest.
  ///
  /// - Parameters:
  ///   - contentType: The value of the Content-Type header, nil when there is none.
  ///   - location: The value of the Location header, nil when there is none.
  ///   - finalURL: The URL that answered; nil when that is the one requested.
  public mutating func receiveHead(
    status: Int, contentType: [UInt8]?, location: [UInt8]? = nil, finalURL: [UInt8]? = nil,
    into outputs: inout [EventSourceOutput]
  ) {
    switch state {
    case .connecting:
      if let finalURL {
        responseURL = finalURL
      } else if redirects == 0 {
        responseURL = requestURL
      }
      // Fetch standard, "HTTP-redirect fetch": without a Location it is a response like any other.
      if let location, Self.redirectStatuses.contains(status) {
        return follow(location, into: &outputs)
      }
      if behavior.staysRedirected { requestURL = responseURL }
      if let failure = failure(status: status, contentType: contentType) {
        fail(failure, abortsResponse: true, into: &outputs)
      } else {
        state = .open
        outputs.append(.opened)
      }
    case .waiting, .closed: break  // It was under way when the connection was given up.
    case .idle, .open: preconditionFailure("no response is expected while \(state)")
    }
  }

  /// Reads body bytes from `position` on, up to and including the next event.
  ///
  /// An event can be read from ``parser`` until the next call. It is to be fired unless the page
  /// has closed the object by then (9.2.6, step 8 of "dispatch the event"). A `retry` line is
  /// obeyed as soon as it ends, as Chromium does; the standard has no other moment for it either.
  public mutating func next(
    in bytes: Span<UInt8>, at position: inout Int, into outputs: inout [EventSourceOutput]
  ) -> EventStreamParser.Step {
    guard state == .open else {
      position = bytes.count
      return .needMore
    }
    let step = parser.next(in: bytes, at: &position)
    switch step {
    case .retry(let time): reconnectionTime = time
    case .violation(.lineTakenForEnd):
      outputs.append(.abort)
      reestablish(into: &outputs)
    case .violation(let violation):
      fail(.violation(violation), abortsResponse: true, into: &outputs)
    case .needMore, .event, .comment: break
    }
    return step
  }

  /// Ends a read, as ``EventStreamParser/endRead()`` has it.
  public mutating func endRead() { parser.endRead() }

  /// Takes the regular end of the body, which is no reason to stop: the object reconnects.
  public mutating func receiveEnd(into outputs: inout [EventSourceOutput]) {
    reestablish(into: &outputs)
  }

  /// Takes the loss of the connection, or the failure to make one.
  ///
  /// Chromium treats every network error as worth a retry. `isFutile` is for a driver that knows
  /// better: 9.2.2 lets a user agent fail the connection then.
  public mutating func receiveNetworkError(
    isFutile: Bool = false, into outputs: inout [EventSourceOutput]
  ) {
    guard isFutile else { return reestablish(into: &outputs) }
    switch state {
    case .connecting, .open: fail(.network, abortsResponse: false, into: &outputs)
    case .waiting, .closed: break  // The end of this connection is known already.
    case .idle: preconditionFailure("no connection to lose before the start")
    }
  }

  /// Ends the wait that ``EventSourceOutput/wait(_:)`` asked for.
  public mutating func timerFired(into outputs: inout [EventSourceOutput]) {
    switch state {
    case .waiting: connect(into: &outputs)
    case .closed: break  // It was about to fire when the object closed.
    case .idle, .connecting, .open: preconditionFailure("no wait ends while \(state)")
    }
  }

  /// Does what the page's `close()` does: no request and no event follows.
  public mutating func close(into outputs: inout [EventSourceOutput]) {
    switch state {
    case .connecting, .open: outputs.append(.abort)
    case .waiting: outputs.append(.cancelWait)
    case .idle, .closed: break
    }
    state = .closed
    parser.finish()
  }

  public var readyState: EventSourceReadyState {
    switch state {
    case .idle, .connecting, .waiting: .connecting
    case .open: .open
    case .closed: .closed
    }
  }

  /// The scheme, host and port of the URL that answered, as events carry them (9.2.6, step 5 of
  /// "dispatch the event"): without a port that is the scheme's own, and `null` where the URL is no
  /// absolute HTTP URL; empty before the first response.
  public var origin: [UInt8] { responseURL.isEmpty ? [] : WebAddress.origin(of: responseURL) }
}

extension EventSource {
  private static let redirectStatuses = [301, 302, 303, 307, 308]
  /// Fetch standard, "HTTP-redirect fetch": the next one is a network error.
  private static let mostRedirects = 20

  private mutating func connect(into outputs: inout [EventSourceOutput]) {
    state = .connecting
    redirects = 0
    request(requestURL, into: &outputs)
  }

  private func request(_ url: [UInt8], into outputs: inout [EventSourceOutput]) {
    // 9.2.3: the header is set iff the last event ID string is not empty. Each request is made
    // anew, so that an id that was reset does not live on in the request that carried it.
    outputs.append(
      .connect(EventSourceRequest(url: url, lastEventID: parser.lastEventIDHeader)))
  }

  private mutating func follow(_ location: [UInt8], into outputs: inout [EventSourceOutput]) {
    guard redirects < Self.mostRedirects,
      let target = WebAddress.resolve(location, against: responseURL)
    else {
      outputs.append(.abort)
      return reestablish(into: &outputs)
    }
    redirects += 1
    responseURL = target
    request(target, into: &outputs)
  }

  /// 9.2.3, "reestablish the connection": the error is fired before the wait begins.
  private mutating func reestablish(into outputs: inout [EventSourceOutput]) {
    switch state {
    case .connecting, .open:
      parser.finish()
      state = .waiting
      outputs.append(.error(.connecting))
      outputs.append(.wait(max(reconnectionTime, behavior.shortestReconnectionTime)))
    case .waiting, .closed: break  // The end of this connection is known already.
    case .idle: preconditionFailure("no connection to lose before the start")
    }
  }

  /// 9.2.2, "fail the connection".
  private mutating func fail(
    _ failure: EventSourceFailure, abortsResponse: Bool, into outputs: inout [EventSourceOutput]
  ) {
    state = .closed
    parser.finish()
    if abortsResponse { outputs.append(.abort) }
    outputs.append(.error(.closed))
    outputs.append(.failed(failure))
  }

  private func failure(status: Int, contentType: [UInt8]?) -> EventSourceFailure? {
    guard status == 200 else { return .status(status) }
    guard let contentType else { return .contentType }
    return switch EventStreamMediaType(contentType.span) {
    case .eventStream: nil
    case .otherCharset: behavior.refusesOtherCharsets ? .charset : nil
    case .otherType: .contentType
    }
  }
}
