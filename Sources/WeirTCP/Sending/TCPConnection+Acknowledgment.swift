internal import WeirPrimitives

/// What an acknowledgment does: `tcp_ack`, RFC 9293 section 3.10.7.4 (fifth).
extension TCPConnection {
  /// Returns whether the rest of the segment is to be looked at.
  mutating func receiveAcknowledgment(
    _ segment: Segment, from position: SequencePosition, at now: Instant,
    into effects: inout TCPEffects
  ) -> Bool {
    let told = SequencePosition.nearest(
      to: unacknowledged, sequenceNumber: segment.acknowledgment, initial: sendInitial)
    if state == .synReceived {
      guard told == next else {
        if let reset = Self.reset(answering: segment) { effects.segments.append(reset) }
        return false
      }
      becomeEstablished(by: segment, at: now, into: &effects)
    }
    // RFC 5961 section 5.2: nor is one believed that is older than the largest window.
    let oldest = unacknowledged - min(SequencePosition(peerWindowMaximum), unacknowledged - 1)
    guard let told, told >= oldest, told <= next else {
      challenge(at: now, into: &effects)
      return false
    }
    lastHeardAt = now
    unansweredProbes = 0
    if told == unacknowledged, isReceiveOnly(segment) {
      _ = updateWindow(by: segment, from: position, told: told)
      return true
    }
    var event = AcknowledgmentEvent(
      priorUnacknowledged: unacknowledged,
      priorHighestHeld: queue.highestHeld(unacknowledged: unacknowledged),
      priorDelivered: delivered, priorLost: lost)
    if segment.sequenceLength > 0 { event.flags.insert(.carriesData) }
    if told < unacknowledged {
      receiveOld(segment, told: told, at: now, &event, into: &effects)
      return state != .closed
    }
    if told > unacknowledged {
      event.flags.insert(.advanced)
      timeouts = 0
    }
    if updateWindow(by: segment, from: position, told: told) { event.flags.insert(.windowUpdate) }
    let hadFlight = !queue.isEmpty
    unacknowledged = told
    if segment.blocks.count > 0, usesSelectiveAcknowledgments {
      receiveBlocks(of: segment, told: told, at: now, event: &event)
    }
    if hadFlight {
      digest(segment, &event, at: now, into: &effects)
    } else {
      if event.flags.contains(.duplicateReported) { judge(&event, isDuplicate: false, at: now) }
      answerProbe(at: now)
      judgeProbe(told: told, event: event)
    }
    return state != .closed
  }

  /// Whether a segment tells a sender nothing who has nothing on the way: most of what a receiver
  /// gets.
  @inline(__always) private func isReceiveOnly(_ segment: Segment) -> Bool {
    queue.isEmpty && segment.blocks.count == 0 && timer == .off && probeEnd == 0
  }

  /// An old acknowledgment may still bring selective ones.
  private mutating func receiveOld(
    _ segment: Segment, told: SequencePosition, at now: Instant,
    _ event: inout AcknowledgmentEvent, into effects: inout TCPEffects
  ) {
    guard segment.blocks.count > 0, usesSelectiveAcknowledgments, !queue.isEmpty else { return }
    receiveBlocks(of: segment, told: told, at: now, event: &event)
    judge(&event, isDuplicate: false, at: now)
    sendAfterJudgment(event, at: now, into: &effects)
  }

  /// Takes what is acknowledged off the queue and lets congestion control look at it.
  private mutating func digest(
    _ segment: Segment, _ event: inout AcknowledgmentEvent, at now: Instant,
    into effects: inout TCPEffects
  ) {
    let trip = removeAcknowledged(&event, at: now)
    // Linux notes with each segment what had been delivered when it left: a flight less than now.
    detection.updateWindow(
      priorDelivered: event.priorDelivered &- UInt32(max(queue.inFlight, 0)), delivered: delivered)
    judgeProbe(told: unacknowledged, event: event)
    if isDubious(event) {
      let isDuplicate = event.flags.isDisjoint(
        with: AcknowledgmentEvent.Flags.noPlainDuplicate)
      judge(&event, isDuplicate: isDuplicate, at: now)
    }
    if event.flags.contains(.setsTimer), !scheduleLossProbe(advancing: true, at: now) {
      rearmTimeout(at: now)
    }
    controlCongestion(event, trip: trip, at: now)
    sendAfterJudgment(event, at: now, into: &effects)
    if event.flags.contains(.advanced) {
      effects.signals.insert(.acknowledged)
      if isFinishing, unacknowledged == writtenEnd + 1 {
        finishAcknowledged(at: now, into: &effects)
      }
    }
  }

