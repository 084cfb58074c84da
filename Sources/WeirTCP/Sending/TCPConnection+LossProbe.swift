internal import WeirPrimitives

/// Tail loss probes, RFC 8985 section 7.
extension TCPConnection {
  /// Sets the probe's timer instead of the retransmission timer where a probe may go.
  ///
  /// `tcp_schedule_loss_probe`; with `advancing` the timeout counts from now.
  mutating func scheduleLossProbe(advancing: Bool, at now: Instant) -> Bool {
    guard settings.values.lossProbes, usesSelectiveAcknowledgments, !queue.isEmpty,
      congestion.state == .open || congestion.state == .reduced
    else { return false }
    var wait = TimeSpan.seconds(1)
    if estimator.hasMeasured {
      wait = .microseconds(Int64(estimator.smoothedMicroseconds) * 2)
      // One segment alone may wait for a delayed acknowledgment.
      wait += queue.count == 1 ? settings.values.minimumTimeoutVariance : .milliseconds(2)
    }
    let timeout = advancing ? estimator.timeout : timeoutLeft(at: now)
    if timeout > .zero { wait = min(wait, timeout) }
    setTimer(.lossProbe, after: wait, at: now)
    return true
  }

  /// How long the oldest segment's timeout still runs, `tcp_rto_delta_us`; may be below zero.
  private func timeoutLeft(at now: Instant) -> TimeSpan {
    guard let first = queue.first else { return estimator.timeout }
    return estimator.timeout - now.elapsed(since: first.sentAt)
  }

  /// Sends new data, or the last segment again: `tcp_send_loss_probe`.
  mutating func probeForLoss(at now: Instant, into effects: inout TCPEffects) {
    timer = .off
    if probeEnd == 0, sendsProbe(at: now, into: &effects) {
      probeEnd = next
      // The timeout counts from the probe.
      timer = .off
      rearmTimeout(at: now)
    } else {
      rearmTimeout(sincePending: true, at: now)
    }
  }

  private mutating func sendsProbe(at now: Instant, into effects: inout TCPEffects) -> Bool {
    isProbeRepetition = false
    if wantsToSend {
      sendFitting(at: now, into: &effects)
      return true
    }
    guard !queue.isEmpty else { return false }
    sendAgain(queue.indices.upperBound - 1, isProbe: true, at: now, into: &effects)
    isProbeRepetition = true
    return true
  }

  /// Learns from an acknowledgment how the probe went: `tcp_process_tlp_ack`.
  mutating func judgeProbe(told: SequencePosition, event: AcknowledgmentEvent) {
    guard probeEnd != 0, told >= probeEnd else { return }
    if !isProbeRepetition || event.flags.contains(.probeDuplicated) {
      probeEnd = 0  // new data arrived, or both copies: nothing was lost
    } else if told > probeEnd {
      // The probe itself has repaired a loss.
      probeEnd = 0
      congestion.reduceAfterProbe(next: next)
      keepOpen()
    } else if event.flags.isDisjoint(
      with: AcknowledgmentEvent.Flags.noDuplicateOfProbe)
    {
      probeEnd = 0  // a pure duplicate: original and probe arrived
    }
  }

  /// Starts the retransmission timer: `tcp_rearm_rto`.
  ///
  /// In the place of a running probe or reordering timer it counts from the oldest segment.
  mutating func rearmTimeout(sincePending: Bool = false, at now: Instant) {
    guard !queue.isEmpty else {
      clearTimer()
      return
    }
    let replaces = sincePending || timer == .lossProbe || timer == .reordering
    let wait = replaces ? max(timeoutLeft(at: now), .microseconds(1)) : estimator.timeout
    setTimer(.timeout, after: wait, at: now)
  }
}
