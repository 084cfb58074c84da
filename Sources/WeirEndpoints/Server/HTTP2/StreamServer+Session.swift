internal import WeirHTTP
internal import WeirPrimitives

// HTTP/2: what arrives on a connection.
extension StreamServer {
  /// Speaks HTTP/2 on a connection from here on.
  mutating func beginSession(
    _ socket: SocketID, _ options: HTTP2ServerOptions, at now: Instant,
    into effects: inout Effects
  ) {
    var settings = HTTP2Options()
    settings.settings.concurrentStreams = options.maximumConcurrentStreams
    settings.limits.pingInterval = options.pingMinimum
    settings.limits.pingStrikes = UInt8(min(max(options.pingStrikes, 0), 255))
    let session = ServerSession(
      socket: socket, machine: HTTP2Connection(.server, options: settings))
    let number = sessions.insert(session)
    connections[Int(socket.number)].wire = .http2
    connections[Int(socket.number)].record = number
    sessions[Int(number)].say { $0.start(into: &$1) }
    flush(Int(number), into: &effects)
    if let age = options.maximumAge {
      effects.list.append(.setTimer(ServerTimer.connection(socket).number, at: now + age))
    }
  }

  /// Reads frames and does what they ask for.
  mutating func readFrames(
    _ bytes: Span<UInt8>, offset: UInt64, marks: ArraySlice<Mark>, on socket: SocketID,
    at now: Instant, into effects: inout Effects
  ) {
    let session = Int(connections[Int(socket.number)].record)
    var marks = marks
    var position = 0
    while let event = sessions[session].next(in: bytes, at: &position, now: now) {
      flush(session, into: &effects)
      if case .end(let stream) = event {
        let consumer = recognise(
          &marks, upTo: offset + UInt64(position), on: socket, into: &effects)
        guard let request = sessions[session].takeRequest(of: stream) else { continue }
        if let consumer { sessions[session].consumer = consumer }
        let exchange = openExchange(session, stream, for: consumer ?? Mark.request)
        answer(request, exchange, at: now, into: &effects)
      } else {
        take(event, session, into: &effects)
      }
      guard isOpen(socket) else { return }
    }
    flush(session, into: &effects)
    closeIfRetired(session, into: &effects)
  }

  private mutating func take(
    _ event: HTTP2Event, _ session: Int, into effects: inout Effects
  ) {
    switch event {
    case .head(let stream, _):
      let request = AskedRequest(sessions[session].machine.requestHead)
      sessions[session].requests.append((stream, request))
    case .data(let stream, let range):
      // Bodies of requests carry nothing this server looks at.
      sessions[session].say { $0.returnCredit(stream: stream, range.count, into: &$1) }
    case .reset(let stream, _), .streamViolation(let stream, _):
      _ = sessions[session].takeRequest(of: stream)
      if let exchange = sessions[session].exchange(of: stream) {
        endExchange(Int(exchange), into: &effects)
      }
    case .windowOpened(stream: 0):
      giveTurns(session, into: &effects)
    case .windowOpened(let stream):
      if let exchange = sessions[session].exchange(of: stream) {
        askForTurn(Int(exchange), session)
      }
      giveTurns(session, into: &effects)
    case .settings:
      for exchange in sessions[session].openExchanges { askForTurn(Int(exchange), session) }
      giveTurns(session, into: &effects)
    case .pong:
      nameLastStream(session, into: &effects)
    case .violation:
      close(sessions[session].socket, into: &effects)
    case .end, .trailers, .interim, .goAway, .unprocessed, .settingsAcknowledged, .ping:
      break
    }
  }

  /// Writes what the machine has to say.
  mutating func flush(_ session: Int, into effects: inout Effects) {
    guard !sessions[session].output.isEmpty else { return }
    effects.write(on: sessions[session].socket) { bytes, _ in
      bytes.append(contentsOf: sessions[session].output)
    }
    sessions[session].output.removeAll(keepingCapacity: true)
  }

  // MARK: Retirement

  /// A connection is old enough, or has had its time to drain.
  mutating func connectionIsDue(
    _ socket: SocketID, at now: Instant, into effects: inout Effects
  ) {
    guard isOpen(socket), connections[Int(socket.number)].wire == .http2,
      let options = configuration.http2
    else { return }
    let session = Int(connections[Int(socket.number)].record)
    guard sessions[session].retirement == .none, options.goAway != .none else {
      close(socket, into: &effects)
      return
    }
    if options.goAway == .twoStep {
      sessions[session].retirement = .announced
      sessions[session].say {
        $0.goAway(.noError, lastStream: UInt32(Int32.max), into: &$1)
        $0.ping(0, into: &$1)
      }
      flush(session, into: &effects)
    } else {
      sessions[session].retirement = .announced
      nameLastStream(session, into: &effects)
    }
    if let drain = options.drain {
      effects.list.append(.setTimer(ServerTimer.connection(socket).number, at: now + drain))
    }
    closeIfRetired(session, into: &effects)
  }

  private mutating func nameLastStream(_ session: Int, into effects: inout Effects) {
    guard sessions[session].retirement == .announced else { return }
    sessions[session].retirement = .final
    sessions[session].say { $0.goAway(.noError, lastStream: nil, into: &$1) }
    flush(session, into: &effects)
  }

  /// Closes a connection that takes no more requests and has answered all.
  mutating func closeIfRetired(_ session: Int, into effects: inout Effects) {
    guard sessions[session].retirement == .final, sessions[session].openExchanges.isEmpty,
      sessions[session].requests.isEmpty
    else { return }
    close(sessions[session].socket, into: &effects)
  }
}
