public import WeirPrimitives

extension TCPConnection {
  /// Handles the timers that are due; does nothing when woken too early.
  public mutating func timerFired(at now: Instant, into effects: inout TCPEffects) {
    if now >= expiresAt {
      if state == .timeWait || state == .finWait2 && isOrphan {
        enterClosed(into: &effects)
        return
      }
      askForLife(at: now, into: &effects)
      if state == .closed { return }
    }
    if now >= acknowledgments.dueAt {
      acknowledgments.expired(
        timeout: estimator.timeout, minimumDelay: settings.values.delayedAcknowledgment)
      sendAcknowledgment(at: now, into: &effects)
    }
    if now >= retransmitAt { sendingTimerFired(at: now, into: &effects) }
  }

  private mutating func sendingTimerFired(at now: Instant, into effects: inout TCPEffects) {
    let fired = timer
    retransmitAt = .distantFuture
    switch state {
    case .synSent, .synReceived:
      handshakeTimedOut(at: now, into: &effects)
    case .established, .finWait1, .closeWait, .closing, .lastAck:
      switch fired {
      case .off: break
      case .timeout:
        timer = .off
        retransmissionTimedOut(at: now, into: &effects)
      case .lossProbe: probeForLoss(at: now, into: &effects)
      case .reordering: reorderingTimedOut(at: now, into: &effects)
      case .windowProbe:
        timer = .off
        probeWindow(at: now, into: &effects)
      }
    case .closed, .finWait2, .timeWait:
      timer = .off
    }
  }

  /// Sets the sending side's one timer.
  mutating func setTimer(_ kind: SendingTimer, after wait: TimeSpan, at now: Instant) {
    timer = kind
    retransmitAt = settings.values.timerGranularity.expiry(
      of: now + min(wait, settings.values.maximumTimeout), setAt: now)
  }

  mutating func clearTimer() {
    timer = .off
    retransmitAt = .distantFuture
  }

  /// Sets the end of TIME-WAIT or of an orphan's FIN-WAIT-2.
  mutating func setExpiry(at now: Instant) {
    expiresAt = settings.values.timerGranularity.expiry(
      of: now + settings.values.timeWait, setAt: now)
  }
}
