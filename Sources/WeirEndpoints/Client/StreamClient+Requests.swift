internal import WeirHTTP
internal import WeirPrimitives
internal import WeirStreaming

extension StreamClient {
  mutating func begin(_ index: Int, at now: Instant, into effects: inout Effects) {
    guard consumers[index].phase == .idle else { return }
    effects.list.append(.status(.running, consumer: consumers[index].number))
    guard consumers[index].isWritable else {
      end(index, .failed, Note(.gaveUp), at: now, into: &effects)
      return
    }
    if effects.notesPositions, !consumers[index].isPlain {
      consumers[index].reference.value = EventStreamParser()
    }
    if consumers[index].usesEventSource {
      makeSource(index, at: now, into: &effects)
    } else {
      connect(index, at: now, into: &effects)
    }
  }

  /// Makes a fresh `EventSource` and lets it connect.
  mutating func makeSource(_ index: Int, at now: Instant, into effects: inout Effects) {
    guard case .follow(let path) = consumers[index].request else {
      preconditionFailure("only a topic is followed by an EventSource")
    }
    let policy = consumers[index].policy
    var behavior = EventSourceBehavior.chromium
    behavior.reconnectionTime = policy.reconnectDelay
    let home = agent.origins[Int(consumers[index].home)].text
    consumers[index].source = EventSource(
      url: Array(home.utf8) + Array(path.utf8), behavior: behavior, limits: policy.streamLimits,
      mistakes: policy.mistakes)
    outputs.removeAll(keepingCapacity: true)
    consumers[index].source?.start(into: &outputs)
    obeySource(index, at: now, into: &effects)
  }

  /// Asks for a connection to make the request that is due.
  mutating func connect(_ index: Int, at now: Instant, into effects: inout Effects) {
    consumers[index].phase = .connecting
    consumers[index].awaitsLineFeed = false
    consumers[index].lastByteAt = now
    consumers[index].isConnected = true
    consumers[index].isPosting = !consumers[index].hasPosted && consumers[index].isAnswer
    var reads = true
    if case .plain(_, let told) = consumers[index].request { reads = told }
    let origin = consumers[index].destination?.origin ?? consumers[index].home
    agent.begin(UInt32(index), to: origin, reads: reads, at: now, into: &effects)
    if agent.isQueued(UInt32(index)) {
      effects.list.append(.note(Note(.queued, consumer: consumers[index].number)))
    }
    if let watchdog = consumers[index].policy.watchdog {
      effects.list.append(.setTimer(Self.watchdogTimer(index), at: now + watchdog))
    }
  }

  /// Sends the request that is due: the POST once, then GETs that continue.
  mutating func sendRequest(_ index: Int, at now: Instant, into effects: inout Effects) {
    let lastEventID = sendableLastEventID(index)
    let isPost = consumers[index].isPosting
    let target = consumers[index].destination?.target ?? requestTarget(index, isPost: isPost)
    let headers = requestHeaders(index, isPost: isPost, lastEventID: lastEventID)
    let number = consumers[index].number
    let isSent = agent.send(
      UInt32(index), method: isPost ? .post : .get, target: target, headers: headers,
      body: isPost ? Self.prompt : "", consumer: number, at: now, into: &effects)
    guard isSent, !consumers[index].isPlain else { return }
    if isPost { consumers[index].hasPosted = true }
    tellPosition(index, lastEventID, into: &effects)
    var (kind, told) = (isPost ? 0 : 2 as UInt64, lastEventID)
    if told.isEmpty, !isPost {
      told = consumers[index].queryID
      kind = told.isEmpty ? 1 : 3
    }
    effects.list.append(
      .note(
        Note(
          .requested, consumer: number, value: kind,
          detail: told.reduce(0) { $0 &* 10 &+ UInt64($1 & 15) })))
  }

  /// Says which position a reconnection tells, and which one a client without faults would.
  private mutating func tellPosition(
    _ index: Int, _ lastEventID: [UInt8], into effects: inout Effects
  ) {
    guard effects.notesPositions, let reference = consumers[index].reference.value,
      consumers[index].hasStreamed
    else { return }
    let told = lastEventID.isEmpty ? consumers[index].queryID : lastEventID
    let start = UInt32(effects.bytes.count)
    effects.bytes.append(contentsOf: told)
    let middle = UInt32(effects.bytes.count)
    effects.bytes.append(contentsOf: reference.lastEventID)
    effects.list.append(
      .tell(
        consumer: consumers[index].number, id: start..<middle,
        expected: middle..<UInt32(effects.bytes.count)))
  }

