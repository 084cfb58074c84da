public import WeirPrimitives

extension TCPConnection {
  /// Handles the timers that are due; does nothing when woken too early.
  public mutating func timerFired(at now: Instant, into effects: inout TCPEffects) {
    if now >= expiresAt {
      enterClosed(into: &effects)
      return
    }
    if now >= acknowledgeAt {
      // The reply that was to carry it did not come: tcp_delack_timer_handler.
      isInteractive = false
      sendAcknowledgment(into: &effects)
    }
    guard now >= retransmitAt else { return }
    retransmitAt = .distantFuture
    switch state {
    case .synSent, .synReceived:
      handshakeTimedOut(at: now, into: &effects)
    case .established, .finWait1, .closeWait, .closing, .lastAck:
      if queue.isEmpty {
        probeWindow(at: now, into: &effects)
      } else {
        retransmissionTimedOut(at: now, into: &effects)
      }
    case .closed, .finWait2, .timeWait:
      break
    }
  }

  /// RFC 6298 (5.4)–(5.6), with Linux's limit on how long it goes on.
  private mutating func retransmissionTimedOut(
    at now: Instant, into effects: inout TCPEffects
  ) {
    if firstRepeatedAt != .distantFuture,
      now.elapsed(since: firstRepeatedAt) >= configuration.retransmissionLimit
        || isOrphan && estimator.backoffs >= configuration.orphanRetries
    {
      fail(.timedOut, into: &effects)
      return
    }
    congestion.timedOut(flight: queue.count, next: next)
    queue.markAllLost()
    estimator.backOff()
    transmit(at: now, into: &effects)
  }

  /// Asks for the window again: a segment the peer must answer, RFC 9293 section 3.8.6.1.
  ///
  /// Linux sends the byte number before the first unacknowledged one, without payload.
  private mutating func probeWindow(at now: Instant, into effects: inout TCPEffects) {
    guard next < writtenEnd || isFinishing && next == writtenEnd else { return }
    sendAcknowledgment(into: &effects)
    effects.segments[effects.segments.count - 1].sequence =
      (unacknowledged - 1).sequenceNumber(initial: sendInitial)
    estimator.backOff()
    retransmitAt = now + retransmissionTimeout
  }
}
