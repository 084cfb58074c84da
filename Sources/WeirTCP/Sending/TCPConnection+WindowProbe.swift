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
      probingSince = .distantFuture
      return
    }
    if probingSince == .distantFuture { probingSince = now }
    let isOverdue =
      configuration.userTimeout.map { now.elapsed(since: probingSince) >= $0 } ?? false
    // An orphan does not keep memory for a peer that never reads.
    let limit = isOrphan ? configuration.orphanRetries : configuration.retries2
    if isOverdue || unansweredProbes >= limit
      || isOrphan && estimator.timeout >= configuration.maximumTimeout
    {
      fail(.timedOut, into: &effects)
      return
    }
    if next < writtenEnd, next < peerWindowEnd {
      estimator.resetBackoff(configuration)
      probingSince = .distantFuture
      sendFitting(at: now, into: &effects)
      return
    }
    sendProbe(at: now, into: &effects)
    unansweredProbes += 1
    estimator.backOff(configuration)
    scheduleWindowProbe(at: now)
  }

  /// Sets the timer for the next probe, or for the end of the user timeout if that comes first.
  ///
  /// `tcp_clamp_probe0_to_user_timeout`: it counts since the first probe, answered or not.
  private mutating func scheduleWindowProbe(at now: Instant) {
    var wait = estimator.timeout
    if let limit = configuration.userTimeout, probingSince != .distantFuture {
      wait = min(wait, max(limit - now.elapsed(since: probingSince), .milliseconds(8)))
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
      estimator.resetBackoff(configuration)
      probingSince = .distantFuture
      clearTimer()
    } else {
      scheduleWindowProbe(at: now)
    }
  }
}
