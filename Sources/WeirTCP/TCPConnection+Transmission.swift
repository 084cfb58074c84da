internal import WeirPrimitives

extension TCPConnection {
  /// Sends what the windows allow: lost segments first, then new ones, then the FIN.
  mutating func transmit(at now: Instant, into effects: inout TCPEffects) {
    guard state.transmits else { return }
    restartAfterIdle(at: now)
    while inFlight < Int(congestion.window) {
      if let lost = queue.retransmitFirstLost(at: now) {
        sendAgain(lost, at: now, into: &effects)
      } else if canSendNew {
        sendFitting(at: now, into: &effects)
      } else {
        break
      }
    }
    if !queue.isEmpty {
      congestion.transmitted(
        flight: queue.count, limited: inFlight >= Int(congestion.window),
        unacknowledged: unacknowledged, next: next)
    } else if retransmitAt == .distantFuture, hasUnsent {
      retransmitAt = now + retransmissionTimeout  // the persist timer of a closed window
    }
  }

  /// Segments that are believed to be on the way, `tcp_packets_in_flight`.
  @inline(__always) private var inFlight: Int {
    queue.count - queue.lostCount - Int(congestion.departed)
  }

  @inline(__always) var hasUnsent: Bool { next < writtenEnd || isFinishing && next == writtenEnd }

  /// Payload bytes of a full segment: at most half of the largest window (`tcp_bound_to_half_wnd`).
  @inline(__always) private var fullSize: SequencePosition {
    let half = peerWindowMaximum > 536 ? peerWindowMaximum / 2 : peerWindowMaximum
    return SequencePosition(min(UInt32(segmentSize), max(half, 1)))
  }

  /// Behind the payload of the next segment, if the windows were open.
  @inline(__always) private var nextEnd: SequencePosition {
    let end = next < boundary ? min(writtenEnd, boundary) : writtenEnd
    return min(end, next + fullSize)
  }

  /// Whether the peer's window and Nagle's rule let the next new segment go.
  ///
  /// It goes whole or not at all: no silly windows, RFC 9293 section 3.8.6.2.1. A FIN alone takes
  /// room too.
  @inline(__always) var canSendNew: Bool {
    guard hasUnsent else { return false }
    let end = nextEnd
    guard max(end, next + 1) <= peerWindowEnd else { return false }
    if configuration.noDelay || isFinishing || end - next == fullSize { return true }
    return shortSentEnd <= unacknowledged  // Minshall's form of Nagle, as tcp_nagle_check
  }

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
    next = segment.end
    queue.append(segment)
    send(segment, at: now, into: &effects)
  }

  /// Repeats the oldest segment whatever the congestion window: RFC 6582 section 3.2 steps 2, 3.
  mutating func repeatFirst(at now: Instant, into effects: inout TCPEffects) {
    queue.markFirstLost()
    if let lost = queue.retransmitFirstLost(at: now) {
      sendAgain(lost, at: now, into: &effects)
    }
  }

  private mutating func sendAgain(
    _ lost: SentSegment, at now: Instant, into effects: inout TCPEffects
  ) {
    retransmissionCount += 1
    if firstRepeatedAt == .distantFuture { firstRepeatedAt = now }
    if lost.position == unacknowledged { retransmitAt = .distantFuture }  // starts anew
    send(lost, at: now, into: &effects)
  }

  private mutating func send(
    _ sent: SentSegment, at now: Instant, into effects: inout TCPEffects
  ) {
    effects.segments.append(
      Segment(
        sequence: sent.position.sequenceNumber(initial: sendInitial),
        acknowledgment: received.sequenceNumber(initial: receiveInitial),
        payloadLength: sent.payloadLength, window: tellWindow(), flags: sent.flags))
    // A reply soon after a request: from now on replies carry the acknowledgments.
    if sent.payloadLength > 0, lastReceivedAt != .zero,
      now.elapsed(since: lastReceivedAt) < configuration.delayedAcknowledgment
    {
      isInteractive = true
    }
    lastSentAt = now
    if retransmitAt == .distantFuture { retransmitAt = now + retransmissionTimeout }
  }

  /// Linux's `tcp_slow_start_after_idle`, RFC 2861.
  private mutating func restartAfterIdle(at now: Instant) {
    guard queue.isEmpty, hasUnsent, lastSentAt != .zero else { return }
    let idle = now.elapsed(since: lastSentAt)
    let timeout = retransmissionTimeout
    guard idle > timeout else { return }
    congestion.restartAfterIdle(
      halvings: Int((idle.nanoseconds - 1) / timeout.nanoseconds),
      initialWindow: configuration.initialWindow)
  }
}
