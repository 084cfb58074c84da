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
    // `retransmits_timed_out`: judged by time, and only after a timeout without effect.
    if estimator.backoffs > 0, firstRepeatedAt != .distantFuture,
      now.elapsed(since: firstRepeatedAt) >= configuration.retransmissionLimit(doublings: retries)
    {
      fail(.timedOut, into: &effects)
      return
    }
    congestion.timedOut(next: next)
    queue.markAllLost()
    estimator.backOff()
    transmit(at: now, into: &effects)
  }

  /// Asks for the window again: a segment the peer must answer, RFC 9293 section 3.8.6.1.
  ///
  /// Where a window is open but too small for the next segment, the part that fits goes. Else
  /// Linux sends the byte number before the first unacknowledged one, without payload.
  private mutating func probeWindow(at now: Instant, into effects: inout TCPEffects) {
    guard hasUnsent else { return }
    // An orphan does not keep memory for a peer that never reads: `tcp_probe_timer`.
    if unansweredProbes >= retries
      || isOrphan && retransmissionTimeout >= configuration.maximumTimeout
    {
      fail(.timedOut, into: &effects)
      return
    }
    if next < writtenEnd, next < peerWindowEnd {
      estimator.resetBackoff()
      sendFitting(at: now, into: &effects)
      return
    }
    sendAcknowledgment(into: &effects)
    effects.segments[effects.segments.count - 1].sequence =
      (unacknowledged - 1).sequenceNumber(initial: sendInitial)
    unansweredProbes += 1
    estimator.backOff()
    retransmitAt = now + retransmissionTimeout
  }

  /// How patient this end is with a silent peer, as a number of doublings.
  private var retries: UInt8 {
    isOrphan ? configuration.orphanRetries : configuration.retries2
  }
}