  /// `tcp_clean_rtx_queue`; returns the round trip in microseconds that congestion control sees.
  private mutating func removeAcknowledged(
    _ event: inout AcknowledgmentEvent, at now: Instant
  ) -> UInt32? {
    let cleaned = cleanQueue(&event, at: now)
    if !usesSelectiveAcknowledgments, cleaned.count > 0 {
      uncountDuplicates(acknowledged: cleaned.count, &event)
    }
    var trip = cleaned.lastSentAt.map { microseconds(from: $0, to: now) }
    var sample: UInt32?
    if !event.flags.contains(.repeatedAcknowledged), let sentAt = cleaned.firstSentAt {
      sample = microsecondsUp(from: sentAt, to: now)
      let isLone =
        cleaned.count == 1 && queue.isEmpty
        && unacknowledged - event.priorUnacknowledged < SequencePosition(segmentSize)
        && event.flags.isDisjoint(with: [.dataSacked, .duplicateReported])
      if isLone { event.flags.insert(.mayBeDelayed) }
    } else {
      trip = nil
    }
    let sackTrip = event.firstSackedAt.map { microseconds(from: $0, to: now) }
    if let last = event.lastSackedAt { trip = microseconds(from: last, to: now) }
    sample = sample ?? event.firstSackedAt.map { microsecondsUp(from: $0, to: now) }
    if sample == nil, cleaned.count > 0, usesTimestamps, echoedTimestamp != 0 {
      // RTTM, RFC 7323 section 4.2, in milliseconds.
      sample = min((timestamp(at: now) &- echoedTimestamp) &* 1_000, UInt32(Self.longestTrip))
      trip = sample
    }
    if let sample {
      estimator.noteMinimum(
        trip ?? sample, mayBeDelayed: event.flags.contains(.mayBeDelayed), at: now)
      estimator.measure(
        sample, unacknowledged: unacknowledged, next: next, settings.values)
    }
    if cleaned.count > 0 {
      event.flags.insert(.setsTimer)
      if usesSelectiveAcknowledgments, cleaned.reorderedFrom < event.priorHighestHeld {
        checkReordering(from: cleaned.reorderedFrom)
      }
    } else if let first = queue.first, let sackTrip, sample != nil,
      sackTrip > microseconds(from: first.sentAt, to: now)
    {
      event.flags.insert(.setsTimer)
    }
    return trip
  }

  private struct Cleaned {
    var count: UInt32 = 0
    /// When the first and the last segment left that were sent once and not held before.
    var firstSentAt: Instant?
    var lastSentAt: Instant?
    var reorderedFrom = SequencePosition.max
  }

  private mutating func cleanQueue(
    _ event: inout AcknowledgmentEvent, at now: Instant
  ) -> Cleaned {
    var cleaned = Cleaned()
    while let first = queue.first, first.position < unacknowledged {
      if first.end > unacknowledged {
        queue.trimFirst(upTo: unacknowledged)
        break
      }
      let sent = queue.removeFirst()
      cleaned.count += 1
      if !sent.marks.isDisjoint(with: [.repeated, .everRepeated]) {
        event.flags.insert(.repeatedAcknowledged)
      } else if !sent.marks.contains(.sacked) {
        if cleaned.firstSentAt == nil { cleaned.firstSentAt = sent.sentAt }
        cleaned.lastSentAt = sent.sentAt
        cleaned.reorderedFrom = min(cleaned.reorderedFrom, sent.position)
        if sent.end <= congestion.recoveryEnd { event.flags.insert(.originalArrived) }
      }
      if !sent.marks.contains(.sacked), usesSelectiveAcknowledgments {
        delivered = delivered &+ 1
        detection.advance(by: sent, minimumRoundTrip: estimator.minimum, at: now)
      }
    }
    if cleaned.count > 0 {
      event.flags.insert(.dataAcknowledged)
      queue.compact()
    }
    if let first = queue.first, first.marks.contains(.sacked) { event.flags.insert(.reneged) }
    return cleaned
  }