  /// The position to be told in a header, empty for none; an id that no header can carry is not
  /// told.
  private func sendableLastEventID(_ index: Int) -> [UInt8] {
    let id = consumers[index].toldEventID
    return HTTPHeaderList.isValue(id.span) ? id : []
  }

  private func requestTarget(_ index: Int, isPost: Bool) -> [UInt8] {
    let consumer = consumers[index]
    var target: [UInt8] = []
    switch consumer.request {
    case .chat(let query, _):
      target.append("/api/chat")
      if !isPost {
        target.append("/")
        target.append(contentsOf: consumer.key)
      } else if !query.isEmpty {
        target.append("?")
        target.append(contentsOf: query.utf8)
      }
    case .follow(let path), .plain(let path, _):
      target.append(contentsOf: path.utf8)
    }
    if !consumer.queryID.isEmpty {
      target.append(target.contains(UInt8(ascii: "?")) ? "&lastEventId=" : "?lastEventId=")
      target.append(contentsOf: consumer.queryID)
    }
    return target
  }

  private func requestHeaders(
    _ index: Int, isPost: Bool, lastEventID: [UInt8]
  ) -> HTTPHeaderList {
    var headers = HTTPHeaderList()
    if consumers[index].isPlain {
      headers.append("Accept", "*/*")
      return headers
    }
    headers.append("Accept", "text/event-stream")
    headers.append("Cache-Control", "no-cache")
    if isPost {
      headers.append("Content-Type", "application/json")
      if consumers[index].policy.namesAnswers {
        let key = consumers[index].key
        headers.append("Idempotency-Key", key.span)
      }
      headers.append("Content-Length", decimal: UInt64(Self.prompt.utf8CodeUnitCount))
    }
    if !lastEventID.isEmpty { headers.append("Last-Event-ID", lastEventID.span) }
    return headers
  }

  private static let prompt: StaticString = #"{"prompt":"How deep is the water at the weir?"}"#

  mutating func receiveHead(_ index: Int, at now: Instant, into effects: inout Effects) {
    let head = agent.responseHead(UInt32(index))
    let status = head.status
    effects.list.append(
      .note(Note(.responded, consumer: consumers[index].number, value: UInt64(status))))
    if consumers[index].source == nil, let destination = redirection(index, head) {
      follow(destination, index, at: now, into: &effects)
      return
    }
    consumers[index].redirects = 0
    consumers[index].phase = .streaming
    let policy = consumers[index].policy
    let isTrouble = status >= 500 || status == 429
    if consumers[index].isPlain { return }
    if isTrouble, policy.serverErrors == .retry {
      connectionLost(index, reason: UInt64(status), at: now, into: &effects)
    } else if consumers[index].source != nil {
      giveHead(head, index, at: now, into: &effects)
    } else if status >= 500, policy.serverErrors == .asItsAPI {
      connectionLost(index, reason: UInt64(status), at: now, into: &effects)
    } else if status != 200 {
      end(index, .failed, Note(.gaveUp, value: UInt64(status)), at: now, into: &effects)
    } else if !Self.isEventStream(head.headers) {
      end(index, .failed, Note(.gaveUp, detail: Note.noEventStream), at: now, into: &effects)
    }
    if consumers[index].phase == .streaming { consumers[index].hasStreamed = true }
  }

  /// Gives a head to the `EventSource`, which follows redirects by itself.
  private mutating func giveHead(
    _ head: HTTPResponseHead, _ index: Int, at now: Instant, into effects: inout Effects
  ) {
    let type = head.headers.value(of: "Content-Type").map { Array($0) }
    let location = head.headers.value(of: "Location").map { Array($0) }
    outputs.removeAll(keepingCapacity: true)
    consumers[index].source?.receiveHead(
      status: head.status, contentType: type, location: location, into: &outputs)
    if head.status == 200 { consumers[index].failures = 0 }
    obeySource(index, at: now, into: &effects)
  }

  /// Whether a response says that it is an event stream, whatever its parameters.
  ///
  /// `fetch` clients look no closer; an `EventSource` reads the header itself.
  private static func isEventStream(_ headers: HTTPHeaderList) -> Bool {
    let type = headers.value(of: "Content-Type") ?? []
    let essence = type.prefix { $0 != UInt8(ascii: ";") && $0 != ASCII.space }
    return essence.elementsEqual("text/event-stream".utf8) { ASCII.lowercased($0) == $1 }
  }
}
