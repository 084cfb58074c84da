internal import WeirPrimitives

/// From open to recovery and back: `tcp_fastretrans_alert`, RFC 6675 with RACK as its judge.
extension TCPConnection {
  /// Whether an acknowledgment needs judging: `tcp_ack_is_dubious`.
  @inline(__always) func isDubious(_ event: AcknowledgmentEvent) -> Bool {
    congestion.state != .open
      || event.flags.isDisjoint(with: AcknowledgmentEvent.Flags.notDuplicate)
      || !event.flags.isDisjoint(with: [.dataSacked, .duplicateReported])
  }

  /// Moves between the states after a dubious acknowledgment.
  mutating func judge(_ event: inout AcknowledgmentEvent, isDuplicate: Bool, at now: Instant) {
    if event.flags.isSuperset(of: [.reneged, .advanced]) {
      checkReneging(at: now)
      event.flags.remove(.setsTimer)
      return
    }
    if congestion.state == .open {
      firstRepeatedAt = .distantFuture
    } else if unacknowledged >= congestion.recoveryEnd {
      if leaveReduction() { return }
    }
    switch congestion.state {
    case .recovery:
      guard stayInRecovery(&event, isDuplicate: isDuplicate, at: now) else { return }
    case .loss:
      processLoss(&event, isDuplicate: isDuplicate, at: now)
      lookForLosses(&event, at: now)
      guard congestion.state == .open || event.flags.contains(.repetitionLost) else { return }
      guard decideOnRecovery(&event, at: now) else { return }
    case .open, .disorder, .reduced:
      if !usesSelectiveAcknowledgments {
        if event.flags.contains(.advanced) { queue.forgetDuplicates() }
        if isDuplicate { countDuplicate() }
      }
      if congestion.state <= .disorder { undoIfSuperfluous() }
      guard decideOnRecovery(&event, at: now) else { return }
    }
    event.repeats = .lost
  }

  /// Enters recovery where something is lost; returns false where nothing is.
  private mutating func decideOnRecovery(
    _ event: inout AcknowledgmentEvent, at now: Instant
  ) -> Bool {
    lookForLosses(&event, at: now)
    guard queue.lostCount > 0 else {
      tryToOpen()
      return false
    }
    enterRecovery()
    return true
  }

  /// Everything before the recovery point is acknowledged; returns whether that ends the matter.
  private mutating func leaveReduction() -> Bool {
    switch congestion.state {
    case .reduced:
      if unacknowledged != congestion.recoveryEnd {
        congestion.endReduction()
        congestion.enter(.open)
      }
    case .recovery:
      if !usesSelectiveAcknowledgments { queue.forgetDuplicates() }
      if undoRecovery() { return true }
      congestion.endReductionAfterRecovery()
    case .open, .disorder, .loss:
      break
    }
    return false
  }

  /// Returns false when nothing more is to be done for this acknowledgment.
  private mutating func stayInRecovery(
    _ event: inout AcknowledgmentEvent, isDuplicate: Bool, at now: Instant
  ) -> Bool {
    if event.flags.contains(.advanced) {
      if undoPartially(event) { return false }
    } else if isDuplicate, !usesSelectiveAcknowledgments {
      countDuplicate()
    }
    if undoIfSuperfluous() { tryToOpen() }
    lookForLosses(&event, at: now)
    if congestion.state != .recovery {
      guard queue.lostCount > 0 else { return false }
      enterRecovery()
    }
    return true
  }

  /// `tcp_identify_packet_loss`.
  private mutating func lookForLosses(_ event: inout AcknowledgmentEvent, at now: Instant) {
    guard !queue.isEmpty else { return }
    guard usesSelectiveAcknowledgments else {
      markFirstLost(advanced: event.flags.contains(.advanced))
      return
    }
    let before = queue.repeatedCount
    if markLost(at: now) { event.flags.remove(.setsTimer) }
    if queue.repeatedCount < before { event.flags.insert(.repetitionLost) }
  }

  mutating func enterRecovery() {
    if !queue.isRepeating { firstRepeatedAt = .distantFuture }
    // A probe's repetition may still be reported superfluous.
    let probe: UInt32 = probeEnd != 0 && isProbeRepetition ? 1 : 0
    if !congestion.isReducing { probeEnd = 0 }
    congestion.enterRecovery(
      unacknowledged: unacknowledged, next: next, repeating: queue.repeatedCount + probe)
  }

  /// `tcp_try_to_open`.
  mutating func tryToOpen() {
    if !queue.isRepeating { firstRepeatedAt = .distantFuture }
    if congestion.state != .reduced { keepOpen() }
  }

  /// Open, or in disorder while something is missing: `tcp_try_keep_open`.
  mutating func keepOpen() {
    let state: CongestionWindow.State =
      queue.leftCount > 0 || queue.isRepeating ? .disorder : .open
    if congestion.state != state { congestion.enter(state, until: next) }
  }

  // MARK: Undo

  /// Whether all was for nothing: each repetition was superfluous, or the original arrived late.
  private var mayUndo: Bool {
    congestion.undoMarker != 0 && (congestion.undoRepeats == 0 || wasOnlyDelayed)
  }

  /// Whether the acknowledgment echoes a time before the first repetition, RFC 3522 (Eifel).
  private var wasOnlyDelayed: Bool {
    guard firstRepeatedAt != .distantFuture else {
      // Nothing was sent again; but see holdsRecovery(), which forgets when.
      return usesSelectiveAcknowledgments || unacknowledged < congestion.recoveryEnd
    }
    guard usesTimestamps, echoedTimestamp != 0 else { return false }
    return Int32(bitPattern: echoedTimestamp &- timestamp(at: firstRepeatedAt)) < 0
  }

  /// `tcp_try_undo_recovery`; returns whether the state is held.
  @discardableResult
  mutating func undoRecovery() -> Bool {
    if mayUndo {
      undo(clearsLosses: false)
    } else if detection.windowPersists > 0 {
      detection.windowPersists -= 1
    }
    if holdsRecovery() { return true }
    congestion.enter(.open)
    return false
  }

  /// `tcp_try_undo_dsack`.
  @discardableResult
  private mutating func undoIfSuperfluous() -> Bool {
    guard congestion.undoneBySuperfluous else { return false }
    detection.windowPersists = min(LossDetection.persistence, detection.windowPersists + 1)
    undo(clearsLosses: false)
    return true
  }

  /// A hole was filled by something late, not by its repetition: `tcp_try_undo_partial`.
  ///
  /// Returns whether to wait for repetitions on the way before undoing.
  private mutating func undoPartially(_ event: AcknowledgmentEvent) -> Bool {
    guard congestion.undoMarker != 0, wasOnlyDelayed else { return false }
    checkReordering(from: event.priorUnacknowledged)
    if queue.repeatedCount > 0 { return true }
    if !queue.isRepeating { firstRepeatedAt = .distantFuture }
    undo(clearsLosses: true)
    keepOpen()
    return false
  }

  /// `tcp_try_undo_loss`.
  mutating func undoLoss(isProven: Bool) -> Bool {
    guard isProven || mayUndo else { return false }
    undo(clearsLosses: true)
    timeouts = 0
    if !holdsRecovery(), isProven || usesSelectiveAcknowledgments { congestion.enter(.open) }
    return true
  }

  private mutating func undo(clearsLosses: Bool) {
    if clearsLosses { queue.clearLost() }
    congestion.undo()
    detection.hasNews = true  // losses are looked for once more
  }
}
