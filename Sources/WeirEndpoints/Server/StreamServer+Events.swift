internal import WeirKernel
internal import WeirPrimitives
internal import WeirStreaming

extension StreamServer {
  /// The most events a channel emits in one go; the rest follow by timer at the same instant.
  ///
  /// An answer may have ten million tokens due at once, and each is held until the world takes it.
  static let burstLimit = 1_024

  mutating func openChannel(
    name: [UInt8], path: [UInt8], script: EventScript, startsAt: Instant,
    into effects: inout Effects
  ) -> Int {
    let stream = effects.openStream(named: name)
    let words = DrawKey(
      seed: seed, owner: self.name, purpose: String(decoding: name, as: UTF8.self))
    var raw: UInt32?
    if case .raw(let parts) = script {
      raw = UInt32(rawStreams.count)
      rawStreams.append(RawStream(parts))
    }
    channels.append(
      EventChannel(
        name: name, path: path, stream: stream, script: script, startsAt: startsAt,
        history: configuration.history, words: words, raw: raw))
    let number = channels.count - 1
    channelNumbers[path] = number
    if channels[number].nextDue != nil { producingCount += 1 }
    return number
  }

  /// Emits the events of a channel that are due and ends the responses that are complete.
  mutating func emitDue(_ channel: Int, at now: Instant, into effects: inout Effects) {
    var count = 0
    while count < Self.burstLimit, let due = channels[channel].nextDue, due <= now {
      if let raw = channels[channel].raw {
        emitPart(channel, of: rawStreams[Int(raw)], at: now, into: &effects)
      } else {
        emit(channel, into: &effects)
      }
      count += 1
    }
    if count > 0, channels[channel].nextDue == nil, !channels[channel].isTopic {
      endResponses(channel, at: now, into: &effects)
    }
    scheduleNext(channel, at: now, into: &effects)
  }

  mutating func scheduleNext(_ channel: Int, at now: Instant, into effects: inout Effects) {
    guard let due = channels[channel].nextDue else { return }
    effects.list.append(.setTimer(ServerTimer.emission(channel).number, at: max(due, now)))
  }

  /// Ends the responses that carry a channel.
  private mutating func endResponses(
    _ channel: Int, at now: Instant, into effects: inout Effects
  ) {
    for number in channels[channel].attached where number != Exchange.none {
      let exchange = Int(number)
      // What was answered in the meantime may have taken another's place.
      guard exchanges[exchange].channel == channel else { continue }
      if exchanges[exchange].reading != nil {
        exchanges[exchange].endsBehindReading = true
        continue
      }
      let socket = exchanges[exchange].socket
      finishResponse(exchange, into: &effects)
      readHeldRequests(socket, at: now, into: &effects)
    }
  }

  private mutating func emit(_ channel: Int, into effects: inout Effects) {
    let stream = channels[channel].stream
    payload.removeAll(keepingCapacity: true)
    if effects.notesDraws, let draw = channels[channel].nextDraw(owner: name) {
      effects.draws.append(draw)
    }
    let type = channels[channel].emitNext(to: &payload)
    let number = channels[channel].emitted
    let hasMore = channels[channel].nextDue != nil
    if !hasMore { producingCount -= 1 }
    var event: [UInt8] = []
    swap(&event, &spareEvent)
    encode(number: number, type: type, to: &event)
    effects.list.append(
      .emit(
        stream: stream, number: number, bytes: UInt32(event.count),
        isLast: !hasMore && !channels[channel].isTopic))
    if effects.notesTexts {
      effects.list.append(
        .emitText(stream: stream, number: number, hash: TextHash.of(payload.span)))
    }
    channels[channel].history.append(number: number, event.span)
    let marks: InlineArray<1, Mark> = [mark(on: event.count, stream: stream, number: number)]
    for exchange in channels[channel].attached where exchange != Exchange.none {
      write(event.span, marks: marks.span, to: Int(exchange), into: &effects)
    }
    swap(&event, &spareEvent)
  }

  /// Emits the next part of a raw stream, with the events that it completes.
  private mutating func emitPart(
    _ channel: Int, of raw: RawStream, at now: Instant, into effects: inout Effects
  ) {
    let part = channels[channel].position
    channels[channel].emitPart(events: raw.events(of: part).count)
    if channels[channel].nextDue == nil { producingCount -= 1 }
    let stream = channels[channel].stream
    for index in raw.events(of: part) {
      let number = UInt32(index + 1)
      effects.list.append(
        .emit(
          stream: stream, number: number, bytes: UInt32(raw.events[index].length), isLast: false))
      if effects.notesTexts {
        effects.list.append(
          .emitText(stream: stream, number: number, hash: raw.events[index].hash))
      }
    }
    let bytes = raw.parts[part].bytes
    channels[channel].history.append(number: UInt32(part + 1), bytes.span)
    let marks = raw.marks(of: part, from: 0, stream: stream)
    for exchange in channels[channel].attached where exchange != Exchange.none && !bytes.isEmpty {
      write(bytes.span, marks: marks.span, to: Int(exchange), into: &effects)
    }
    if raw.parts[part].ends { endResponses(channel, at: now, into: &effects) }
  }

  /// Marks an event of so many bytes that is a part of its own.
  ///
  /// The mark ends at the byte at which a reader dispatches it.
  func mark(on count: Int, stream: UInt32, number: UInt32) -> Mark {
    let end = count - configuration.lineEnding.bytesBehindDispatch
    return Mark(end: UInt64(end), length: UInt32(end), stream: stream, number: number)
  }

  /// Sends a comment on an open response and sets the next.
  mutating func sendHeartbeat(_ exchange: Int, at now: Instant, into effects: inout Effects) {
    guard let heartbeat = configuration.heartbeat, exchange < exchanges.count,
      exchanges[exchange].channel != Exchange.none
    else { return }
    let (comment, none) = (heartbeatComment, [Mark]())
    write(comment.span, marks: none.span, to: exchange, into: &effects)
    if exchanges[exchange].isOver { return }
    effects.list.append(.setTimer(ServerTimer.heartbeat(exchange).number, at: now + heartbeat))
  }
}
