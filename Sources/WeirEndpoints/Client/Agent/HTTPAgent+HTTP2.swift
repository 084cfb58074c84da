internal import WeirHTTP
internal import WeirKernel
internal import WeirPrimitives

/// An HTTP/2 connection of an agent, with the requests on its streams.
struct HTTP2Session: Sendable {
  var machine: HTTP2Connection
  /// Requests by half their stream's identifier; ``HTTPAgent/noSlot`` for those that have ended.
  var slots: [UInt32] = []
  /// Requests that were told they may be written, and are not yet.
  var reserved = 0
  /// Prompts that the windows have not let out whole; few at a time.
  var prompts: [UnsentPrompt] = []
  var pings: UInt64 = 0

  func slot(of stream: UInt32) -> UInt32? {
    let index = Int(stream >> 1)
    guard index < slots.count, slots[index] != HTTPAgent.noSlot else { return nil }
    return slots[index]
  }

  mutating func set(_ slot: UInt32, of stream: UInt32) {
    let index = Int(stream >> 1)
    while slots.count <= index { slots.append(HTTPAgent.noSlot) }
    slots[index] = slot
  }

  /// Whether another request may be written.
  var hasRoom: Bool {
    guard machine.canRequest else { return false }
    return machine.peerStreamLimit.map { machine.openStreams + reserved < $0 } ?? true
  }
}

extension HTTPAgent {
  /// Streams that are opened before the server's SETTINGS have come: 100 in Chromium
  /// (`kInitialMaxConcurrentStreams`, from memory).
  private static let streamsBeforeSettings: UInt32 = 100
  /// How often a request that was not processed is sent again: 2 times in Chromium
  /// (`kMaxRetryAttempts`, from memory).
  private static let mostRefusals = 2

  // MARK: The connection

  /// Speaks HTTP/2 on a connection that stands.
  mutating func beginSession(_ number: UInt32, at now: Instant, into effects: inout Effects) {
    let origin = Int(connections[Int(number)].origin)
    var settings = HTTP2Options()
    settings.settings.initialWindow = options.streamWindow
    settings.connectionWindow = max(options.connectionWindow, 65_535)
    settings.connectionCredit = options.credit == .onReceipt ? .onReceipt : .onConsumption
    settings.streamsBeforeSettings = Self.streamsBeforeSettings
    let session = HTTP2Session(machine: HTTP2Connection(.client, options: settings))
    let place = sessions.firstIndex { $0.machine.isOver } ?? sessions.count
    if place == sessions.count {
      sessions.append(session)
      outputs.append([])
    } else {
      sessions[place] = session
    }
    outputs[place].removeAll(keepingCapacity: true)
    sessions[place].machine.start(into: &outputs[place])
    connections[Int(number)].session = UInt32(place)
    connections[Int(number)].phase = .open
    origins[origin].connecting -= 1
    origins[origin].shared = number
    // Its server may have chosen otherwise before.
    origins[origin].fellBack = false
    flush(connections[Int(number)].socket, into: &effects)
    if let interval = options.pingInterval {
      setPing(number, after: interval, at: now, into: &effects)
    }
    serve(UInt32(origin), at: now, into: &effects)
  }

  /// Gives streams to those who wait, on the one connection there is; opens it where there is none.
  mutating func serveShared(_ origin: UInt32, at now: Instant, into effects: inout Effects) {
    let index = Int(origin)
    guard !origins[index].waiting.isEmpty else { return }
    guard let number = origins[index].shared else {
      guard makeRoom(at: now, into: &effects) else { return }
      origins[index].shared = open(origin, for: Self.noSlot, at: now, into: &effects)
      return
    }
    guard let place = connections[Int(number)].session else { return }
    while let slot = origins[index].waiting.first, sessions[Int(place)].hasRoom {
      origins[index].waiting.removeFirst()
      sessions[Int(place)].reserved += 1
      requests[Int(slot)].state = .active
      requests[Int(slot)].connection = number
      requests[Int(slot)].stream = 0
      requests[Int(slot)].isWritten = false
      requests[Int(slot)].since = now
      tell(.ready(slot))
    }
  }

  /// The connection is over: every response that was under way breaks off.
  ///
  /// Requests that were not written yet wait for the next connection.
  mutating func endSession(
    _ number: UInt32, reason: UInt64, at now: Instant, into effects: inout Effects
  ) {
    guard let place = connections[Int(number)].session else { return }
    _ = sessions[Int(place)].machine.endOfStream()
    for slot in requests.indices
    where requests[slot].state == .active && requests[slot].connection == number {
      if requests[slot].isWritten {
        requests[slot].state = .none
        tell(.lost(UInt32(slot), reason))
      } else {
        putBack(UInt32(slot), at: now)
      }
    }
    sessions[Int(place)].reserved = 0
    sessions[Int(place)].slots = []
    sessions[Int(place)].prompts = []
    forget(number, at: now, into: &effects)
  }

