internal import WeirHTTP
internal import WeirPrimitives
internal import WeirStreaming

extension StreamClient {
  mutating func begin(_ index: Int, at now: Instant, into effects: inout Effects) {
    guard consumers[index].phase == .idle else { return }
    effects.list.append(.status(.running, consumer: consumers[index].number))
    guard consumers[index].isWritable else {
      end(index, .failed, Note(.gaveUp), into: &effects)
      return
    }
    if consumers[index].source != nil {
      outputs.removeAll(keepingCapacity: true)
      consumers[index].source?.start(into: &outputs)
    }
    connect(index, at: now, into: &effects)
  }

  /// Sends the request that is due: the POST once, then GETs that continue.
  mutating func sendRequest(_ index: Int, at now: Instant, into effects: inout Effects) {
    guard let socket = consumers[index].socket else { return }
    let lastEventID = sendableLastEventID(index)
    let isPost = !consumers[index].hasPosted && consumers[index].isAnswer
    let target = requestTarget(index, isPost: isPost)
    let headers = requestHeaders(index, isPost: isPost, lastEventID: lastEventID)
    let host = consumers[index].hostName
    if isPost { consumers[index].hasPosted = true }
    consumers[index].http.expectResponse(to: isPost ? .post : .get)
    let number = consumers[index].number
    effects.write(on: socket) { bytes, marks in
      let start = bytes.count
      HTTP1HeadEncoder.appendRequest(
        isPost ? .post : .get, target: target.span, host: host.span, headers: headers,
        to: &bytes)
      if isPost { bytes.append(Self.prompt) }
      marks.append(
        Mark(
          end: UInt64(bytes.count), length: UInt32(bytes.count - start), stream: Mark.request,
          number: number))
    }
    effects.list.append(
      .note(
        Note(
          .requested, consumer: number, value: isPost ? 0 : lastEventID.isEmpty ? 1 : 2,
          detail: lastEventID.reduce(0) { $0 &* 10 &+ UInt64($1 & 15) })))
  }

  /// The position to be told, empty for none; an id that no header can carry is not told.
  private func sendableLastEventID(_ index: Int) -> [UInt8] {
    let id = consumers[index].lastEventID
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
    return target
  }

  private func requestHeaders(
    _ index: Int, isPost: Bool, lastEventID: [UInt8]
  ) -> HTTPHeaderList {
    var headers = HTTPHeaderList()
    headers.append("Accept", "text/event-stream")
    headers.append("Cache-Control", "no-cache")
    if isPost {
      headers.append("Content-Type", "application/json")
      let key = consumers[index].key
      headers.append("Idempotency-Key", key.span)
      headers.append("Content-Length", decimal: UInt64(Self.prompt.utf8CodeUnitCount))
    }
    if !lastEventID.isEmpty { headers.append("Last-Event-ID", lastEventID.span) }
    return headers
  }

  private static let prompt: StaticString = #"{"prompt":"How deep is the water at the weir?"}"#

  mutating func receiveHead(_ index: Int, at now: Instant, into effects: inout Effects) {
    let head = consumers[index].http.responseHead
    effects.list.append(
      .note(
        Note(.responded, consumer: consumers[index].number, value: UInt64(head.status))))
    consumers[index].phase = .streaming
    if consumers[index].source != nil {
      outputs.removeAll(keepingCapacity: true)
      consumers[index].source?.receiveHead(
        status: head.status, contentType: head.headers.value(of: "Content-Type"),
        into: &outputs)
      obeySource(index, at: now, into: &effects)
    } else if head.status >= 500 {
      connectionLost(index, reason: UInt64(head.status), at: now, into: &effects)
    } else if head.status != 200 {
      end(index, .failed, Note(.gaveUp, value: UInt64(head.status)), into: &effects)
    } else if !Self.isEventStream(head.headers) {
      end(index, .failed, Note(.gaveUp), into: &effects)
    }
  }

