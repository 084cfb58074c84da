internal import WeirPrimitives

/// Sending what the windows allow: `tcp_write_xmit` and `tcp_xmit_retransmit_queue`.
extension TCPConnection {
  /// Sends new data and the FIN; a part of a segment is held back for a write that goes on.
  mutating func transmit(
    holdsPartial: Bool = false, at now: Instant, into effects: inout TCPEffects
  ) {
    guard state.transmits, hasUnsent else { return }
    sendNew(holdsPartial: holdsPartial, at: now, into: &effects)
    if queue.isEmpty, timer == .off, hasUnsent {
      setTimer(.windowProbe, after: estimator.timeout, at: now)
    }
  }

  mutating func sendNew(
    holdsPartial: Bool = false, at now: Instant, into effects: inout TCPEffects
  ) {
    var sent: UInt32 = 0
    while queue.inFlight < Int(congestion.window), canSendNew(holdsPartial: holdsPartial) {
      sendFitting(at: now, into: &effects)
      sent += 1
    }
    let isLimited = queue.inFlight >= Int(congestion.window)
    if sent > 0 || isLimited, sent > 0 || hasUnsent {
      congestion.validate(
        flight: queue.count, isLimited: isLimited, unacknowledged: unacknowledged, next: next,
        timeout: estimator.timeout, shrinksWhenIdle: settings.values.slowStartAfterIdle, at: now)
    }
    if sent > 0 {
      congestion.noteSent(sent)
      _ = scheduleLossProbe(advancing: false, at: now)
    }
  }

  @inline(__always) var hasUnsent: Bool { next < writtenEnd || isFinishing && next == writtenEnd }

  /// Payload bytes of a full segment: SACK blocks take their room, and no segment is more than half
  /// of the largest window (`tcp_bound_to_half_wnd`).
  @inline(__always) var fullSize: SequencePosition {
    let half = peerWindowMaximum > 536 ? peerWindowMaximum / 2 : peerWindowMaximum
    return SequencePosition(min(UInt32(segmentSize) - blockBytes, max(half, 1)))
  }

  /// Behind the payload of the next segment, if the windows were open.
  @inline(__always) private var nextEnd: SequencePosition {
    let end = next < boundary ? min(writtenEnd, boundary) : writtenEnd
    return min(end, next + fullSize)
  }

  /// Whether the next segment lies within the peer's window; a FIN alone takes room too.
  @inline(__always) var fitsPeerWindow: Bool { max(nextEnd, next + 1) <= peerWindowEnd }

  /// Whether the peer's window, Nagle's rule and the cork let the next new segment go.
  ///
  /// It goes whole or not at all: no silly windows, RFC 9293 section 3.8.6.2.1.
  @inline(__always) private func canSendNew(holdsPartial: Bool) -> Bool {
    guard hasUnsent else { return false }
    let end = nextEnd
    guard max(end, next + 1) <= peerWindowEnd else { return false }
    if isFinishing || end - next == fullSize || end == boundary { return true }
    if holdsPartial || settings.values.cork { return false }
    return settings.values.noDelay || shortSentEnd <= unacknowledged  // Minshall's, tcp_nagle_check
  }

  /// Whether something new could go if the windows were open.
  var wantsToSend: Bool { hasUnsent && fitsPeerWindow }

  /// Sends the next new segment, or as much of it as the peer's window has room for.
  mutating func sendFitting(at now: Instant, into effects: inout TCPEffects) {
    let end = min(nextEnd, max(peerWindowEnd, next))
    let length = UInt32(end - next)
    var segment = SentSegment(position: next, sentAt: now, length: length, flags: [.ack])
    if end == writtenEnd {
      if length > 0 { segment.flags.insert(.psh) }
      if isFinishing, end < peerWindowEnd {
        segment.flags.insert(.fin)
        segment.length += 1
      }
    }
    if SequencePosition(length) < fullSize { shortSentEnd = end }
    if queue.inFlight == 0, lastSentAt != .zero {
      congestion.shiftCurve(by: now.elapsed(since: lastSentAt), at: now)
    }
    let wasEmpty = queue.isEmpty
    next = segment.end
    queue.append(segment)
    send(segment, at: now, into: &effects)
    if wasEmpty || timer == .lossProbe { rearmTimeout(at: now) }
  }

