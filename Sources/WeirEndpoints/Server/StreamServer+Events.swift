internal import WeirHTTP
internal import WeirKernel
internal import WeirPrimitives
internal import WeirStreaming

extension StreamServer {
  mutating func openChannel(
    name: [UInt8], script: EventScript, startsAt: Instant, into effects: inout Effects
  ) -> Int {
    let stream = effects.openStream(named: name)
    let words = DrawKey(
      seed: seed, owner: self.name, purpose: String(decoding: name, as: UTF8.self))
    channels.append(
      EventChannel(
        name: name, stream: stream, script: script, startsAt: startsAt,
        history: EventHistory(configuration.history), words: words))
    channelNumbers[name] = channels.count - 1
    return channels.count - 1
  }

  /// Emits every event of a channel that is due.
  mutating func emitDue(_ channel: Int, at now: Instant, into effects: inout Effects) {
    while let due = channels[channel].nextDue, due <= now {
      emit(channel, into: &effects)
    }
    if channels[channel].isFinished {
      channels[channel].isProducing = false
      for socket in channels[channel].attached { finishResponse(socket, into: &effects) }
    }
    scheduleNext(channel, at: now, into: &effects)
  }

  func scheduleNext(_ channel: Int, at now: Instant, into effects: inout Effects) {
    guard let due = channels[channel].nextDue else { return }
    effects.list.append(.setTimer(UInt32(channel) << 1, at: max(due, now)))
  }

  private mutating func emit(_ channel: Int, into effects: inout Effects) {
    let index = Int(channels[channel].emitted)
    channels[channel].emitted += 1
    let number = channels[channel].emitted
    let stream = channels[channel].stream
    var event: [UInt8] = []
    swap(&event, &spareEvent)
    encode(channel, index: index, number: number, to: &event)
    effects.list.append(
      .emit(
        stream: stream, number: number, bytes: UInt32(event.count),
        isLast: channels[channel].isFinished))
    channels[channel].history.append(number: number, event.span)
    for socket in channels[channel].attached {
      effects.write(on: socket) { bytes, marks in
        Self.appendChunk(event.span, stream: stream, number: number, to: &bytes, &marks)
      }
    }
    swap(&event, &spareEvent)
  }

  /// Encodes an event: the id line first, then the type, then the data.
  private mutating func encode(
    _ channel: Int, index: Int, number: UInt32, to event: inout [UInt8]
  ) {
    payload.removeAll(keepingCapacity: true)
    identifier.removeAll(keepingCapacity: true)
    identifier.appendDecimal(UInt64(number))
    let source = channels[channel]
    let type = source.script.append(
      index, stream: source.name, words: source.words, to: &payload)
    let typeBytes = type.map { $0.withUTF8Buffer { Array($0) } }
    event.removeAll(keepingCapacity: true)
    do throws(EventStreamEncodingError) {
      try EventStreamEncoder().appendEvent(
        data: payload.span, id: identifier, type: typeBytes, to: &event)
    } catch {
      preconditionFailure("an event of our own cannot be encoded: \(error)")
    }
  }

  /// Writes what the history holds behind `position`, in one go; returns the number of events.
  mutating func replay(
    _ channel: Int, after position: UInt32, to socket: SocketID, into effects: inout Effects
  ) -> Int {
    var count = 0
    let stream = channels[channel].stream
    let history = channels[channel].history
    effects.write(on: socket) { bytes, marks in
      history.replay(after: position) { number, event in
        Self.appendChunk(event, stream: stream, number: number, to: &bytes, &marks)
        count += 1
      }
    }
    return count
  }

  /// One event, one chunk, and a mark on the event's bytes.
  private static func appendChunk(
    _ event: Span<UInt8>, stream: UInt32, number: UInt32, to bytes: inout [UInt8],
    _ marks: inout [Mark]
  ) {
    let payload = HTTP1ChunkEncoder.appendChunk(event, to: &bytes)
    marks.append(
      Mark(
        end: UInt64(payload.upperBound), length: UInt32(payload.count), stream: stream,
        number: number))
  }

  /// Sends a comment on an open response and sets the next.
  mutating func sendHeartbeat(
    _ socket: SocketID, at now: Instant, into effects: inout Effects
  ) {
    guard let heartbeat = configuration.heartbeat,
      connections[Int(socket.number)].channel != nil
    else { return }
    let comment: [UInt8] = Array(": heartbeat\n\n".utf8)
    effects.write(on: socket) { bytes, _ in
      _ = HTTP1ChunkEncoder.appendChunk(comment.span, to: &bytes)
    }
    effects.list.append(.setTimer(socket.number << 1 | 1, at: now + heartbeat))
  }
}
