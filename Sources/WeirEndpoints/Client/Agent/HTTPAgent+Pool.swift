internal import WeirHTTP
internal import WeirPrimitives

extension HTTPAgent {
  /// Gives connections to those who wait for one at an origin, and opens what may be opened.
  mutating func serve(_ origin: UInt32, at now: Instant, into effects: inout Effects) {
    let index = Int(origin)
    if options.version == .http2, !origins[index].fellBack {
      serveShared(origin, at: now, into: &effects)
      return
    }
    while let slot = origins[index].waiting.first, let number = origins[index].idle.popLast() {
      origins[index].waiting.removeFirst()
      carry(slot, on: number, at: now)
    }
    while origins[index].connecting < origins[index].waiting.count,
      limits.perOrigin.map({ origins[index].open < $0 }) ?? true,
      makeRoom(at: now, into: &effects)
    {
      open(origin, for: Self.noSlot, at: now, into: &effects)
    }
  }

  /// Whether another connection may be opened; idle ones elsewhere are given up for it.
  mutating func makeRoom(at now: Instant, into effects: inout Effects) -> Bool {
    guard let total = limits.total else { return true }
    while isFull || openCount >= total {
      guard let oldest = longestIdle else {
        isFull = true
        return false
      }
      effects.list.append(.close(connections[Int(oldest)].socket))
      if let place = connections[Int(oldest)].session.map(Int.init) {
        _ = sessions[place].machine.endOfStream()
        sessions[place].slots = []
      }
      discard(oldest, into: &effects)
    }
    return true
  }

  /// The connection that has been idle for longest, to whatever origin.
  private var longestIdle: UInt32? {
    let idle = origins.compactMap(\.idle.first) + origins.compactMap(\.shared).filter(isUnused)
    return idle.min { connections[Int($0)].since < connections[Int($1)].since }
  }

  /// Whether a connection speaks HTTP/2 and carries nothing.
  private func isUnused(_ number: UInt32) -> Bool {
    connections[Int(number)].session.map {
      sessions[Int($0)].machine.openStreams == 0 && sessions[Int($0)].reserved == 0
    } ?? false
  }

  /// Gives the connection of an origin up where it carries nothing and others wait for room.
  mutating func giveWay(_ origin: UInt32, at now: Instant, into effects: inout Effects) {
    guard limits.total != nil, let number = origins[Int(origin)].shared, isUnused(number) else {
      return
    }
    serveOthers(than: origin, at: now, into: &effects)
  }

  /// Opens a connection to an origin and returns its number.
  @discardableResult
  mutating func open(
    _ origin: UInt32, for slot: UInt32, at now: Instant, into effects: inout Effects
  ) -> UInt32 {
    let index = Int(origin)
    let socket = effects.connect(host: origins[index].host, port: origins[index].port)
    let number = spareConnections.popLast() ?? UInt32(connections.count)
    if Int(number) == connections.count { connections.append(AgentConnection()) }
    connections[Int(number)] = AgentConnection(
      phase: .connecting, socket: socket, origin: origin, slot: slot, since: now)
    while connectionNumbers.count <= Int(socket.number) { connectionNumbers.append(.max) }
    connectionNumbers[Int(socket.number)] = number
    if slot != Self.noSlot { requests[Int(slot)].connection = number }
    origins[index].open += 1
    origins[index].connecting += 1
    openCount += 1
    return number
  }

  /// An HTTP/1.1 connection can carry a request.
  mutating func isReady(_ number: UInt32, at now: Instant, into effects: inout Effects) {
    let connection = connections[Int(number)]
    if connection.phase != .open {
      origins[Int(connection.origin)].connecting -= 1
      connections[Int(number)].phase = .open
    }
    if connection.slot != Self.noSlot {
      carry(connection.slot, on: number, at: now)
      return
    }
    connections[Int(number)].since = now
    origins[Int(connection.origin)].idle.append(number)
    serve(connection.origin, at: now, into: &effects)
    serveOthers(than: connection.origin, at: now, into: &effects)
    // It may have been given up for one of those.
    if self.connection(of: connection.socket) == number,
      connections[Int(number)].slot == Self.noSlot
    {
      effects.list.append(.setTimer(Self.timer(number), at: now + limits.idle))
    }
  }

