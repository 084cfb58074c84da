internal import WeirPrimitives
internal import WeirStreaming

extension StreamClient {
  /// The response of a consumer's request has ended, or broken off.
  mutating func responseEnded(
    _ index: Int, reason: UInt64, at now: Instant, into effects: inout Effects
  ) {
    consumers[index].isConnected = false
    if isFrozen(index) {
      consumers[index].holds { $0.end = reason }
      return
    }
    guard consumers[index].isPlain else {
      connectionLost(index, reason: reason, at: now, into: &effects)
      return
    }
    if consumers[index].phase == .streaming, reason == Note.cleanEnd {
      end(index, .complete, Note(.answered), at: now, into: &effects)
      documentLoaded(index, at: now, into: &effects)
    } else {
      end(index, .failed, Note(.connectionLost, value: reason), at: now, into: &effects)
    }
  }

  /// The connection is of no more use: wait, then connect again, as far as the policy says so.
  mutating func connectionLost(
    _ index: Int, reason: UInt64, at now: Instant, into effects: inout Effects
  ) {
    let number = consumers[index].number
    effects.list.append(.note(Note(.connectionLost, consumer: number, value: reason)))
    disconnect(index, at: now, into: &effects)
    consumers[index].reader.finish()
    consumers[index].reference.update { $0.finish() }
    consumers[index].failures += 1
    if consumers[index].source != nil {
      outputs.removeAll(keepingCapacity: true)
      consumers[index].source?.receiveNetworkError(into: &outputs)
      obeySource(index, at: now, into: &effects)
      return
    }
    let policy = consumers[index].policy
    if reason == Note.cleanEnd, policy.cleanEnd != .reconnect, consumers[index].hasStreamed {
      let isComplete = policy.cleanEnd == .complete
      end(
        index, isComplete ? .complete : .failed,
        Note(
          isComplete ? .completed : .gaveUp, value: isComplete ? consumers[index].handedOver : 0),
        at: now,
        into: &effects)
    } else if consumers[index].isAnswer, policy.lostAnswer == .fail {
      end(index, .failed, Note(.gaveUp), at: now, into: &effects)
    } else {
      if policy.lostAnswer == .repeatPost { consumers[index].hasPosted = false }
      wait(index, consumers[index].retryTime ?? policy.reconnectDelay, at: now, into: &effects)
    }
  }

  private mutating func wait(
    _ index: Int, _ delay: TimeSpan, at now: Instant, into effects: inout Effects
  ) {
    consumers[index].phase = .waiting
    let policy = consumers[index].policy
    var delay = max(delay, policy.retryFloor ?? .zero)
    if let ceiling = policy.retryCeiling { delay = min(delay, ceiling) }
    effects.list.append(
      .note(
        Note(
          .waiting, consumer: consumers[index].number, value: UInt64(delay.nanoseconds))))
    effects.list.append(
      .setTimer(Self.waitTimer(index), at: throttled(now + delay, index, at: now)))
  }

  mutating func waitIsOver(_ index: Int, at now: Instant, into effects: inout Effects) {
    guard consumers[index].phase == .waiting else { return }
    if isFrozen(index) {
      consumers[index].holds { $0.waitIsOver = true }
      return
    }
    guard consumers[index].usesEventSource else {
      if consumers[index].policy.resume == .none {
        consumers[index].reader = consumers[index].policy.newReader()
      }
      connect(index, at: now, into: &effects)
      return
    }
    let policy = consumers[index].policy
    let isHopeless = policy.rebuildAfterFailures.map { consumers[index].failures >= $0 } ?? false
    if policy.resume == .none || isHopeless || consumers[index].source?.readyState == .closed {
      rebuildSource(index, at: now, into: &effects)
    } else {
      outputs.removeAll(keepingCapacity: true)
      consumers[index].source?.timerFired(into: &outputs)
      obeySource(index, at: now, into: &effects)
    }
  }

  /// A page that makes a new `EventSource` instead of letting the old one reconnect.
  ///
  /// The new one knows no id and the URL it is given: what it is told goes into the query.
  mutating func rebuildSource(_ index: Int, at now: Instant, into effects: inout Effects) {
    let id = consumers[index].toldEventID
    if !id.isEmpty, id.allSatisfy({ $0 > ASCII.space && $0 < 0x7F && $0 != UInt8(ascii: "&") }) {
      consumers[index].queryID = id
    }
    consumers[index].failures = 0
    consumers[index].destination = nil
    makeSource(index, at: now, into: &effects)
  }

  /// No byte for too long? Woken too early, it looks again when that could be.
  mutating func watchdogDue(_ index: Int, at now: Instant, into effects: inout Effects) {
    guard let watchdog = consumers[index].policy.watchdog, consumers[index].isConnected else {
      return
    }
    if isFrozen(index) {
      consumers[index].holds { $0.watchdogIsDue = true }
      return
    }
    let due = consumers[index].lastByteAt + watchdog
    if due > now {
      effects.list.append(.setTimer(Self.watchdogTimer(index), at: due))
      return
    }
    effects.list.append(
      .note(
        Note(
          .watchdogFired, consumer: consumers[index].number,
          value: UInt64(watchdog.nanoseconds))))
    connectionLost(index, reason: Note.watchdog, at: now, into: &effects)
  }

