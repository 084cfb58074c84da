internal import WeirHTTP
internal import WeirKernel
internal import WeirPrimitives

extension StreamServer {
  private static let chatPath = Array("/api/chat".utf8)
  private static let rootPath = Array("/".utf8)

  /// Answers the request whose end has just been read.
  mutating func answer(_ socket: SocketID, at now: Instant, into effects: inout Effects) {
    let request = connections[Int(socket.number)].parser.requestHead
    let target = RequestTarget(request.target)
    if target.path == Self.chatPath {
      guard request.method == .post else {
        respond(socket, status: 405, allow: "POST", into: &effects)
        return
      }
      beginAnswer(request, target, socket, at: now, into: &effects)
      return
    }
    let channel = channelNumbers[target.path]
    guard channel != nil || target.path == Self.rootPath else {
      respond(socket, status: 404, into: &effects)
      return
    }
    guard request.method == .get else {
      // RFC 9110 section 15.5.6: "MUST generate an Allow header field".
      respond(socket, status: 405, allow: "GET", into: &effects)
      return
    }
    guard let channel else {
      respond(socket, status: 200, body: "ok\n", into: &effects)
      return
    }
    let lastEventID = Self.number(request.headers.value(of: "Last-Event-ID"))
    continueStream(channel, after: lastEventID, socket, at: now, into: &effects)
  }

  private mutating func beginAnswer(
    _ request: HTTPRequestHead, _ target: RequestTarget, _ socket: SocketID, at now: Instant,
    into effects: inout Effects
  ) {
    let key = request.headers.value(of: "Idempotency-Key")
    guard let script = script(target), key.map(IdempotencyKey.isLegal) ?? true else {
      respond(socket, status: 400, into: &effects)
      return
    }
    let name = key ?? drawName(into: &effects)
    var path = Self.chatPath
    path.append(UInt8(ascii: "/"))
    path.append(contentsOf: name)
    if let known = channelNumbers[path] {
      // The same key again means the same answer: it is not generated twice.
      continueStream(known, after: nil, socket, at: now, into: &effects)
      return
    }
    let channel = openChannel(
      name: name, path: path, script: script, startsAt: now, into: &effects)
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
    let isTopic = channels[channel].isTopic
    let isOver = channels[channel].isOver
    let position = lastEventID ?? (isTopic ? channels[channel].emitted : 0)
    if isOver, !channels[channel].history.holdsAny(after: position) {
      respond(socket, status: 204, into: &effects)
      return
    }
    startResponse(channel, socket, at: now, into: &effects)
    let replayed = replay(channel, after: position, to: socket, into: &effects)
    effects.list.append(
      .note(
        Note(
          lastEventID != nil || replayed > 0 ? .resumed : .attachedLive,
          consumer: connections[Int(socket.number)].consumer, stream: channels[channel].stream,
          value: UInt64(replayed), detail: UInt64(position))))
    if isOver { finishResponse(socket, into: &effects) }
  }

  /// The most tokens that may be asked for.
  private static let tokenLimit = 10_000_000

  private func script(_ target: RequestTarget) -> EventScript? {
    if let name = target.parameter("recording") {
      return recordings.first { $0.name == name }.map { .recording($0.recording) }
    }
    guard let tokens = Int(target.parameter("tokens") ?? "100"),
      (0...Self.tokenLimit).contains(tokens),
      let every = try? TimeSpan(text: target.parameter("every") ?? "50ms"),
      let format = TokenFormat(rawValue: target.parameter("format") ?? "plain")
    else { return nil }
    return .answer(format: format, tokens: tokens, every: every)
  }

  private mutating func drawName(into effects: inout Effects) -> [UInt8] {
    namedStreams += 1
    let draw = Draw(
      DrawKey(seed: seed, owner: self.name, purpose: "stream name"), owner: self.name,
      purpose: "stream name", number: namedStreams)
    if effects.notesDraws { effects.draws.append(draw) }
    var name = Array("c-".utf8)
    name.appendHexadecimal(draw.bits >> 16)
    return name
  }

  /// The number in a `Last-Event-ID`; anything else counts as absent.
  private static func number(_ id: [UInt8]?) -> UInt32? {
    guard let id, !id.isEmpty, id.count <= 9, id.allSatisfy(ASCII.isDigit) else { return nil }
    return id.reduce(0) { $0 * 10 + UInt32($1 - ASCII.zero) }
  }
}
