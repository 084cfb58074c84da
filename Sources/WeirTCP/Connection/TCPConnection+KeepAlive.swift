internal import WeirPrimitives

/// Asking an idle peer whether it is still there: RFC 9293 section 3.8.4, `tcp_keepalive_timer`.
extension TCPConnection {
  /// Starts or stops asking, when the connection is made or SO_KEEPALIVE is set.
  mutating func startKeepAlive(at now: Instant) {
    guard let keepAlive = settings.values.keepAlive else {
      if state != .timeWait, !(state == .finWait2 && isOrphan) { expiresAt = .distantFuture }
      return
    }
    scheduleKeepAlive(after: keepAlive.idle, at: now)
  }

  private mutating func scheduleKeepAlive(after wait: TimeSpan, at now: Instant) {
    expiresAt = settings.values.timerGranularity.expiry(of: now + wait, setAt: now)
  }

  mutating func askForLife(at now: Instant, into effects: inout TCPEffects) {
    expiresAt = .distantFuture
    guard let keepAlive = settings.values.keepAlive, state.isSynchronized, state != .timeWait else {
      return
    }
    // Data on the way asks already.
    guard queue.isEmpty, !hasUnsent else {
      scheduleKeepAlive(after: keepAlive.idle, at: now)
      return
    }
    let silence = now.elapsed(since: max(lastHeardAt, acknowledgments.lastReceivedAt))
    guard silence >= keepAlive.idle else {
      scheduleKeepAlive(after: keepAlive.idle - silence, at: now)
      return
    }
    let isGivenUp =
      if let limit = settings.values.userTimeout {
        silence >= limit && unansweredProbes > 0
      } else {
        unansweredProbes >= keepAlive.count
      }
    if isGivenUp {
      sendReset(into: &effects)
      fail(.timedOut, into: &effects)
      return
    }
    sendProbe(at: now, into: &effects)
    unansweredProbes += 1
    scheduleKeepAlive(after: keepAlive.interval, at: now)
  }
}
