internal import WeirPrimitives

/// Telling the peer what has arrived: at once or later, in order and ahead of gaps.
extension TCPConnection {
  /// Decides about the acknowledgment of a segment that used sequence numbers.
  ///
  /// `__tcp_ack_snd_check`: at once if told so, in quick mode, or for more than one full segment
  /// while the window moves on. Not modelled: compressing the acknowledgments of many segments
  /// behind one gap into one a millisecond (`tcp_comp_sack_delay_ns`).
  mutating func scheduleAcknowledgment(
    isUrgent: Bool, at now: Instant, into effects: inout TCPEffects
  ) {
    let isMuch =
      received - acknowledged > SequencePosition(acknowledgments.receivedSize)
      && offeredEnd - received >= advertisedEnd - min(advertisedEnd, acknowledged)
    if isUrgent || acknowledgments.isQuick || isMuch {
      sendAcknowledgment(at: now, into: &effects)
      return
    }
    let time = acknowledgments.holdingTime(
      smoothed: estimator.smoothed, minimumDelay: settings.values.delayedAcknowledgment)
    if acknowledgments.dueAt == .distantFuture {
      acknowledgments.dueAt = settings.values.timerGranularity.expiry(of: now + time, setAt: now)
    } else if acknowledgments.dueAt <= now + time / 4 {
      sendAcknowledgment(at: now, into: &effects)  // it is as good as due
    } else {
      acknowledgments.dueAt = min(acknowledgments.dueAt, now + time)
    }
  }

  /// Whether a held-back acknowledgment goes now that the application has read: `tcp_cleanup_rbuf`.
  ///
  /// For more than a full segment; and the end of a write goes when all is read, unless a reply is
  /// likely to carry it; the second end of a write goes in any case.
  @inline(__always) var acknowledgesRead: Bool {
    guard acknowledgments.dueAt != .distantFuture else { return false }
    if received - acknowledged > SequencePosition(acknowledgments.receivedSize) { return true }
    guard readEnd - 1 == receivedEnd else { return false }
    return acknowledgments.pushes > 1
      || acknowledgments.pushes == 1 && !acknowledgments.isInteractive
  }

  /// Sends a segment without data that tells what has arrived and how much more may come.
  mutating func sendAcknowledgment(at now: Instant, into effects: inout TCPEffects) {
    effects.segments.append(segment(at: next, flags: [.ack], at: now))
  }

  /// Answers with an acknowledgment, at most twice a second (`tcp_invalid_ratelimit`).
  mutating func challenge(at now: Instant, into effects: inout TCPEffects) {
    guard now >= occasional.challengesFrom else { return }
    noteOccasion { $0.challengesFrom = now + .milliseconds(500) }
    sendAcknowledgment(at: now, into: &effects)
  }

  /// Something has arrived twice: the next acknowledgment reports it, RFC 2883.
  mutating func noteDuplicate(_ range: Range<SequencePosition>) {
    guard usesSelectiveAcknowledgments, !range.isEmpty else { return }
    hasDuplicate = true
    let block = SelectiveBlocks.Block(
      start: range.lowerBound.sequenceNumber(initial: receiveInitial),
      end: range.upperBound.sequenceNumber(initial: receiveInitial))
    noteOccasion { $0.duplicateBlock = block }
  }

  mutating func enterQuickAcknowledgment() {
    acknowledgments.enterQuick(
      window: currentWindow, minimumDelay: settings.values.delayedAcknowledgment)
  }

  /// Bytes that SACK blocks would take of a segment now.
  @inline(__always) var blockBytes: UInt32 {
    guard usesSelectiveAcknowledgments, hasDuplicate || !reassembly.isEmpty else { return 0 }
    return 4 + 8 * UInt32(min(Int(blockLimit), reassembly.rangeCount + (hasDuplicate ? 1 : 0)))
  }

  private var blockLimit: UInt8 { SelectiveBlocks.maximumCount }

  /// The blocks to send: a duplicate first, then what arrived last.
  mutating func takeBlocks() -> SelectiveBlocks {
    var blocks = SelectiveBlocks()
    if hasDuplicate {
      blocks.append(occasional.duplicateBlock)
      hasDuplicate = false
    }
    let initial = receiveInitial
    reassembly.recent(Int(blockLimit - blocks.count)) { range in
      blocks.append(
        SelectiveBlocks.Block(
          start: range.lowerBound.sequenceNumber(initial: initial),
          end: range.upperBound.sequenceNumber(initial: initial)))
    }
    return blocks
  }
}