  /// How many streams the server lets the session have; nil for any number.
  func streamLimit(ofSessionOn number: UInt32) -> Int? {
    connections[Int(number)].session.flatMap { sessions[Int($0)].machine.peerStreamLimit }
  }

  // MARK: Requests

  mutating func sendInSession(
    _ slot: UInt32, method: HTTPMethod, target: [UInt8], headers: HTTPHeaderList,
    body: StaticString, consumer: UInt32, at now: Instant, into effects: inout Effects
  ) -> Bool {
    let number = Int(requests[Int(slot)].connection)
    guard let place = connections[number].session.map(Int.init) else { return false }
    let origin = origins[Int(connections[number].origin)]
    let head = HTTP2RequestHead(
      method: method, scheme: Array((origin.isSecure ? "https" : "http").utf8),
      authority: origin.authority, path: target, headers: headers)
    flush(connections[number].socket, into: &effects)
    sessions[place].reserved -= 1
    var stream: UInt32?
    var left: [UInt8] = []
    left.append(body)
    effects.write(on: connections[number].socket) { bytes, marks in
      let start = bytes.count
      stream = sessions[place].machine.request(head, endsStream: left.isEmpty, into: &bytes)
      guard let stream else { return }
      Self.write(&left, of: stream, &sessions[place].machine, into: &bytes)
      if left.isEmpty { Self.mark(bytes, from: start, for: consumer, in: &marks) }
    }
    guard let stream else {
      // The connection was retired between the promise and now.
      putBack(slot, at: now)
      closeIfRetired(UInt32(number), at: now, into: &effects)
      serve(requests[Int(slot)].origin, at: now, into: &effects)
      return false
    }
    requests[Int(slot)].isWritten = true
    requests[Int(slot)].stream = stream
    sessions[place].set(slot, of: stream)
    if !left.isEmpty {
      sessions[place].prompts.append(
        UnsentPrompt(stream: stream, consumer: consumer, bytes: left))
    }
    return true
  }

  /// Gives up a request that is under way: RST_STREAM, CANCEL.
  mutating func reset(_ request: AgentRequest, at now: Instant, into effects: inout Effects) {
    let number = Int(request.connection)
    guard let place = connections[number].session.map(Int.init) else { return }
    if request.stream == 0 {
      sessions[place].reserved -= 1
    } else {
      sessions[place].set(Self.noSlot, of: request.stream)
      sessions[place].forgetPrompt(of: request.stream)
      _ = sessions[place].machine.reset(
        stream: request.stream, .cancel, into: &outputs[place])
      flush(connections[number].socket, into: &effects)
    }
    closeIfRetired(request.connection, at: now, into: &effects)
    serve(request.origin, at: now, into: &effects)
    giveWay(request.origin, at: now, into: &effects)
  }

  mutating func sessionHead(_ request: AgentRequest) -> HTTPResponseHead {
    guard let place = connections[Int(request.connection)].session else {
      preconditionFailure("a head was read on a connection without a session")
    }
    let head = sessions[Int(place)].machine.responseHead
    return HTTPResponseHead(status: head.status, headers: head.headers)
  }

  // MARK: What arrives

  mutating func nextOfSession(
    in bytes: Span<UInt8>, at position: inout Int, _ number: UInt32, at now: Instant,
    into effects: inout Effects
  ) -> Event? {
    guard let place = connections[Int(number)].session.map(Int.init) else { return nil }
    let origin = connections[Int(number)].origin
    while let event = sessions[place].machine.next(
      in: bytes, at: &position, now: now, into: &outputs[place])
    {
      switch event {
      case .head(let stream, _):
        if let slot = sessions[place].slot(of: stream) {
          requests[Int(slot)].hasHead = true
          return .head(slot)
        }
      case .data(let stream, let range):
        let slot = sessions[place].slot(of: stream)
        if slot.map({ requests[Int($0)].reads }) ?? true {
          sessions[place].machine.returnCredit(
            stream: stream, range.count, into: &outputs[place])
        }
        if let slot { return .body(slot, range) }
      case .end(let stream):
        if let slot = release(stream, number, at: now, into: &effects) { return .end(slot) }
      case .reset(let stream, .refusedStream), .unprocessed(let stream):
        // Never processed: safe to send again, RFC 9113 section 8.7.
        if let slot = release(stream, number, at: now, into: &effects) {
          requests[Int(slot)].refusals += 1
          if requests[Int(slot)].hasHead || requests[Int(slot)].refusals > Self.mostRefusals {
            return .lost(slot, Note.brokenResponse)
          }
          putBack(slot, at: now)
          serve(origin, at: now, into: &effects)
        }
      case .reset(let stream, _), .streamViolation(let stream, _):
        if let slot = release(stream, number, at: now, into: &effects) {
          return .lost(slot, Note.brokenResponse)
        }
      case .goAway(let last, let code):
        retire(number, lastStream: last, code, at: now, into: &effects)
      case .settings:
        sendPrompts(number, into: &effects)
        serve(origin, at: now, into: &effects)
      case .windowOpened:
        sendPrompts(number, into: &effects)
      case .violation:
        flush(connections[Int(number)].socket, into: &effects)
        effects.list.append(.close(connections[Int(number)].socket))
        endSession(number, reason: Note.brokenResponse, at: now, into: &effects)
        return nil
      case .interim, .trailers, .settingsAcknowledged, .ping, .pong:
        break
      }
      if connections[Int(number)].session == nil { return nil }
    }
    return nil
  }