  // MARK: Again

  /// Sends lost segments again as far as the congestion window allows.
  mutating func sendLost(at now: Instant, into effects: inout TCPEffects) {
    guard !queue.isEmpty else { return }
    var startsTimer = false
    while queue.inFlight < Int(congestion.window), let index = queue.firstWaitingIndex() {
      let lost = queue[index]
      if lost.end > peerWindowEnd, lost.position != unacknowledged { break }
      sendAgain(index, isProbe: false, at: now, into: &effects)
      congestion.noteSent(1)
      if lost.position == unacknowledged, timer != .reordering { startsTimer = true }
    }
    if startsTimer { setTimer(.timeout, after: estimator.timeout, at: now) }
  }

  /// Sends a segment once more: `tcp_retransmit_skb`, for a probe `__tcp_retransmit_skb`.
  mutating func sendAgain(
    _ index: Int, isProbe: Bool, at now: Instant, into effects: inout TCPEffects
  ) {
    let full = UInt32(fullSize)
    if queue[index].payloadLength > full {
      queue.split(index, length: full)
    } else if queue[index].payloadLength < full {
      queue.collapse(index, limit: full, boundary: boundary)
    }
    let again = queue.sendAgain(index, at: now, isProbe: isProbe)
    retransmissionCount += 1
    if !isProbe {
      if firstRepeatedAt == .distantFuture { firstRepeatedAt = now }
      congestion.noteRepeat()
    }
    send(again, at: now, into: &effects)
  }

  private mutating func send(
    _ sent: SentSegment, at now: Instant, into effects: inout TCPEffects
  ) {
    effects.segments.append(
      segment(
        at: sent.position, payloadLength: sent.payloadLength, flags: sent.flags, at: now))
    acknowledgments.noteSent(at: now, payloadLength: sent.payloadLength)
    lastSentAt = now
  }

  /// A segment of this end with all it tells the peer by the way.
  mutating func segment(
    at position: SequencePosition, payloadLength: UInt32 = 0, flags: SegmentFlags,
    at now: Instant
  ) -> Segment {
    var segment = Segment(
      sequence: position.sequenceNumber(initial: sendInitial),
      acknowledgment: received.sequenceNumber(initial: receiveInitial),
      payloadLength: payloadLength, flags: flags)
    if usesSelectiveAcknowledgments, hasDuplicate || !reassembly.isEmpty {
      segment.blocks = takeBlocks()
    }
    segment.window = tellWindow()
    segment.windowShift = windowShift
    if usesTimestamps {
      segment.options = .timestamps
      segment.timestamp = timestamp(at: now)
      segment.timestampEcho = recentTimestamp
    }
    return segment
  }

  /// TSval: milliseconds, from a beginning of the connection's own, RFC 7323 section 5.4.
  @inline(__always) func timestamp(at now: Instant) -> UInt32 {
    UInt32(truncatingIfNeeded: now.nanoseconds / 1_000_000) &+ (sendInitial &* 0x9E37_79B1 | 1)
  }

  // MARK: After a pause

  /// Linux's `tcp_slow_start_after_idle`, RFC 2861; asked when the application writes.
  mutating func restartAfterIdle(at now: Instant) {
    guard settings.values.slowStartAfterIdle, queue.isEmpty, lastSentAt != .zero else { return }
    let idle = now.elapsed(since: lastSentAt)
    let timeout = estimator.timeout
    guard idle > timeout else { return }
    congestion.restart(halvings: Int((idle.nanoseconds - 1) / timeout.nanoseconds), at: now)
  }
}