  /// Whether a response says that it is an event stream, whatever its parameters.
  ///
  /// `fetch` clients look no closer; an `EventSource` reads the header itself.
  private static func isEventStream(_ headers: HTTPHeaderList) -> Bool {
    let type = headers.value(of: "Content-Type") ?? []
    let essence = type.prefix { $0 != UInt8(ascii: ";") && $0 != ASCII.space }
    return essence.elementsEqual("text/event-stream".utf8) { ASCII.lowercased($0) == $1 }
  }

  // MARK: Ends and new beginnings

  /// The connection is of no more use: wait, then connect again.
  mutating func connectionLost(
    _ index: Int, reason: UInt64, at now: Instant, into effects: inout Effects
  ) {
    let number = consumers[index].number
    effects.list.append(.note(Note(.connectionLost, consumer: number, value: reason)))
    disconnect(index, into: &effects)
    consumers[index].parser.finish()
    if consumers[index].source != nil {
      outputs.removeAll(keepingCapacity: true)
      consumers[index].source?.receiveNetworkError(into: &outputs)
      obeySource(index, at: now, into: &effects)
    } else {
      wait(index, consumers[index].policy.reconnectDelay, at: now, into: &effects)
    }
  }

  private mutating func wait(
    _ index: Int, _ delay: TimeSpan, at now: Instant, into effects: inout Effects
  ) {
    consumers[index].phase = .waiting
    let delay = max(delay, .zero)
    effects.list.append(
      .note(
        Note(
          .waiting, consumer: consumers[index].number, value: UInt64(delay.nanoseconds))))
    effects.list.append(.setTimer(UInt32(index) << 1 | 1, at: now + delay))
  }

  mutating func waitIsOver(_ index: Int, at now: Instant, into effects: inout Effects) {
    guard consumers[index].phase == .waiting else { return }
    if consumers[index].source != nil {
      outputs.removeAll(keepingCapacity: true)
      if consumers[index].policy.resume == .none {
        // A page that makes a new EventSource instead of letting the old one reconnect.
        consumers[index].source = consumers[index].newSource()
        consumers[index].source?.start(into: &outputs)
      } else {
        consumers[index].source?.timerFired(into: &outputs)
      }
    } else if consumers[index].policy.resume == .none {
      consumers[index].parser = EventStreamParser(mistakes: consumers[index].policy.mistakes)
    }
    connect(index, at: now, into: &effects)
  }

  /// No byte for too long? Woken too early, it looks again when that could be.
  mutating func watchdogDue(_ index: Int, at now: Instant, into effects: inout Effects) {
    guard let watchdog = consumers[index].policy.watchdog, consumers[index].socket != nil else {
      return
    }
    let due = consumers[index].lastByteAt + watchdog
    if due > now {
      effects.list.append(.setTimer(UInt32(index) << 1, at: due))
      return
    }
    effects.list.append(
      .note(
        Note(
          .watchdogFired, consumer: consumers[index].number,
          value: UInt64(watchdog.nanoseconds))))
    connectionLost(index, reason: Note.watchdog, at: now, into: &effects)
  }

  /// Does what the `EventSource` asked for.
  mutating func obeySource(_ index: Int, at now: Instant, into effects: inout Effects) {
    for output in outputs {
      switch output {
      case .connect, .opened, .error, .cancelWait: break
      case .wait(let delay): wait(index, delay, at: now, into: &effects)
      case .abort: disconnect(index, into: &effects)
      case .failed(let failure):
        var status: UInt64 = 0
        if case .status(let told) = failure { status = UInt64(told) }
        end(index, .failed, Note(.gaveUp, value: status), into: &effects)
      }
    }
  }

  mutating func end(
    _ index: Int, _ status: Effects.ConsumerState, _ note: Note, into effects: inout Effects
  ) {
    disconnect(index, into: &effects)
    consumers[index].phase = .ended
    var note = note
    note.consumer = consumers[index].number
    effects.list.append(.status(status, consumer: note.consumer))
    effects.list.append(.note(note))
  }
}
