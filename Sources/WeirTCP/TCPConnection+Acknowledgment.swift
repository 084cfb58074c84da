internal import WeirPrimitives

extension TCPConnection {
  /// Handles the acknowledgment field, RFC 9293 section 3.10.7.4 (fifth).
  ///
  /// Returns whether the rest of the segment is to be looked at.
  mutating func receiveAcknowledgment(
    _ segment: Segment, from position: SequencePosition, at now: Instant,
    into effects: inout TCPEffects
  ) -> Bool {
    let told = SequencePosition.nearest(
      to: unacknowledged, sequenceNumber: segment.acknowledgment, initial: sendInitial)
    if state == .synReceived {
      guard told == next else {
        if let reset = Self.reset(answering: segment) { effects.segments.append(reset) }
        return false
      }
      becomeEstablished(by: segment, at: now, into: &effects)
    }
    guard let told, told <= next else {
      challenge(at: now, into: &effects)
      return false
    }
    unansweredProbes = 0
    let opens = updateWindow(by: segment, from: position, told: told)
    if told > unacknowledged {
      acknowledge(upTo: told, at: now, into: &effects)
    } else if told == unacknowledged, queue.isEmpty {
      answerProbe()
    } else if told == unacknowledged, !opens, segment.sequenceLength == 0 {
      if congestion.duplicated(flight: queue.count, next: next) {
        repeatFirst(at: now, into: &effects)
      }
    }
    return state != .closed
  }

  /// Takes the peer's window: `tcp_may_update_window`; returns whether it moved.
  private mutating func updateWindow(
    by segment: Segment, from position: SequencePosition, told: SequencePosition
  ) -> Bool {
    let end = told + SequencePosition(segment.window)
    let isNewer =
      told > unacknowledged
      || told == unacknowledged
        && (position > windowToldAt
          || position == windowToldAt && (end > peerWindowEnd || segment.window == 0))
    guard isNewer else { return false }
    windowToldAt = position
    peerWindowMaximum = max(peerWindowMaximum, segment.window)
    defer { peerWindowEnd = end }
    return end != peerWindowEnd
  }

  /// With nothing in flight an acknowledgment speaks of the window only: `tcp_ack_probe`.
  private mutating func answerProbe() {
    guard retransmitAt != .distantFuture else { return }
    if canSendNew { estimator.resetBackoff() }
    retransmitAt = .distantFuture  // transmission starts it again if the window is still closed
  }

  private mutating func acknowledge(
    upTo position: SequencePosition, at now: Instant, into effects: inout TCPEffects
  ) {
    let result = queue.acknowledge(upTo: position)
    if let sentAt = result.measuredFrom { estimator.measure(now.elapsed(since: sentAt)) }
    unacknowledged = position
    estimator.resetBackoff()
    firstRepeatedAt = .distantFuture
    retransmitAt = queue.isEmpty ? .distantFuture : now + retransmissionTimeout
    if congestion.acknowledged(segments: result.segments, upTo: position) {
      repeatFirst(at: now, into: &effects)
    }
    effects.signals.insert(.acknowledged)
    if isFinishing, position == writtenEnd + 1 { finishAcknowledged(at: now, into: &effects) }
  }

  /// Our FIN has arrived.
  private mutating func finishAcknowledged(at now: Instant, into effects: inout TCPEffects) {
    switch state {
    case .finWait1:
      state = .finWait2
      if isOrphan { expiresAt = now + configuration.timeWait }
    case .closing:
      enterTimeWait(at: now)
    case .lastAck:
      enterClosed(into: &effects)
    case .closed, .synSent, .synReceived, .established, .finWait2, .closeWait, .timeWait:
      preconditionFailure("a FIN of ours is acknowledged in \(state)")
    }
  }
}
