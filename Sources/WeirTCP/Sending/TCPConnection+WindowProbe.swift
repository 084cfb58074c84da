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
      endProbing()
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
      endProbing()
      sendFitting(at: now, into: &effects)
      return
    }
    sendProbe(at: now, into: &effects)
    unansweredProbes += 1
    estimator.backOff(settings.values)
    scheduleWindowProbe(at: now)
  }

  /// Sets the timer for the next probe, or for the end of the user timeout if that comes first.
  ///
  /// `tcp_clamp_probe0_to_user_timeout`: it counts since the first probe, answered or not.
  private mutating func scheduleWindowProbe(at now: Instant) {
    var wait = estimator.timeout
    if let limit = settings.values.userTimeout, occasional.probingSince != .distantFuture {
      wait = min(wait, max(limit - now.elapsed(since: occasional.probingSince), .milliseconds(8)))
    }
    setTimer(.windowProbe, after: wait, at: now)
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
      endProbing()
      clearTimer()
    } else {
      scheduleWindowProbe(at: now)
    }
  }
}
