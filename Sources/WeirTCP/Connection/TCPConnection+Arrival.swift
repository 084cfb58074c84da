public import WeirPrimitives

extension TCPConnection {
  /// Handles a segment that arrived, RFC 9293 section 3.10.7.
  public mutating func receive(
    _ segment: Segment, at now: Instant, into effects: inout TCPEffects
  ) {
    guard segment.payloadLength <= Segment.maximumPayloadLength else { return }
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
    guard let position, isAcceptable(segment, at: position), isNotOld(segment, at: now)
    else {
      answerUnacceptable(segment, position: position, at: now, into: &effects)
      return
    }
    if usesTimestamps, segment.options.contains(.timestamps) {
      echoedTimestamp = segment.timestampEcho
      // RFC 7323 section 4.3: of what has been acknowledged, not of what is ahead of a gap.
      if position <= acknowledged, !isBeforeRecent(segment, at: now) {
        recentTimestamp = segment.timestamp
      }
    } else {
      echoedTimestamp = 0
    }
    if segment.flags.contains(.rst) {
      if isExactReset(segment) {
        receiveReset(into: &effects)
      } else {
        challenge(at: now, into: &effects)
      }
      return
    }
    if segment.flags.contains(.syn) {
      guard state == .synReceived, position == 0 else {
        challenge(at: now, into: &effects)  // RFC 5961 section 4.2
        return
      }
      if !segment.flags.contains(.ack) {
        isHandshakeRepeated = true
        sendHandshake(at: now, into: &effects)
        return
      }
      // The SYN-ACK of a simultaneous open goes on as the acknowledgment it is, RFC 9293 figure 8.
    }
    guard segment.flags.contains(.ack) else { return }
    guard receiveAcknowledgment(segment, from: position, at: now, into: &effects) else { return }
    if segment.payloadLength > 0 || segment.flags.contains(.fin) {
      receiveText(segment, from: position, at: now, into: &effects)
    }
    if state != .closed { transmit(at: now, into: &effects) }
  }

  /// Linux's `tcp_sequence`: not wholly before what we acknowledged, not behind the window.
  @inline(__always) private func isAcceptable(_ segment: Segment, at position: SequencePosition)
    -> Bool
  {
    let end = position + SequencePosition(segment.sequenceLength)
    return end >= acknowledged && position <= max(advertisedEnd, received)
  }

  /// Protection against wrapped sequence numbers, RFC 7323 section 5; acknowledgments may overtake.
  @inline(__always) private func isNotOld(_ segment: Segment, at now: Instant) -> Bool {
    guard usesTimestamps, segment.options.contains(.timestamps), segment.sequenceLength > 0,
      !segment.flags.contains(.rst)
    else { return true }
    return !isBeforeRecent(segment, at: now)
  }

  /// After 24 days of silence the peer's clock may have gone half round and tells nothing:
  /// RFC 7323 section 5.5, TCP_PAWS_WRAP.
  @inline(__always) private func isBeforeRecent(_ segment: Segment, at now: Instant) -> Bool {
    Int32(bitPattern: segment.timestamp &- recentTimestamp) < 0
      && now.elapsed(since: lastHeardAt) < .seconds(24 * 86_400)
  }

  private mutating func answerUnacceptable(
    _ segment: Segment, position: SequencePosition?, at now: Instant,
    into effects: inout TCPEffects
  ) {
    if segment.flags.contains(.rst) {
      if isExactReset(segment) { receiveReset(into: &effects) }
    } else if segment.sequenceLength > 0, !segment.flags.contains(.syn) {
      if position ?? 0 < received {
        enterQuickAcknowledgment()
        if let position {
          noteDuplicate(
            position..<min(position + SequencePosition(segment.sequenceLength), received))
        }
      }
      sendAcknowledgment(at: now, into: &effects)
    } else {
      challenge(at: now, into: &effects)
    }
  }