  /// Does what the `EventSource` asked for.
  mutating func obeySource(_ index: Int, at now: Instant, into effects: inout Effects) {
    let wishes = outputs
    for output in wishes {
      switch output {
      case .opened:
        effects.list.append(.note(Note(.sourceOpened, consumer: consumers[index].number)))
      case .error(let state):
        effects.list.append(
          .note(
            Note(.sourceError, consumer: consumers[index].number, value: UInt64(state.rawValue))))
      case .cancelWait: break
      case .connect(let request): connect(index, to: request, at: now, into: &effects)
      case .wait(let delay): wait(index, delay, at: now, into: &effects)
      case .abort: disconnect(index, at: now, into: &effects)
      case .failed(let failure): sourceFailed(index, failure, at: now, into: &effects)
      }
    }
  }

  private mutating func connect(
    _ index: Int, to request: EventSourceRequest, at now: Instant, into effects: inout Effects
  ) {
    let home = consumers[index].home
    let destination = destination(of: request.url, from: home)
    // At home the target is composed when it is sent, with what its query tells.
    if agent.isUnderWay(UInt32(index)) { agent.cancel(UInt32(index), at: now, into: &effects) }
    let isHome = request.url == homeURL(index)
    guard isHome || destination != nil else {
      // A name that nobody knows.
      connectionLost(
        index, reason: UInt64(SocketError.hostUnreachable.rawValue), at: now, into: &effects)
      return
    }
    consumers[index].destination = isHome ? nil : destination
    connect(index, at: now, into: &effects)
  }

  private func homeURL(_ index: Int) -> [UInt8] {
    guard case .follow(let path) = consumers[index].request else { return [] }
    return Array(agent.origins[Int(consumers[index].home)].text.utf8) + Array(path.utf8)
  }

  /// An `EventSource` is closed for good; a page that looks after it makes a new one.
  private mutating func sourceFailed(
    _ index: Int, _ failure: EventSourceFailure, at now: Instant, into effects: inout Effects
  ) {
    var note = Note(.gaveUp)
    switch failure {
    case .status(let status): note.value = UInt64(status)
    case .contentType, .charset: note.detail = Note.noEventStream
    case .violation: note.detail = Note.tooLong
    case .network: break
    }
    guard let delay = consumers[index].policy.rebuildAfter, note.value != 204 else {
      end(index, .failed, note, at: now, into: &effects)
      return
    }
    note.kind = .sourceClosed
    note.consumer = consumers[index].number
    effects.list.append(.note(note))
    wait(index, delay, at: now, into: &effects)
  }

  // MARK: Ends

  /// Ends a consumer's request, if it has one.
  mutating func disconnect(_ index: Int, at now: Instant, into effects: inout Effects) {
    if agent.isUnderWay(UInt32(index)) { agent.cancel(UInt32(index), at: now, into: &effects) }
    consumers[index].isConnected = false
    // What came for a frozen page is of a response that is over now.
    if consumers[index].held.isThere { consumers[index].held.value = nil }
    if consumers[index].policy.watchdog != nil {
      effects.list.append(.cancelTimer(Self.watchdogTimer(index)))
    }
  }

  mutating func end(
    _ index: Int, _ status: Effects.ConsumerState, _ note: Note, at now: Instant,
    into effects: inout Effects
  ) {
    disconnect(index, at: now, into: &effects)
    consumers[index].phase = .ended
    var note = note
    note.consumer = consumers[index].number
    effects.list.append(.status(status, consumer: note.consumer))
    effects.list.append(.note(note))
  }

  /// Its page goes away: so does it.
  mutating func stop(_ index: Int, at now: Instant, into effects: inout Effects) {
    guard consumers[index].phase != .ended, consumers[index].phase != .idle else {
      consumers[index].phase = .ended
      return
    }
    effects.list.append(.cancelTimer(Self.waitTimer(index)))
    end(index, .stopped, Note(.pageIsGone), at: now, into: &effects)
  }

  /// Its page is loaded anew: whatever it had is gone, and it will begin again.
  mutating func startOver(_ index: Int, at now: Instant, into effects: inout Effects) {
    let old = consumers[index]
    effects.list.append(.cancelTimer(Self.waitTimer(index)))
    disconnect(index, at: now, into: &effects)
    consumers[index] = StreamConsumer(
      request: old.request, number: old.number, key: old.key, policy: old.policy, home: old.home,
      hostName: old.hostName, page: old.page)
  }

  /// Closes a consumer's stream while its page is hidden.
  mutating func suspend(_ index: Int, at now: Instant, into effects: inout Effects) {
    switch consumers[index].phase {
    case .connecting, .streaming, .waiting: break
    case .idle, .suspended, .ended: return
    }
    effects.list.append(.cancelTimer(Self.waitTimer(index)))
    effects.list.append(.note(Note(.suspended, consumer: consumers[index].number)))
    disconnect(index, at: now, into: &effects)
    consumers[index].reader.finish()
    consumers[index].reference.update { $0.finish() }
    consumers[index].phase = .suspended
  }

  /// Takes a stream up again that was closed while its page was hidden.
  mutating func takeUp(_ index: Int, at now: Instant, into effects: inout Effects) {
    if consumers[index].usesEventSource {
      rebuildSource(index, at: now, into: &effects)
      return
    }
    if consumers[index].policy.lostAnswer == .repeatPost { consumers[index].hasPosted = false }
    connect(index, at: now, into: &effects)
  }
}
