internal import WeirPrimitives

/// RACK, RFC 8985 section 6: a segment is lost when one sent later has been delivered long enough.
extension TCPConnection {
  /// Looks for losses after news; sets the timer for those that may still be on the way.
  ///
  /// Returns whether that timer runs now: `tcp_rack_mark_lost`.
  mutating func markLost(at now: Instant) -> Bool {
    guard detection.hasNews else { return false }
    detection.hasNews = false
    guard let wait = detectLosses(at: now) else { return false }
    // TCP_TIMEOUT_MIN_US keeps Linux from setting a timer for at once.
    setTimer(.reordering, after: wait + .milliseconds(2), at: now)
    return true
  }

  /// `tcp_rack_detect_loss`: returns how long the last of those in doubt is waited for.
  private mutating func detectLosses(at now: Instant) -> TimeSpan? {
    let window = detection.reorderingWindow(
      state: congestion.state, sacked: queue.sackedCount, minimumRoundTrip: estimator.minimum,
      smoothed: estimator.smoothedMicroseconds)
    var wait: TimeSpan?
    let end = queue.indices.upperBound
    var next = queue.indices.lowerBound
    while next < end {
      let index = next
      let sent = queue[index]
      if sent.marks.contains(.sacked) {
        next = queue.index(behindRunAt: index)
        continue
      }
      next += 1
      if sent.marks.contains(.lost), !sent.marks.contains(.repeated) { continue }
      guard detection.isOvertaken(sent) else {
        // What follows was sent later still, unless this one was sent again.
        if sent.marks.isDisjoint(with: [.repeated, .everRepeated]) { break }
        continue
      }
      let remaining = detection.roundTrip + window - now.elapsed(since: sent.sentAt)
      if remaining <= .zero {
        if queue.markLost(index) { lost = lost &+ 1 }
      } else {
        wait = max(wait ?? .zero, remaining)
      }
    }
    return wait
  }

  /// The time for stragglers is over: `tcp_rack_reo_timeout`.
  mutating func reorderingTimedOut(at now: Instant, into effects: inout TCPEffects) {
    let before = queue.inFlight
    let lostBefore = lost
    _ = detectLosses(at: now)
    if queue.inFlight != before {
      if congestion.state != .recovery {
        enterRecovery()
        congestion.reduce(
          delivered: 1, inFlight: queue.inFlight, advanced: false,
          hasNewLosses: lost != lostBefore)
      }
      sendLost(at: now, into: &effects)
    }
    if timer != .timeout { rearmTimeout(at: now) }
  }
}
