internal import WeirKernel
internal import WeirPrimitives
internal import WeirTCP

extension Network {
  /// Runs one input of an end's machine and carries out what it asks for.
  mutating func perform(
    _ end: EndPlace, _ kernel: inout Kernel,
    _ input: (inout TCPConnection, Instant, inout TCPEffects) -> Void
  ) {
    // Looked up once: nothing is added to the table before the end of this call.
    let record = ends.mutableAddress(of: end.index)
    let before = record.pointee.tcp.state
    effects.removeAll()
    input(&record.pointee.tcp, kernel.now, &effects)
    let after = record.pointee.tcp.state
    if after != before {
      kernel.record(
        component: record.pointee.host, .connectionState, record.pointee.flow,
        UInt64(after.rawValue))
    }
    if !effects.signals.isEmpty { takeSignals(of: end) }
    for position in effects.segments.indices {
      send(position, from: end, &kernel)
    }
    if after == .closed {
      if before != .closed, end.isClient {
        clientPorts.giveBack(
          from: Int(ends[end.index].host), to: Int(ends[end.peer.index].host),
          port: ends[end.peer.index].port)
      }
      cancelTimer(end, &kernel)
      finishIfOver(end.connection)
    } else if record.pointee.tcp.nextDeadline < record.pointee.timerAt {
      rearmTimer(end, &kernel)
    }
  }

  private mutating func takeSignals(of end: EndPlace) {
    let told = effects.signals
    if told.contains(.acknowledged) || told.contains(.closed) { releaseBytes(sentBy: end) }
    if told.contains(.closed) { releaseBytes(sentBy: end.peer) }
    var acceptedOn: UInt16?
    if told.contains(.established), !end.isClient { acceptedOn = ends[end.index].port }
    signals.append(
      SocketSignal(
        socket: handle(of: end), signals: told, failure: effects.failure, acceptedOn: acceptedOn))
    if told.contains(.readable), !ends[end.peer.index].tripwires.isEmpty {
      checkTripwires(writer: end.peer)
    }
  }

  /// One timer event an end; a later deadline is looked up when it fires.
  mutating func rearmTimer(_ end: EndPlace, _ kernel: inout Kernel) {
    let deadline = ends[end.index].tcp.nextDeadline
    guard deadline < ends[end.index].timerAt else { return }
    kernel.cancel(ends[end.index].timer)
    ends[end.index].timer = kernel.schedule(
      at: deadline, target: end.number, kind: NetworkEvent.socketTimer)
    ends[end.index].timerAt = deadline
  }

  /// An end's timer is due, unless its deadline has moved since.
  ///
  /// It yields to what arrives at the same instant: a kernel's timers are late, never early, and an
  /// acknowledgment that comes just in time stops one.
  mutating func timerDue(_ end: EndPlace, hasYielded: Bool, _ kernel: inout Kernel) {
    ends[end.index].timerAt = .distantFuture
    ends[end.index].timer = .none
    guard kernel.now >= ends[end.index].tcp.nextDeadline else {
      rearmTimer(end, &kernel)
      return
    }
    guard hasYielded else {
      ends[end.index].timer = kernel.schedule(
        at: kernel.now, target: end.number, kind: NetworkEvent.socketTimer, argument: 1)
      ends[end.index].timerAt = kernel.now
      return
    }
    perform(end, &kernel) { $0.timerFired(at: $1, into: &$2) }
  }

  private mutating func cancelTimer(_ end: EndPlace, _ kernel: inout Kernel) {
    guard ends[end.index].timerAt < .distantFuture else { return }
    kernel.cancel(ends[end.index].timer)
    ends[end.index].timer = .none
    ends[end.index].timerAt = .distantFuture
  }

  /// Forgets bytes that neither end needs any more.
  ///
  /// What has arrived stays readable after a RST, as in Linux, until the owner reads or closes.
  mutating func releaseBytes(sentBy sender: EndPlace) {
    let end = ends[sender.index].outgoing.endOffset
    let acknowledged =
      ends[sender.index].tcp.state == .closed ? end : ends[sender.index].tcp.acknowledgedEnd
    let receiver = sender.peer.index
    let read = ends[receiver].isLetGo || isDone(sender.peer) ? end : ends[receiver].consumed
    ends[sender.index].outgoing.release(upTo: min(acknowledged, read, end), to: &blocks)
  }

  // MARK: The life of a connection

  mutating func handle(of end: EndPlace) -> SocketHandle {
    SocketHandle(index: connections[end.connection].number << 1 | end.number & 1)
  }

  /// Whether an end is closed and nobody will read from it any more.
  ///
  /// Not a property of the end: that would copy all of it for each packet.
  private mutating func isDone(_ end: EndPlace) -> Bool {
    ends[end.index].tcp.state == .closed
      && (ends[end.index].isLetGo
        || ends[end.index].consumed >= ends[end.index].tcp.receivedEnd)
  }

  /// Takes note if nothing can happen to a connection any more.
  mutating func finishIfOver(_ connection: Int) {
    guard connections[connection].packetsInFlight == 0 else { return }
    let client = EndPlace(connection: connection, isClient: true)
    guard isDone(client), isDone(client.peer), !connections[connection].isFinished else { return }
    connections[connection].isFinished = true
    finished.append(connection)
  }

  /// Gives the places of finished connections back, once their owners have been told everything.
  mutating func forgetFinished() {
    guard signals.isEmpty else { return }
    for connection in finished {
      let client = EndPlace(connection: connection, isClient: true)
      for end in [client, client.peer] {
        precondition(ends[end.index].timerAt == .distantFuture, "a closed end has no timer")
        let count = UInt64(ends[end.index].tcp.retransmissionCount)
        if count > 0 {
          pastRetransmissions[handle(of: end)] = count
          pastRetransmissionCounts[Int(ends[end.index].host)] += count
        }
        ends[end.index].outgoing.releaseAll(to: &blocks)
        ends[end.index].marks = MarkQueue()
      }
      directory.forget(number: connections[connection].number)
    }
    finished.removeAll(keepingCapacity: true)
  }
}