  /// Longer round trips count for 18 minutes, in microseconds: what is reckoned with them must fit.
  private static let longestTrip: Int64 = 1 << 30

  private func microseconds(from start: Instant, to end: Instant) -> UInt32 {
    UInt32(min(end.elapsed(since: start).nanoseconds / 1_000, Self.longestTrip))
  }

  /// Rounded up, so that a timeout does not come before an acknowledgment that is as late.
  ///
  /// Linux rounds the timeout itself up, to jiffies.
  private func microsecondsUp(from start: Instant, to end: Instant) -> UInt32 {
    UInt32(min((end.elapsed(since: start).nanoseconds + 999) / 1_000, Self.longestTrip))
  }

  /// `tcp_cong_control`, after HyStart has looked at the round trip.
  private mutating func controlCongestion(
    _ event: AcknowledgmentEvent, trip: UInt32?, at now: Instant
  ) {
    if let trip {
      congestion.noteRoundTrip(
        trip, flight: queue.count, usesHyStart: settings.values.hystart,
        unacknowledged: unacknowledged, next: next, at: now)
    }
    let newlyDelivered = delivered &- event.priorDelivered
    if congestion.isReducing {
      congestion.reduce(
        delivered: newlyDelivered, inFlight: queue.inFlight,
        advanced: event.flags.contains(.advanced), hasNewLosses: lost != event.priorLost)
    } else if mayGrow(event) {
      congestion.grow(by: newlyDelivered, at: now)
    }
    growSendBuffer()
  }

  /// `tcp_may_raise_cwnd`: with much reordering any progress will do.
  private func mayGrow(_ event: AcknowledgmentEvent) -> Bool {
    if detection.reordering > LossDetection.initialReordering {
      return !event.flags.isDisjoint(with: [.dataAcknowledged, .dataSacked])
    }
    return event.flags.contains(.dataAcknowledged)
  }

  /// `tcp_xmit_recovery`.
  private mutating func sendAfterJudgment(
    _ event: AcknowledgmentEvent, at now: Instant, into effects: inout TCPEffects
  ) {
    switch event.repeats {
    case .nothing: return
    case .newData:
      sendNew(at: now, into: &effects)
      if next > congestion.recoveryEnd { return }
      mayBeSpurious = false
    case .lost: break
    }
    sendLost(at: now, into: &effects)
  }

  /// Takes the peer's window: `tcp_may_update_window`; returns whether the segment told it.
  private mutating func updateWindow(
    by segment: Segment, from position: SequencePosition, told: SequencePosition
  ) -> Bool {
    let end = told + SequencePosition(segment.window)
    let isNewer =
      told > unacknowledged || position > windowToldAt
      || position == windowToldAt && (end > peerWindowEnd || segment.window == 0)
    guard isNewer else { return false }
    windowToldAt = position
    peerWindowMaximum = max(peerWindowMaximum, segment.window)
    peerWindowEnd = end
    return true
  }

  /// Our FIN has arrived.
  private mutating func finishAcknowledged(at now: Instant, into effects: inout TCPEffects) {
    switch state {
    case .finWait1:
      state = .finWait2
      if isOrphan { setExpiry(at: now) }
    case .closing:
      enterTimeWait(at: now)
    case .lastAck:
      enterClosed(into: &effects)
    case .closed, .synSent, .synReceived, .established, .finWait2, .closeWait, .timeWait:
      preconditionFailure("a FIN of ours is acknowledged in \(state)")
    }
  }
}
