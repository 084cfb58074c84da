internal import WeirHTTP
internal import WeirPrimitives
internal import WeirStreaming

extension StreamServer {
  /// Continues a stream behind an event; without one an answer is told from its beginning and a
  /// topic from now on.
  mutating func continueStream(
    _ channel: Int, _ request: AskedRequest, behind id: [UInt8]?, _ exchange: Int,
    at now: Instant, into effects: inout Effects
  ) {
    let (point, isTold) = replayPoint(channel, behind: id)
    if channels[channel].isOver, !channels[channel].history.holdsAny(after: point.number) {
      respond(exchange, status: 204, into: &effects)
      return
    }
    startResponse(channel, to: request, exchange, into: &effects)
    if exchanges[exchange].isOver { return }
    let readsHistory = isTold || !channels[channel].isTopic
    if readsHistory, configuration.historyRead > .zero {
      beginReading(channel, from: point, exchange, at: now, into: &effects)
      return
    }
    attach(exchange, to: channel, at: now, into: &effects)
    var parts = BodyParts()
    let replayed = replay(channel, from: point, into: &parts)
    write(parts, to: exchange, into: &effects)
    note(replayed, from: point, isTold: isTold, channel, exchange, into: &effects)
    if channels[channel].isOver { finishResponse(exchange, into: &effects) }
  }

  /// From where to continue, and whether that is what the client said or the beginning.
  private func replayPoint(_ channel: Int, behind id: [UInt8]?) -> (ReplayPoint, isTold: Bool) {
    if configuration.continues == .fromStart { return (ReplayPoint(number: 0), true) }
    if let number = channels[channel].raw {
      let raw = rawStreams[Int(number)]
      let next = channels[channel].position
      guard let place = id.flatMap({ raw.place(behind: $0, before: next) }) else {
        return (ReplayPoint(number: UInt32(next)), false)
      }
      return (
        ReplayPoint(
          number: UInt32(place.part), offset: place.offset, told: Self.number(id)), true
      )
    }
    guard let number = Self.number(id) else {
      let isTopic = channels[channel].isTopic
      return (ReplayPoint(number: isTopic ? channels[channel].emitted : 0), false)
    }
    let isEvicted =
      number < channels[channel].emitted && !channels[channel].history.holds(number + 1)
    return (ReplayPoint(number: number, isEvicted: isEvicted), true)
  }

  /// The number in a `Last-Event-ID`; anything else counts as absent.
  private static func number(_ id: [UInt8]?) -> UInt32? {
    guard let id, !id.isEmpty, id.count <= 9, id.allSatisfy(ASCII.isDigit) else { return nil }
    return id.reduce(0) { $0 * 10 + UInt32($1 - ASCII.zero) }
  }

  private func note(
    _ replayed: Int, from point: ReplayPoint, isTold: Bool, _ channel: Int, _ exchange: Int,
    into effects: inout Effects
  ) {
    let (consumer, stream) = (exchanges[exchange].consumer, channels[channel].stream)
    var start = point.told ?? point.number
    if point.isEvicted {
      let isAnnounced = configuration.evicted == .announces
      effects.list.append(
        .note(
          Note(
            .evicted, consumer: consumer, stream: stream, value: UInt64(start),
            detail: isAnnounced ? 1 : 0)))
      if let oldest = channels[channel].history.oldest { start = oldest - 1 }
    }
    effects.list.append(
      .note(
        Note(
          isTold || replayed > 0 ? .resumed : .attachedLive, consumer: consumer, stream: stream,
          value: UInt64(replayed), detail: UInt64(start))))
  }

  // MARK: Replay

  /// Appends what the history holds from a point on; returns the number of events.
  func replay(_ channel: Int, from point: ReplayPoint, into parts: inout BodyParts) -> Int {
    if point.isEvicted, configuration.evicted == .announces {
      appendReset(channel, to: &parts)
    }
    if let raw = channels[channel].raw {
      return replay(rawStreams[Int(raw)], channel, from: point, into: &parts)
    }
    guard channels[channel].history.holdsAny(after: point.number) else { return 0 }
    var count = 0
    let stream = channels[channel].stream
    channels[channel].history.replay(after: point.number) { number, event in
      let marks = [mark(on: event.count, stream: stream, number: number)]
      parts.append(event, marks: marks.span)
      count += 1
    }
    return count
  }

  private func replay(
    _ raw: RawStream, _ channel: Int, from point: ReplayPoint, into parts: inout BodyParts
  ) -> Int {
    guard let oldest = channels[channel].history.oldest else { return 0 }
    let first = max(Int(point.number), Int(oldest) - 1)
    var count = 0
    for part in first..<channels[channel].position {
      let offset = part == Int(point.number) ? point.offset : 0
      let range = raw.replayed(part, from: offset)
      let marks = raw.marks(of: part, from: offset, stream: channels[channel].stream)
      let bytes = raw.parts[part].bytes
      parts.append(bytes.span.extracting(range), marks: marks.span)
      count += marks.count
    }
    return count
  }

  /// Appends the event that says that others are missing, and the first that is not.
  private func appendReset(_ channel: Int, to parts: inout BodyParts) {
    let oldest = channels[channel].history.oldest ?? channels[channel].emitted + 1
    var event: [UInt8] = []
    do throws(EventStreamEncodingError) {
      try encoder.appendEvent(
        data: Array("{\"oldest\":\(oldest)}".utf8).span, type: Array("reset".utf8), to: &event)
    } catch {
      preconditionFailure("an event of our own cannot be encoded: \(error)")
    }
    let marks = [mark(on: event.count, stream: Mark.control, number: oldest)]
    parts.append(event.span, marks: marks.span)
  }

  // MARK: Reading the history takes time

  private mutating func beginReading(
    _ channel: Int, from point: ReplayPoint, _ exchange: Int, at now: Instant,
    into effects: inout Effects
  ) {
    let order = configuration.replayOrder
    var backlog = Backlog(task: .replay(channel: channel, from: point))
    if order != .subscribeFirst {
      backlog.replayed = replay(channel, from: point, into: &backlog.parts)
    }
    wait(exchange, until: now + configuration.historyRead, for: backlog, into: &effects)
    exchanges[exchange].reading = order
    if order != .readFirst { attach(exchange, to: channel, at: now, into: &effects) }
  }

  private mutating func endReading(
    _ channel: Int, from point: ReplayPoint, _ backlog: Backlog, _ exchange: Int,
    at now: Instant, into effects: inout Effects
  ) {
    let order = exchanges[exchange].reading
    exchanges[exchange].reading = nil
    var (parts, replayed) = (backlog.parts, backlog.replayed)
    if order == .subscribeFirst { replayed = replay(channel, from: point, into: &parts) }
    if order == .readFirst { attach(exchange, to: channel, at: now, into: &effects) }
    write(parts, to: exchange, into: &effects)
    note(replayed, from: point, isTold: true, channel, exchange, into: &effects)
    if exchanges[exchange].endsBehindReading || channels[channel].isOver {
      finishResponse(exchange, into: &effects)
    }
  }

  /// Does what an exchange has waited for.
  mutating func goOn(_ exchange: Int, at now: Instant, into effects: inout Effects) {
    guard let backlog = takeBacklog(exchange) else { return }
    let socket = exchanges[exchange].socket
    switch backlog.task {
    case .replay(let channel, let point):
      endReading(channel, from: point, backlog, exchange, at: now, into: &effects)
    case .send(let resource):
      send(resource, exchange, into: &effects)
    case .nothing:
      preconditionFailure("an exchange waits for nothing")
    }
    readHeldRequests(socket, at: now, into: &effects)
  }
}
