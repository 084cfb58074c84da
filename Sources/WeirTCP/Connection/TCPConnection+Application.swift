public import WeirPrimitives

/// What the application does.
extension TCPConnection {
  /// Takes note that the application has written so many more bytes.
  ///
  /// With `more` (MSG_MORE) a part of a segment waits for the next write, an acknowledgment or the
  /// probe timer.
  public mutating func write(
    _ count: Int, more: Bool = false, at now: Instant, into effects: inout TCPEffects
  ) {
    precondition(count >= 0 && acceptsWrites, "a write of \(count) bytes in \(state)")
    if next == writtenEnd { restartAfterIdle(at: now) }
    writtenEnd += SequencePosition(count)
    transmit(holdsPartial: more, at: now, into: &effects)
  }

  /// Takes note that the application has read up to a stream offset.
  public mutating func read(upTo offset: UInt64, at now: Instant, into effects: inout TCPEffects) {
    precondition(offset <= receivedEnd, "read up to \(offset), received \(receivedEnd)")
    readEnd = max(readEnd, offset + 1)
    guard state.isSynchronized, state != .timeWait else { return }
    receiveBuffer.noteRead(to: readEnd, aheadOfGap: reassembly.byteCount, at: now)
    if acknowledgesRead || opensWindow { sendAcknowledgment(at: now, into: &effects) }
  }

  /// Ends the application's side of the stream: FIN after the last byte (`shutdown(SHUT_WR)`).
  public mutating func finish(at now: Instant, into effects: inout TCPEffects) {
    guard acceptsWrites else { return }
    isFinishing = true
    switch state {
    case .established: state = .finWait1
    case .closeWait: state = .lastAck
    case .synSent, .synReceived, .closed, .finWait1, .finWait2, .closing, .lastAck, .timeWait:
      break
    }
    transmit(at: now, into: &effects)
  }

  /// Closes as `close()` does: RST if bytes are left unread (RFC 2525 section 2.17), else FIN.
  public mutating func close(at now: Instant, into effects: inout TCPEffects) {
    guard !isOrphan else { return }
    isOrphan = true
    if state == .timeWait {
      return  // the socket is gone, what it guards against is not
    } else if state == .closed || state == .synSent {
      enterClosed(into: &effects)
    } else if receivedEnd > readEnd - 1 {
      abort(into: &effects)
    } else {
      finish(at: now, into: &effects)
      if state == .finWait2 { setExpiry(at: now) }
    }
  }

  /// Ends the connection with a RST, RFC 9293 section 3.10.5.
  public mutating func abort(into effects: inout TCPEffects) {
    if state != .closed, state != .synSent, state != .timeWait { sendReset(into: &effects) }
    enterClosed(into: &effects)
  }

  mutating func sendReset(into effects: inout TCPEffects) {
    effects.segments.append(
      Segment(
        sequence: next.sequenceNumber(initial: sendInitial),
        acknowledgment: received.sequenceNumber(initial: receiveInitial), flags: [.rst, .ack]))
  }

  /// Makes a segment end at a stream offset that is not yet sent, so that a fault can act there.
  public mutating func endSegment(at offset: UInt64) {
    noteOccasion { $0.boundary = offset + 1 }
  }

  /// Sets options of this one connection: `setsockopt()`.
  ///
  /// What is read at the beginning of a connection (`mtu`, `initialWindow`, `congestion`, options
  /// of the SYN) has no effect later.
  public mutating func configure(
    at now: Instant, into effects: inout TCPEffects, _ change: (inout TCPConfiguration) -> Void
  ) {
    var changed = settings.values
    change(&changed)
    guard changed != settings.values else { return }
    let restartsKeepAlive = changed.keepAlive != settings.values.keepAlive
    settings = TCPSettings(changed)
    if changed.sendBuffer == changed.sendBufferMaximum { sendLimit = changed.sendBuffer }
    if restartsKeepAlive, state.isSynchronized, state != .timeWait, !isOrphan {
      startKeepAlive(at: now)
    }
    if state.isSynchronized { transmit(at: now, into: &effects) }  // uncorked, or without Nagle
  }

  /// The path takes packets of so many bytes only: ICMP "fragmentation needed", RFC 1191.
  ///
  /// What is in flight and too large goes again at once, as `tcp_simple_retransmit` does.
  public mutating func pathMTUReported(
    _ mtu: UInt16, at now: Instant, into effects: inout TCPEffects
  ) {
    let size = max(mtu, 552) - 40 - (usesTimestamps ? 12 : 0)  // min_pmtu
    guard size < segmentSize else { return }
    segmentSize = size
    guard state.transmits else { return }
    var hasLosses = false
    for index in queue.indices where queue[index].payloadLength > UInt32(size) {
      if queue.markLost(index) { (lost, hasLosses) = (lost &+ 1, true) }
    }
    guard hasLosses else { return }
    if congestion.state != .loss {
      mayBeSpurious = false
      congestion.enterLossOfPath(next: next)
    }
    sendLost(at: now, into: &effects)
  }

  /// Grows the send buffer with the window: `tcp_sndbuf_expand`.
  mutating func growSendBuffer() {
    let settings = settings.values
    guard settings.sendBuffer < settings.sendBufferMaximum,
      queue.inFlight < Int(congestion.window)
    else { return }
    // What a segment takes of Linux's memory: 4,096 and the 256 of its descriptor.
    let segments = max(
      congestion.window, UInt32(congestion.initialWindow), UInt32(detection.reordering) + 1)
    let wanted = min(UInt64(segments) * 2 * 4_352, UInt64(settings.sendBufferMaximum))
    sendLimit = max(sendLimit, UInt32(wanted))
  }

  mutating func enterClosed(into effects: inout TCPEffects) {
    state = .closed
    queue.removeAll()
    reassembly.removeAll()
    clearTimer()
    acknowledgments.dueAt = .distantFuture
    expiresAt = .distantFuture
    effects.signals.insert(.closed)
  }

  mutating func fail(_ failure: TCPFailure, into effects: inout TCPEffects) {
    effects.failure = failure
    effects.signals.insert(.failed)
    enterClosed(into: &effects)
  }
}
