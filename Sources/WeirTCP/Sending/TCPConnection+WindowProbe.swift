internal import WeirPrimitives

/// The persist timer: asking for a window that is shut, RFC 9293 section 3.8.6.1.
extension TCPConnection {
  /// `tcp_probe_timer`.
  ///
  /// Where a window is open but too small for the next segment, or a part was held back, what fits
  /// goes. Else Linux sends the byte number before the first unacknowledged one, without payload.
  mutating func probeWindow(at now: Instant, into effects: inout TCPEffects) {
    guard hasUnsent, queue.isEmpty else {
      unansweredProbes = 0
      return
    }
    let since = min(occasional.probingSince, now)
    noteOccasion { $0.probingSince = since }
    let isOverdue = settings.values.userTimeout.map { now.elapsed(since: since) >= $0 } ?? false
    // An orphan does not keep memory for a peer that never reads.
    let limit = isOrphan ? settings.values.orphanRetries : settings.values.retries2
    if isOverdue || unansweredProbes >= limit
      || isOrphan && estimator.timeout >= settings.values.maximumTimeout
    {
      fail(.timedOut, into: &effects)
      return
    }
    if next < writtenEnd, next < peerWindowEnd {
      estimator.resetBackoff(settings.values)
      sendFitting(at: now, into: &effects)
      return
    }
    sendProbe(at: now, into: &effects)
    unansweredProbes += 1
    estimator.backOff(settings.values)
    setTimer(.windowProbe, after: estimator.timeout, at: now)
  }

  /// A segment the peer must answer: `tcp_xmit_probe_skb`.
  mutating func sendProbe(at now: Instant, into effects: inout TCPEffects) {
    effects.segments.append(
      segment(at: unacknowledged - 1, flags: [.ack], at: now))
  }

  /// With nothing in flight an acknowledgment speaks of the window only: `tcp_ack_probe`.
  mutating func answerProbe(at now: Instant) {
    guard timer == .windowProbe, hasUnsent else { return }
    if fitsPeerWindow {
      estimator.resetBackoff(settings.values)
      clearTimer()
    } else {
      setTimer(.windowProbe, after: estimator.timeout, at: now)
    }
  }
}
