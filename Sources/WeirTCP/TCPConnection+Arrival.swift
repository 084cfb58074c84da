public import WeirPrimitives

extension TCPConnection {
  /// Handles a segment that arrived, RFC 9293 section 3.10.7.
  public mutating func receive(
    _ segment: Segment, at now: Instant, into effects: inout TCPEffects
  ) {
    switch state {
    case .closed:
      if let reset = Self.reset(answering: segment) { effects.segments.append(reset) }
    case .synSent:
      receiveInSynSent(segment, at: now, into: &effects)
    case .synReceived, .established, .finWait1, .finWait2, .closeWait, .closing, .lastAck,
      .timeWait:
      receiveSynchronized(segment, at: now, into: &effects)
    }
  }

  private mutating func receiveSynchronized(
    _ segment: Segment, at now: Instant, into effects: inout TCPEffects
  ) {
    let position = SequencePosition.nearest(
      to: received, sequenceNumber: segment.sequence, initial: receiveInitial)
    guard let position, isAcceptable(segment, at: position) else {
      answerUnacceptable(segment, at: now, into: &effects)
      return
    }
    if segment.flags.contains(.rst) {
      receiveReset(at: position, now: now, into: &effects)
      return
    }
    if segment.flags.contains(.syn) {
      if state == .synReceived, position == 0 {
        sendHandshake(at: now, into: &effects)
      } else {
        challenge(at: now, into: &effects)  // RFC 5961 section 4.2
      }
      return
    }
    guard segment.flags.contains(.ack) else { return }
    guard receiveAcknowledgment(segment, from: position, at: now, into: &effects) else { return }
    if segment.payloadLength > 0 || segment.flags.contains(.fin) {
      receiveText(segment, from: position, at: now, into: &effects)
    }
    if state != .closed { transmit(at: now, into: &effects) }
  }

  /// Linux's `tcp_sequence`: not wholly before what we acknowledged, not behind the window.
  private func isAcceptable(_ segment: Segment, at position: SequencePosition) -> Bool {
    let end = position + SequencePosition(segment.sequenceLength)
    return end >= acknowledged && position <= max(advertisedEnd, received)
  }

  private mutating func answerUnacceptable(
    _ segment: Segment, at now: Instant, into effects: inout TCPEffects
  ) {
    if segment.flags.contains(.rst) { return }
    if segment.sequenceLength > 0 {
      enterQuickAcknowledgment()
      sendAcknowledgment(into: &effects)
    } else {
      challenge(at: now, into: &effects)
    }
  }

  /// Answers with an acknowledgment, at most twice a second (`tcp_invalid_ratelimit`).
  private mutating func challenge(at now: Instant, into effects: inout TCPEffects) {
    if let last = lastChallengeAt, now.elapsed(since: last) < .milliseconds(500) { return }
    lastChallengeAt = now
    sendAcknowledgment(into: &effects)
  }

  /// RFC 5961 section 3.2: only the exact next sequence number resets at once.
  private mutating func receiveReset(
    at position: SequencePosition, now: Instant, into effects: inout TCPEffects
  ) {
    guard position == received else {
      challenge(at: now, into: &effects)
      return
    }
    switch state {
    case .timeWait, .lastAck, .closing:
      enterClosed(into: &effects)
    case .synReceived, .established, .finWait1, .finWait2, .closeWait:
      fail(.reset, into: &effects)
    case .closed, .synSent:
      preconditionFailure("a RST is handled elsewhere in \(state)")
    }
  }

  // MARK: Data and FIN

  private mutating func receiveText(
    _ segment: Segment, from position: SequencePosition, at now: Instant,
    into effects: inout TCPEffects
  ) {
    let end = position + SequencePosition(segment.payloadLength)
    guard state.receivesData else {
      // A repeated FIN, or data behind it: say again what we have.
      sendAcknowledgment(into: &effects)
      if state == .timeWait { expiresAt = now + configuration.timeWait }
      return
    }
    if isOrphan, segment.payloadLength > 0, end > received {
      // Nobody will read it: tcp_rcv_state_process answers with a RST.
      abort(into: &effects)
      return
    }
    if segment.flags.contains(.fin) { peerFinish = min(peerFinish, end) }
    let before = received
    let first = max(position, received)
    let last = min(end, max(advertisedEnd, received), peerFinish)
    if first < last {
      if first == received {
        received = reassembly.isEmpty ? last : max(last, reassembly.advance(from: last))
      } else {
        reassembly.insert(first..<last)
      }
    }
    if received > before { effects.signals.insert(.readable) }
    if segment.flags.contains(.psh) { hasPushArrived = true }
    let finishes = received == peerFinish
    if finishes {
      received += 1
      receiveFinish(at: now, into: &effects)
    }
    scheduleAcknowledgment(
      isInOrder: received > before && reassembly.isEmpty, isUrgent: finishes, at: now,
      into: &effects)
  }

  private mutating func receiveFinish(at now: Instant, into effects: inout TCPEffects) {
    effects.signals.insert(.endOfStream)
    switch state {
    case .established:
      state = .closeWait
    case .finWait1:
      state = .closing
    case .finWait2:
      enterTimeWait(at: now)
    case .closed, .synSent, .synReceived, .closeWait, .closing, .lastAck, .timeWait:
      preconditionFailure("a FIN cannot be in order in \(state)")
    }
  }

  mutating func enterTimeWait(at now: Instant) {
    state = .timeWait
    retransmitAt = .distantFuture
    expiresAt = now + configuration.timeWait
  }

  // MARK: When to acknowledge

  /// Linux's `tcp_event_data_recv` and `__tcp_ack_snd_check`.
  private mutating func scheduleAcknowledgment(
    isInOrder: Bool, isUrgent: Bool, at now: Instant, into effects: inout TCPEffects
  ) {
    if lastReceivedAt == .zero { quickAcknowledgments = 16 }
    lastReceivedAt = now
    if !isInOrder {
      enterQuickAcknowledgment()
    }
    let isQuick = quickAcknowledgments > 0 && !isInteractive
    if isUrgent || !isInOrder || isQuick
      || received - acknowledged > SequencePosition(segmentSize)
    {
      if quickAcknowledgments > 0 { quickAcknowledgments -= 1 }
      sendAcknowledgment(into: &effects)
    } else if acknowledgeAt == .distantFuture {
      acknowledgeAt = now + configuration.delayedAcknowledgment
    }
  }

  private mutating func enterQuickAcknowledgment() {
    quickAcknowledgments = 16
    isInteractive = false
  }
}