  /// Gives connections to those who wait at other origins, where there is a total.
  mutating func serveOthers(
    than origin: UInt32, at now: Instant, into effects: inout Effects
  ) {
    guard limits.total != nil else { return }
    for other in origins.indices where other != Int(origin) && !origins[other].waiting.isEmpty {
      serve(UInt32(other), at: now, into: &effects)
    }
  }

  private mutating func carry(_ slot: UInt32, on number: UInt32, at now: Instant) {
    connections[Int(number)].slot = slot
    connections[Int(number)].since = now
    connections[Int(number)].sawByte = false
    requests[Int(slot)].state = .active
    requests[Int(slot)].connection = number
    requests[Int(slot)].since = now
    requests[Int(slot)].isWritten = false
    tell(.ready(slot))
  }

  /// Closes a connection.
  mutating func close(_ number: UInt32, at now: Instant, into effects: inout Effects) {
    effects.list.append(.close(connections[Int(number)].socket))
    forget(number, at: now, into: &effects)
  }

  /// A connection is no more: what it carried is lost, or asked for again.
  mutating func isGone(
    _ number: UInt32, reason: UInt64, at now: Instant, into effects: inout Effects
  ) {
    let connection = connections[Int(number)]
    if connection.session != nil {
      endSession(number, reason: reason, at: now, into: &effects)
      return
    }
    var slot = connection.slot
    if origins[Int(connection.origin)].shared == number {
      // All who waited for it.
      for waiting in origins[Int(connection.origin)].waiting {
        requests[Int(waiting)].state = .none
        tell(.lost(waiting, reason))
      }
      origins[Int(connection.origin)].waiting = []
    } else if slot == Self.noSlot, connection.phase != .open {
      // It was opened for whoever waits longest.
      slot = origins[Int(connection.origin)].waiting.first ?? Self.noSlot
      if slot != Self.noSlot { origins[Int(connection.origin)].waiting.removeFirst() }
    }
    let isStale = connection.served > 0 && !connection.sawByte && reason != Note.cleanEnd
    if slot != Self.noSlot {
      if isStale {
        // The server has closed a kept connection as the request was on its way: nothing of the
        // response has come, so that it is sent again on a fresh one (RFC 9112 section 9.3.1.
        // Chromium does so without a word to the page).
        putBack(slot, at: now)
      } else {
        requests[Int(slot)].state = .none
        tell(.lost(slot, reason))
      }
    }
    forget(number, at: now, into: &effects)
  }

  /// Lets go of a connection's record and gives its place to those who wait.
  mutating func forget(_ number: UInt32, at now: Instant, into effects: inout Effects) {
    let origin = connections[Int(number)].origin
    discard(number, into: &effects)
    guard limits.keeps || options.version == .http2 else { return }
    serve(origin, at: now, into: &effects)
    serveOthers(than: origin, at: now, into: &effects)
  }

  /// Lets go of a connection's record.
  private mutating func discard(_ number: UInt32, into effects: inout Effects) {
    let connection = connections[Int(number)]
    let index = Int(connection.origin)
    connectionNumbers[Int(connection.socket.number)] = .max
    origins[index].open -= 1
    openCount -= 1
    if connection.phase == .open {
      origins[index].idle.removeAll { $0 == number }
    } else {
      origins[index].connecting -= 1
    }
    if origins[index].shared == number { origins[index].shared = nil }
    if limits.keeps || options.pingInterval != nil {
      effects.list.append(.cancelTimer(Self.timer(number)))
    }
    connections[Int(number)] = AgentConnection()
    spareConnections.append(number)
    if isFull, openCount <= limits.resumesAt ?? (limits.total ?? 0) - 1 { isFull = false }
  }

  /// The timer of a connection.
  static func timer(_ number: UInt32) -> UInt32 { number << 2 | 3 }

  /// An idle connection has been idle for long, or a PING is due.
  mutating func timerFired(
    _ number: UInt32, at now: Instant, into effects: inout Effects
  ) {
    guard Int(number) < connections.count, connections[Int(number)].phase == .open else { return }
    if connections[Int(number)].session != nil {
      pingIsDue(number, at: now, into: &effects)
    } else if connections[Int(number)].slot == Self.noSlot {
      let due = connections[Int(number)].since + limits.idle
      if due > now {
        effects.list.append(.setTimer(Self.timer(number), at: due))
      } else {
        close(number, at: now, into: &effects)
      }
    }
  }
}