  /// A stream is over: its request ends, and the next may have its place.
  private mutating func release(
    _ stream: UInt32, _ number: UInt32, at now: Instant, into effects: inout Effects
  ) -> UInt32? {
    guard let place = connections[Int(number)].session.map(Int.init),
      let slot = sessions[place].slot(of: stream)
    else { return nil }
    sessions[place].set(Self.noSlot, of: stream)
    requests[Int(slot)].state = .none
    if sessions[place].forgetPrompt(of: stream) {
      // Answered before all of it was written: nobody waits for the rest (RFC 9113 section 8.1).
      _ = sessions[place].machine.reset(stream: stream, .cancel, into: &outputs[place])
    }
    let origin = connections[Int(number)].origin
    connections[Int(number)].since = now
    closeIfRetired(number, at: now, into: &effects)
    serve(origin, at: now, into: &effects)
    giveWay(origin, at: now, into: &effects)
    return slot
  }

  /// The server retires the connection: what is under way goes on, what is new goes elsewhere.
  private mutating func retire(
    _ number: UInt32, lastStream: UInt32, _ code: HTTP2ErrorCode, at now: Instant,
    into effects: inout Effects
  ) {
    effects.list.append(
      .note(Note(.goAway, value: UInt64(code.rawValue), detail: UInt64(lastStream))))
    let origin = connections[Int(number)].origin
    if origins[Int(origin)].shared == number { origins[Int(origin)].shared = nil }
    closeIfRetired(number, at: now, into: &effects)
    serve(origin, at: now, into: &effects)
  }

  /// Closes a connection that is retired and carries nothing any more.
  private mutating func closeIfRetired(
    _ number: UInt32, at now: Instant, into effects: inout Effects
  ) {
    guard let place = connections[Int(number)].session.map(Int.init),
      sessions[place].machine.isDraining, sessions[place].machine.openStreams == 0,
      sessions[place].reserved == 0, sessions[place].slots.allSatisfy({ $0 == Self.noSlot })
    else { return }
    flush(connections[Int(number)].socket, into: &effects)
    effects.list.append(.close(connections[Int(number)].socket))
    endSession(number, reason: Note.cleanEnd, at: now, into: &effects)
  }

  /// Writes what the machine of a socket's session has to say.
  mutating func flush(_ socket: SocketID, into effects: inout Effects) {
    guard let number = connection(of: socket),
      let place = connections[Int(number)].session.map(Int.init),
      !outputs[place].isEmpty
    else { return }
    effects.write(on: socket) { bytes, _ in bytes.append(contentsOf: outputs[place]) }
    outputs[place].removeAll(keepingCapacity: true)
  }

  // MARK: PINGs

  mutating func pingIsDue(_ number: UInt32, at now: Instant, into effects: inout Effects) {
    guard let place = connections[Int(number)].session.map(Int.init),
      let interval = options.pingInterval
    else { return }
    if sessions[place].machine.openStreams > 0 {
      sessions[place].machine.ping(sessions[place].pings, into: &outputs[place])
      flush(connections[Int(number)].socket, into: &effects)
    }
    setPing(number, after: interval, at: now, into: &effects)
  }

  private mutating func setPing(
    _ number: UInt32, after interval: TimeSpan, at now: Instant, into effects: inout Effects
  ) {
    guard let place = connections[Int(number)].session.map(Int.init) else { return }
    sessions[place].pings += 1
    var due = now + interval
    let jitter = options.pingJitter.nanoseconds
    if jitter > 0 {
      let draw = Draw(
        DrawKey(seed: seed, owner: name, purpose: "ping jitter"), owner: name,
        purpose: "ping jitter",
        number: UInt64(connections[Int(number)].socket.number) << 32 | sessions[place].pings)
      if effects.notesDraws { effects.draws.append(draw) }
      // Early or late by up to the jitter: 64 bits scaled to the width.
      let offset = draw.bits.multipliedFullWidth(by: UInt64(2 * jitter + 1)).high
      due = due + .nanoseconds(Int64(offset) - jitter)
    }
    effects.list.append(.setTimer(Self.timer(number), at: max(due, now)))
  }
}
