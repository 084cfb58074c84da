internal import WeirHTTP
internal import WeirKernel
internal import WeirPrimitives
internal import WeirStreaming

extension StreamServer {
  /// Answers the request whose end has just been read.
  mutating func answer(_ socket: SocketID, at now: Instant, into effects: inout Effects) {
    let request = connections[Int(socket.number)].parser.requestHead
    let target = RequestTarget(request.target)
    let lastEventID = Self.number(request.headers.value(of: "Last-Event-ID"))
    switch request.method {
    case .post where target.path.elementsEqual("/api/chat".utf8):
      beginAnswer(request, target, socket, at: now, into: &effects)
    case .get where target.path.elementsEqual("/".utf8):
      respond(socket, status: 200, body: Array("ok\n".utf8), into: &effects)
    case .get:
      let stream = target.remainder(after: "/api/chat/") ?? target.path
      guard let channel = channelNumbers[stream] else {
        respond(socket, status: 404, body: [], into: &effects)
        return
      }
      continueStream(channel, after: lastEventID, socket, at: now, into: &effects)
    case .post, .head, .put, .delete, .connect, .options, .trace, .patch, .other:
      respond(socket, status: 405, body: [], into: &effects)
    }
  }

  private mutating func beginAnswer(
    _ request: HTTPRequestHead, _ target: RequestTarget, _ socket: SocketID, at now: Instant,
    into effects: inout Effects
  ) {
    guard let script = script(target) else {
      respond(socket, status: 400, body: [], into: &effects)
      return
    }
    let key = request.headers.value(of: "Idempotency-Key")
    if let key, let known = channelNumbers[key] {
      // The same key again means the same answer: it is not generated twice.
      continueStream(known, after: nil, socket, at: now, into: &effects)
      return
    }
    let channel = openChannel(
      name: key ?? drawName(), script: script, startsAt: now, into: &effects)
    effects.list.append(.note(Note(.streamCreated, stream: channels[channel].stream)))
    startResponse(channel, socket, at: now, into: &effects)
    emitDue(channel, at: now, into: &effects)
  }

  /// Continues a stream behind an event; without one an answer is told from its beginning and a
  /// topic from now on.
  private mutating func continueStream(
    _ channel: Int, after lastEventID: UInt32?, _ socket: SocketID, at now: Instant,
    into effects: inout Effects
  ) {
    let known = channels[channel]
    let position = lastEventID ?? (known.isTopic ? known.emitted : 0)
    let isOver = known.isFinished || !known.isProducing && !known.isTopic
    let nothingLeft = position >= known.emitted || !known.history.holds(known.emitted)
    if isOver, nothingLeft {
      respond(socket, status: 204, body: [], into: &effects)
      return
    }
    startResponse(channel, socket, at: now, into: &effects)
    let replayed = replay(channel, after: position, to: socket, into: &effects)
    let consumer = connections[Int(socket.number)].consumer
    let isResumed = lastEventID != nil
    effects.list.append(
      .note(
        Note(
          isResumed || replayed > 0 ? .resumed : .attachedLive, consumer: consumer,
          stream: known.stream, value: UInt64(replayed), detail: UInt64(position))))
    if isOver { finishResponse(socket, into: &effects) }
  }

  /// Sends the head of a streaming response and attaches the socket to the channel.
  private mutating func startResponse(
    _ channel: Int, _ socket: SocketID, at now: Instant, into effects: inout Effects
  ) {
    effects.write(on: socket) { bytes, _ in
      HTTP1HeadEncoder.appendResponse(status: 200, headers: Self.streamHeaders, to: &bytes)
    }
    connections[Int(socket.number)].channel = channel
    channels[channel].attached.append(socket)
    let consumer = connections[Int(socket.number)].consumer
    if consumer != Mark.request {
      effects.list.append(.subscribe(consumer: consumer, stream: channels[channel].stream))
    }
    if let heartbeat = configuration.heartbeat {
      effects.list.append(.setTimer(socket.number << 1 | 1, at: now + heartbeat))
    }
  }

  /// Ends a chunked response; the connection stays open for another request.
  mutating func finishResponse(_ socket: SocketID, into effects: inout Effects) {
    guard let channel = connections[Int(socket.number)].channel else { return }
    effects.write(on: socket) { bytes, _ in HTTP1ChunkEncoder.appendLastChunk(to: &bytes) }
    channels[channel].attached.removeAll { $0 == socket }
    connections[Int(socket.number)].channel = nil
    effects.list.append(.cancelTimer(socket.number << 1 | 1))
  }

  private func respond(
    _ socket: SocketID, status: Int, body: [UInt8], into effects: inout Effects
  ) {
    var headers = HTTPHeaderList()
    if status != 204 {
      headers.append("Content-Type", "text/plain")
      headers.append("Content-Length", decimal: UInt64(body.count))
    }
    effects.write(on: socket) { bytes, _ in
      HTTP1HeadEncoder.appendResponse(status: status, headers: headers, to: &bytes)
      bytes.append(contentsOf: body)
    }
  }

  /// Refuses a request that is not HTTP, and closes.
  mutating func refuse(_ socket: SocketID, status: Int, into effects: inout Effects) {
    respond(socket, status: status, body: [], into: &effects)
    drop(socket, into: &effects)
    effects.list.append(.close(socket))
  }

  private static let streamHeaders: HTTPHeaderList = {
    var headers = HTTPHeaderList()
    headers.append("Content-Type", "text/event-stream")
    headers.append("Cache-Control", "no-cache")
    headers.append("Transfer-Encoding", "chunked")
    return headers
  }()

  private func script(_ target: RequestTarget) -> EventScript? {
    if let name = target.parameter("recording") {
      return recordings.first { $0.name == name }.map { .recording($0.recording) }
    }
    guard let tokens = Int(target.parameter("tokens") ?? "100"),
      (0...10_000_000).contains(tokens),
      let every = try? TimeSpan(text: target.parameter("every") ?? "50ms"),
      let format = TokenFormat(rawValue: target.parameter("format") ?? "plain")
    else { return nil }
    return .answer(format: format, tokens: tokens, every: every)
  }

  private mutating func drawName() -> [UInt8] {
    namedStreams += 1
    var name = Array("c-".utf8)
    name.appendHexadecimal(
      DrawKey(seed: seed, owner: self.name, purpose: "stream name").bits(namedStreams) >> 16)
    return name
  }

  /// The number in a `Last-Event-ID`; anything else counts as absent.
  private static func number(_ id: [UInt8]?) -> UInt32? {
    guard let id, !id.isEmpty, id.count <= 9, id.allSatisfy(ASCII.isDigit) else { return nil }
    return id.reduce(0) { $0 * 10 + UInt32($1 - ASCII.zero) }
  }
}
