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
    guard let told, told <= next else {
      sendAcknowledgment(into: &effects)
      return false
    }
    if state == .synReceived {
      guard told == next, told == 1 else { return false }
      becomeEstablished(by: segment, at: now, into: &effects)
    }
    let opens = updateWindow(by: segment, from: position, told: told)
    if told > unacknowledged {
      acknowledge(upTo: told, at: now, into: &effects)
    } else if told == unacknowledged, !opens, !queue.isEmpty, segment.sequenceLength == 0 {
      if congestion.duplicated(flight: queue.count, next: next) {
        queue.markFirstLost()
      }
    }
    return state != .closed
  }

  /// Returns whether the peer's window moved.
  private mutating func updateWindow(
    by segment: Segment, from position: SequencePosition, told: SequencePosition
  ) -> Bool {
    guard told > unacknowledged || told == unacknowledged && position >= windowToldAt else {
      return false
    }
    windowToldAt = position
    let end = told + SequencePosition(segment.window)
    defer { peerWindowEnd = max(end, unacknowledged) }
    return end != peerWindowEnd
  }

  private mutating func acknowledge(
    upTo position: SequencePosition, at now: Instant, into effects: inout TCPEffects
  ) {
    let flight = queue.count
    let result = queue.acknowledge(upTo: position)
    if let sentAt = result.measuredFrom { estimator.measure(now.elapsed(since: sentAt)) }
    unacknowledged = position
    estimator.resetBackoff()
    firstRepeatedAt = .distantFuture
    let isPartial = congestion.acknowledged(
      segments: result.segments, upTo: position, flight: flight)
    if isPartial { queue.markFirstLost() }
    retransmitAt = queue.isEmpty ? .distantFuture : now + retransmissionTimeout
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
