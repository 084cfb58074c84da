internal import WeirHTTP
internal import WeirKernel
internal import WeirPrimitives

extension StreamServer {
  private static let chatPath = Array("/api/chat".utf8)
  static let rootPath = Array("/".utf8)

  /// Answers a request that has just been read.
  mutating func answer(
    _ request: AskedRequest, _ exchange: Int, at now: Instant, into effects: inout Effects
  ) {
    var request = request
    let isOverridden = override(&request, exchange, at: now, into: &effects)
    if isOverridden { return }
    let path = request.target.path
    if path == Self.chatPath {
      guard request.method == .post else {
        refuse(exchange, allowing: "POST", into: &effects)
        return
      }
      beginAnswer(request, exchange, at: now, into: &effects)
      return
    }
    let channel = channelNumbers[path]
    guard channel != nil || path == Self.rootPath || resources.contains(path) else {
      respond(exchange, status: 404, into: &effects)
      return
    }
    guard request.method == .get else {
      refuse(exchange, allowing: "GET", into: &effects)
      return
    }
    if let channel {
      continueStream(
        channel, request, behind: request.lastEventID, exchange, at: now, into: &effects)
    } else {
      sendResource(request, exchange, at: now, into: &effects)
    }
  }

  private mutating func refuse(
    _ exchange: Int, allowing method: StaticString, into effects: inout Effects
  ) {
    // RFC 9110 section 15.5.6: "MUST generate an Allow header field".
    var headers = HTTPHeaderList()
    headers.append("Allow", method)
    respond(exchange, status: 405, headers, into: &effects)
  }

  private mutating func beginAnswer(
    _ request: AskedRequest, _ exchange: Int, at now: Instant, into effects: inout Effects
  ) {
    let key = request.headers.value(of: "Idempotency-Key")
    guard let script = script(request.target), key.map(IdempotencyKey.isLegal) ?? true else {
      respond(exchange, status: 400, into: &effects)
      return
    }
    let name = key ?? drawName(into: &effects)
    var path = Self.chatPath
    path.append(UInt8(ascii: "/"))
    path.append(contentsOf: name)
    if let known = channelNumbers[path] {
      // The same key again means the same answer: it is not generated twice.
      continueStream(known, request, behind: nil, exchange, at: now, into: &effects)
      return
    }
    let channel = openChannel(
      name: name, path: path, script: script, startsAt: now, into: &effects)
    let stream = channels[channel].stream
    effects.list.append(.note(Note(.streamCreated, stream: stream)))
    let consumer = exchanges[exchange].consumer
    if consumer != Mark.request {
      effects.list.append(.generate(consumer: consumer, stream: stream))
    }
    startResponse(channel, to: request, exchange, into: &effects)
    if !exchanges[exchange].isOver { attach(exchange, to: channel, at: now, into: &effects) }
    emitDue(channel, at: now, into: &effects)
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
}
