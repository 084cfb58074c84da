internal import WeirHTTP
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
    channels.append(
      EventChannel(
        name: name, path: path, stream: stream, script: script, startsAt: startsAt,
        history: configuration.history, words: words))
    let number = channels.count - 1
    channelNumbers[path] = number
    if channels[number].nextDue != nil { producingCount += 1 }
    return number
  }

  /// Emits the events of a channel that are due and ends the responses that are complete.
  mutating func emitDue(_ channel: Int, at now: Instant, into effects: inout Effects) {
    var count = 0
    while count < Self.burstLimit, let due = channels[channel].nextDue, due <= now {
      emit(channel, into: &effects)
      count += 1
    }
    if count > 0, channels[channel].nextDue == nil, !channels[channel].isTopic {
      for socket in channels[channel].attached where socket != EventChannel.vacant {
        finishResponse(socket, into: &effects)
        readHeldRequests(socket, at: now, into: &effects)
      }
    }
    scheduleNext(channel, at: now, into: &effects)
  }

  mutating func scheduleNext(_ channel: Int, at now: Instant, into effects: inout Effects) {
    guard let due = channels[channel].nextDue else { return }
    effects.list.append(.setTimer(Self.emissionTimer(channel), at: max(due, now)))
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
    channels[channel].history.append(number: number, event.span)
    let behind = configuration.lineEnding.bytesBehindDispatch
    for socket in channels[channel].attached where socket != EventChannel.vacant {
      let isChunked = connections[Int(socket.number)].isChunked
      effects.write(on: socket) { bytes, marks in
        Self.append(
          event.span, isChunked: isChunked, behind: behind, stream: stream, number: number,
          to: &bytes, &marks)
      }
    }
    swap(&event, &spareEvent)
  }

  /// Encodes ``payload`` as an event: the id line first, then the type, then the data.
  private mutating func encode(
    number: UInt32, type: StaticString?, to event: inout [UInt8]
  ) {
    while !identifier.isEmpty { identifier.removeLast() }
    identifier.appendDecimal(UInt64(number))
    if let type {
      typeName.removeAll(keepingCapacity: true)
      typeName.append(type)
    }
    event.removeAll(keepingCapacity: true)
    do throws(EventStreamEncodingError) {
      try encoder.appendEvent(
        data: payload.span, id: identifier, type: type == nil ? nil : typeName, to: &event)
    } catch {
      preconditionFailure("an event of our own cannot be encoded: \(error)")
    }
  }

  /// Writes what the history holds behind `position`, in one go; returns the number of events.
  func replay(
    _ channel: Int, after position: UInt32, to socket: SocketID, into effects: inout Effects
  ) -> Int {
    guard channels[channel].history.holdsAny(after: position) else { return 0 }
    var count = 0
    let stream = channels[channel].stream
    let isChunked = connections[Int(socket.number)].isChunked
    let behind = configuration.lineEnding.bytesBehindDispatch
    effects.write(on: socket) { bytes, marks in
      channels[channel].history.replay(after: position) { number, event in
        Self.append(
          event, isChunked: isChunked, behind: behind, stream: stream, number: number, to: &bytes,
          &marks)
        count += 1
      }
    }
    return count
  }

  /// One event, one chunk, and a mark on the event's bytes.
  ///
  /// - Parameter behind: bytes of the event behind the one at which a reader dispatches it; the
  ///   mark ends before them.
  private static func append(
    _ event: Span<UInt8>, isChunked: Bool, behind: Int, stream: UInt32, number: UInt32,
    to bytes: inout [UInt8], _ marks: inout [Mark]
  ) {
    appendPart(event, isChunked: isChunked, to: &bytes)
    let end = bytes.count - (isChunked ? chunkEndLength : 0) - behind
    marks.append(
      Mark(
        end: UInt64(end), length: UInt32(event.count - behind), stream: stream, number: number))
  }

  /// The CRLF behind the payload of a chunk.
  private static let chunkEndLength = 2

  private static func appendPart(
    _ part: Span<UInt8>, isChunked: Bool, to bytes: inout [UInt8]
  ) {
    if isChunked {
      HTTP1ChunkEncoder.appendChunk(part, to: &bytes)
    } else {
      part.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    }
  }

  /// Sends a comment on an open response and sets the next.
  mutating func sendHeartbeat(_ socket: SocketID, at now: Instant, into effects: inout Effects) {
    guard let heartbeat = configuration.heartbeat, isOpen(socket),
      connections[Int(socket.number)].channel != nil
    else { return }
    let isChunked = connections[Int(socket.number)].isChunked
    effects.write(on: socket) { bytes, _ in
      Self.appendPart(heartbeatComment.span, isChunked: isChunked, to: &bytes)
    }
    effects.list.append(.setTimer(Self.heartbeatTimer(socket), at: now + heartbeat))
  }

}