  /// RFC 5961 section 3.2: only the exact next sequence number resets at once.
  ///
  /// Behind a gap also the right edge of the highest block told, where a sender stands that gives
  /// up (`tcp_validate_incoming`).
  /// After a FIN also the number of the FIN itself: the peer may have sent the RST in answer to a
  /// segment that crossed it (`tcp_reset_check`).
  @inline(__always) private func isExactReset(_ segment: Segment) -> Bool {
    let expected = received.sequenceNumber(initial: receiveInitial)
    if segment.sequence == expected { return true }
    if !reassembly.isEmpty, usesSelectiveAcknowledgments {
      return segment.sequence == reassembly.end.sequenceNumber(initial: receiveInitial)
    }
    return segment.sequence == expected &- 1 && hasReachedEndOfStream && state != .timeWait
  }

  private mutating func receiveReset(into effects: inout TCPEffects) {
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
      // A repeated FIN, or data behind it: say again what we have, and what came twice.
      let last = position + SequencePosition(segment.sequenceLength)
      if position < received { noteDuplicate(position..<min(last, received)) }
      sendAcknowledgment(at: now, into: &effects)
      if state == .timeWait { setExpiry(at: now) }
      return
    }
    if isOrphan, segment.payloadLength > 0, end > received {
      // Nobody will read it: tcp_rcv_state_process answers with a RST.
      if let reset = Self.reset(answering: segment) { effects.segments.append(reset) }
      enterClosed(into: &effects)
      return
    }
    let windowEnd = max(advertisedEnd, received)
    if segment.flags.contains(.fin), peerFinish == .max, end >= received, end <= windowEnd {
      peerFinish = end
    }
    let before = received
    let hadGap = !reassembly.isEmpty
    let first = max(position, received)
    let last = min(end, windowEnd, peerFinish)
    let hasFinish = segment.flags.contains(.fin) && end == peerFinish && end == last
    if first < last, first == received {
      if position < received { noteDuplicate(position..<received) }
      received = hadGap ? min(reassembly.advance(from: last), peerFinish) : last
      effects.signals.insert(.readable)
      noteArrival(segment, at: now)
    } else if first > received, first < last || hasFinish {
      // A FIN is held, and told, as a byte is.
      let held = first..<(hasFinish ? last + 1 : last)
      if let twice = reassembly.insert(held) { noteDuplicate(twice) }
      if segment.payloadLength >= 128 { growWindow(segment) }
    } else if position < received {
      noteDuplicate(position..<min(max(end, position), received))
    }
    var isUrgent = hadGap || !reassembly.isEmpty
    if received == peerFinish {
      // In the FIN-WAIT states nothing of ours will carry the acknowledgment: `tcp_fin`.
      isUrgent = isUrgent || state != .established
      received += 1
      receiveFinish(at: now, into: &effects)
    }
    if received == before, first >= last { enterQuickAcknowledgment() }
    scheduleAcknowledgment(isUrgent: isUrgent || received == before, at: now, into: &effects)
  }

  /// Takes note of data in order: `tcp_event_data_recv`.
  private mutating func noteArrival(_ segment: Segment, at now: Instant) {
    acknowledgments.noteArrival(
      length: segment.payloadLength, isPushed: segment.flags.contains(.psh),
      window: currentWindow, segmentSize: segmentSize, timeout: estimator.timeout,
      minimumDelay: settings.values.delayedAcknowledgment, at: now)
    if echoedTimestamp != 0, segment.payloadLength >= UInt32(acknowledgments.receivedSize) {
      receiveBuffer.noteEcho(
        echoedTimestamp, now: timestamp(at: now), segmentSize: segmentSize)
    }
    if segment.payloadLength >= 128 { growWindow(segment) }
  }

  private mutating func growWindow(_ segment: Segment) {
    if receiveBuffer.grow(
      by: segment.payloadLength, free: freeReceiveSpace, segmentSize: segmentSize)
    {
      acknowledgments.noteGrowth()
    }
  }

  private mutating func receiveFinish(at now: Instant, into effects: inout TCPEffects) {
    effects.signals.insert(.endOfStream)
    reassembly.removeAll()
    switch state {
    case .established:
      state = .closeWait
      // Our FIN is likely to follow and to carry the acknowledgment.
      acknowledgments.isInteractive = true
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
    clearTimer()
    setExpiry(at: now)
  }
}
