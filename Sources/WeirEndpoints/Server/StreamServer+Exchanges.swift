internal import WeirHTTP
internal import WeirPrimitives

// Numbers of exchanges are used again, so that tables and timers stay as many as are under way.
extension StreamServer {
  /// Begins the exchange of a request that has been read from a connection of HTTP/1.1.
  mutating func openExchange(_ socket: SocketID) -> Int {
    let index = Int(socket.number)
    // RFC 9112 section 6.1: no Transfer-Encoding unless the request says HTTP/1.1 or later.
    let isChunked = connections[index].parser.requestHead.minorVersion >= 1
    let exchange = add(
      Exchange(
        socket: socket, consumer: connections[index].consumer,
        framing: isChunked ? .chunked : .untilClose,
        persists: connections[index].parser.persists))
    connections[index].exchange = UInt32(exchange)
    return exchange
  }

  /// Begins the exchange of a request that has been read from a stream of HTTP/2.
  mutating func openExchange(_ session: Int, _ stream: UInt32, for consumer: UInt32) -> Int {
    let exchange = add(
      Exchange(socket: sessions[session].socket, consumer: consumer, stream: stream))
    sessions[session].set(UInt32(exchange), of: stream)
    return exchange
  }

  private mutating func add(_ exchange: Exchange) -> Int {
    if let free = freeExchanges.popLast() {
      exchanges[Int(free)] = exchange
      return Int(free)
    }
    exchanges.append(exchange)
    return exchanges.count - 1
  }

  /// Ends an exchange, whatever of its response is still to come.
  mutating func endExchange(_ exchange: Int, into effects: inout Effects) {
    precondition(!exchanges[exchange].isOver, "exchange \(exchange) ends twice")
    detach(exchange, into: &effects)
    exchanges[exchange].end()
    releaseBacklog(exchange, into: &effects)
    let (socket, stream) = (exchanges[exchange].socket, exchanges[exchange].stream)
    if stream == 0 {
      connections[Int(socket.number)].exchange = Exchange.none
    } else {
      releaseUnsent(exchange)
      sessions[Int(connections[Int(socket.number)].record)].set(Exchange.none, of: stream)
    }
    freeExchanges.append(UInt32(exchange))
  }

  /// Sets a timer for something an exchange waits for.
  mutating func wait(
    _ exchange: Int, until instant: Instant, for backlog: Backlog, into effects: inout Effects
  ) {
    precondition(exchanges[exchange].backlog == Exchange.none, "it waits for something already")
    exchanges[exchange].backlog = backlogs.insert(backlog)
    effects.list.append(.setTimer(ServerTimer.later(exchange).number, at: instant))
  }

  /// Takes what an exchange has waited for; nil where it does not wait.
  mutating func takeBacklog(_ exchange: Int) -> Backlog? {
    guard exchange < exchanges.count, exchanges[exchange].backlog != Exchange.none else {
      return nil
    }
    let number = exchanges[exchange].backlog
    exchanges[exchange].backlog = Exchange.none
    return backlogs.remove(number, leaving: Backlog(task: .nothing))
  }

  private mutating func releaseBacklog(_ exchange: Int, into effects: inout Effects) {
    guard takeBacklog(exchange) != nil else { return }
    effects.list.append(.cancelTimer(ServerTimer.later(exchange).number))
  }

  // MARK: Attachment

  // Leaving takes the same time however many are attached, and those who stay keep their order.

  /// Lets an exchange have what a channel emits from now on.
  mutating func attach(
    _ exchange: Int, to channel: Int, at now: Instant, into effects: inout Effects
  ) {
    exchanges[exchange].channel = UInt32(channel)
    exchanges[exchange].place = UInt32(channels[channel].attached.count)
    channels[channel].attached.append(UInt32(exchange))
    if let heartbeat = configuration.heartbeat {
      effects.list.append(.setTimer(ServerTimer.heartbeat(exchange).number, at: now + heartbeat))
    }
  }

  /// Takes an exchange from its channel; returns whether it was attached to one.
  @discardableResult
  mutating func detach(_ exchange: Int, into effects: inout Effects) -> Bool {
    guard exchanges[exchange].channel != Exchange.none else { return false }
    let channel = Int(exchanges[exchange].channel)
    let place = Int(exchanges[exchange].place)
    precondition(
      channels[channel].attached[place] == exchange, "\(exchange) is not at place \(place)")
    channels[channel].attached[place] = Exchange.none
    channels[channel].vacancies += 1
    exchanges[exchange].channel = Exchange.none
    if channels[channel].vacancies * 2 > channels[channel].attached.count { closeUp(channel) }
    if configuration.heartbeat != nil {
      effects.list.append(.cancelTimer(ServerTimer.heartbeat(exchange).number))
    }
    return true
  }

  /// Removes the places of those who left.
  private mutating func closeUp(_ channel: Int) {
    var count = 0
    for exchange in channels[channel].attached where exchange != Exchange.none {
      channels[channel].attached[count] = exchange
      exchanges[Int(exchange)].place = UInt32(count)
      count += 1
    }
    channels[channel].attached.removeLast(channels[channel].vacancies)
    channels[channel].vacancies = 0
  }

  // MARK: Connections

  /// Lets go of a connection that is gone or about to be closed.
  mutating func drop(_ socket: SocketID, into effects: inout Effects) {
    let index = Int(socket.number)
    guard index < connections.count, !connections[index].isClosed else { return }
    let record = connections[index].record
    switch connections[index].wire {
    case .http1:
      let exchange = connections[index].exchange
      if exchange != Exchange.none { endExchange(Int(exchange), into: &effects) }
    case .http2:
      for exchange in sessions[Int(record)].openExchanges {
        endExchange(Int(exchange), into: &effects)
      }
      _ = sessions.remove(record, leaving: Self.noSession)
      if configuration.http2?.maximumAge != nil {
        effects.list.append(.cancelTimer(ServerTimer.connection(socket).number))
      }
    case .handshake:
      _ = handshakes.remove(record, leaving: Self.noHandshake)
    case .unknown:
      break
    }
    connections[index] = ServerConnection()
    connections[index].isClosed = true
  }

  private static let noSession = ServerSession(
    socket: SocketID(Exchange.none), machine: HTTP2Connection(.server))
  static let noHandshake = TLSHandshake(server: TLSServerOptions())

  func isOpen(_ socket: SocketID) -> Bool {
    Int(socket.number) < connections.count && !connections[Int(socket.number)].isClosed
  }

  /// Closes a connection behind what was written.
  mutating func close(_ socket: SocketID, into effects: inout Effects) {
    drop(socket, into: &effects)
    effects.list.append(.close(socket))
  }
}
