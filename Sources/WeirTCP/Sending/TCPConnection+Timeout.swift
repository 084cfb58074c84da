internal import WeirPrimitives

/// The retransmission timeout: RFC 6298 section 5, with F-RTO (RFC 5682) and Linux's limits.
extension TCPConnection {
  /// `tcp_retransmit_timer`.
  mutating func retransmissionTimedOut(at now: Instant, into effects: inout TCPEffects) {
    guard let first = queue.first else { return }
    let isShut = peerWindowEnd <= unacknowledged && !isOrphan
    if isShut ? isShutTooLong(since: first.sentAt, at: now) : isTooLate(at: now) {
      fail(.timedOut, into: &effects)
      return
    }
    enterLoss(at: now)
    if timeouts < .max { timeouts += 1 }
    if !queue.isEmpty {
      sendAgain(queue.indices.lowerBound, isProbe: false, at: now, into: &effects)
    }
    estimator.backOff(settings.values)
    setTimer(.timeout, after: boundByUserTimeout(estimator.timeout, at: now), at: now)
  }

  /// `retransmits_timed_out`: judged by time since the first repetition.
  private func isTooLate(at now: Instant) -> Bool {
    guard timeouts > 0, firstRepeatedAt != .distantFuture else { return false }
    let doublings = isOrphan ? settings.values.orphanRetries : settings.values.retries2
    let limit =
      settings.values.userTimeout ?? settings.values.retransmissionLimit(doublings: doublings)
    return now.elapsed(since: firstRepeatedAt) >= limit
  }

  /// A shut window makes repetitions probes, and answers to them keep the connection alive:
  /// `tcp_rtx_probe0_timed_out`.
  private func isShutTooLong(since sentAt: Instant, at now: Instant) -> Bool {
    let unrepaired = now.elapsed(since: min(firstRepeatedAt, sentAt))
    var limit = settings.values.maximumTimeout * 2
    if let userTimeout = settings.values.userTimeout {
      if unrepaired > userTimeout { return true }
      limit = min(limit, userTimeout)
    }
    return now.elapsed(since: lastHeardAt) > limit && unrepaired > limit
  }

  /// `tcp_clamp_rto_to_user_timeout`.
  private func boundByUserTimeout(_ timeout: TimeSpan, at now: Instant) -> TimeSpan {
    guard let limit = settings.values.userTimeout, firstRepeatedAt != .distantFuture else {
      return timeout
    }
    let left = limit - now.elapsed(since: firstRepeatedAt)
    return min(timeout, max(left, .milliseconds(1)))
  }

  /// `tcp_enter_loss`.
  private mutating func enterLoss(at now: Instant) {
    markTimedOut(at: now)
    let isNewRecovery = congestion.state < .recovery
    let isNewLoss =
      congestion.state <= .disorder || congestion.recoveryEnd <= unacknowledged
      || congestion.state == .loss && timeouts == 0
    if congestion.state <= .disorder, queue.sackedCount >= UInt32(detection.reordering) {
      detection.resetReordering()
    }
    let probe: UInt32 = probeEnd != 0 && isProbeRepetition ? 1 : 0
    congestion.enterLoss(
      isNewLoss: isNewLoss, unacknowledged: unacknowledged, next: next,
      inFlight: queue.inFlight, repeating: queue.repeatedCount + probe)
    probeEnd = 0
    mayBeSpurious = settings.values.forwardRTORecovery && (isNewRecovery || timeouts > 0)
  }

  /// Marks lost what has been out for longer than a round trip: `tcp_timeout_mark_lost`.
  private mutating func markTimedOut(at now: Instant) {
    guard let first = queue.first else { return }
    let hasReneged = first.marks.contains(.sacked)
    if hasReneged { queue.clearSacked() }
    if !usesSelectiveAcknowledgments { queue.forgetDuplicates() }
    for index in queue.indices {
      let isRecent =
        index != queue.indices.lowerBound
        && detection.roundTrip > now.elapsed(since: queue[index].sentAt)
      if hasReneged || !isRecent, queue.markLost(index) { lost = lost &+ 1 }
    }
  }

  /// The oldest segment is said to be held, yet not acknowledged: `tcp_check_sack_reneging`.
  mutating func checkReneging(at now: Instant) {
    guard let first = queue.first, first.marks.contains(.sacked) else { return }
    // Linux waits for half a round trip, at least 10 ms, whether the acknowledgment follows.
    setTimer(
      .timeout,
      after: max(.microseconds(Int64(estimator.smoothedMicroseconds / 2)), .milliseconds(10)),
      at: now)
  }

  /// Judges an acknowledgment after a timeout: `tcp_process_loss`.
  mutating func processLoss(
    _ event: inout AcknowledgmentEvent, isDuplicate: Bool, at now: Instant
  ) {
    let isRecovered = unacknowledged >= congestion.recoveryEnd
    let advanced = event.flags.contains(.advanced)
    if advanced, undoLoss(isProven: false) { return }
    if mayBeSpurious {
      // Step 3.b: something that was sent only once has arrived, so not all was lost.
      if event.flags.contains(.originalArrived), undoLoss(isProven: true) { return }
      if next > congestion.recoveryEnd {
        if event.flags.contains(.dataSacked) || isDuplicate { mayBeSpurious = false }  // step 3.a
      } else if advanced, !isRecovered {
        congestion.extendRecovery(until: next)
        // Step 2.b: try new data before more repetitions.
        if next < writtenEnd, peerWindowEnd > next {
          event.repeats = .newData
          return
        }
        mayBeSpurious = false
      }
    }
    if isRecovered {
      undoRecovery()
      return
    }
    if !usesSelectiveAcknowledgments {
      // After step 2.b a duplicate says that new data has left.
      if next > congestion.recoveryEnd, isDuplicate {
        countDuplicate()
      } else if advanced {
        queue.forgetDuplicates()
      }
    }
    event.repeats = .lost
  }
}
