internal import WeirPrimitives

extension TCPConnection {
  /// Behind the last byte our receive buffer has room for.
  var offeredEnd: SequencePosition {
    max(advertisedEnd, readEnd + SequencePosition(configuration.receiveBuffer))
  }

  /// Sends what the windows allow: lost segments first, then new ones, then the FIN.
  mutating func transmit(at now: Instant, into effects: inout TCPEffects) {
    guard state.transmits else { return }
    restartAfterIdle(at: now)
    while queue.count - queue.lostCount - Int(congestion.departed) < Int(congestion.window) {
      if let lost = queue.retransmitFirstLost(at: now) {
        retransmissionCount += 1
        if firstRepeatedAt == .distantFuture { firstRepeatedAt = now }
        send(lost, at: now, into: &effects)
      } else if let segment = nextNewSegment(at: now) {
        queue.append(segment)
        next = segment.end
        send(segment, at: now, into: &effects)
      } else {
        break
      }
    }
    if queue.isEmpty, retransmitAt == .distantFuture, hasUnsent {
      retransmitAt = now + retransmissionTimeout  // the persist timer of a closed window
    }
  }

  private var hasUnsent: Bool { next < writtenEnd || isFinishing && next == writtenEnd }

  private func nextNewSegment(at now: Instant) -> SentSegment? {
    let end = next < boundary ? min(writtenEnd, boundary) : writtenEnd
    if next < end {
      let available = end - next
      let full = min(available, SequencePosition(segmentSize))
      let room = peerWindowEnd > next ? peerWindowEnd - next : 0
      let length = min(full, room)
      // Nagle, RFC 9293 section 3.7.4; and no silly windows, section 3.8.6.2.1.
      let waits = !configuration.noDelay && length < segmentSize && !isFinishing
      if length == 0 || (waits || length < full) && !queue.isEmpty { return nil }
      let drains = next + length == writtenEnd
      var flags: SegmentFlags = drains ? [.ack, .psh] : [.ack]
      var sequenceLength = UInt32(length)
      if drains, isFinishing {
        flags.insert(.fin)
        sequenceLength += 1
      }
      return SentSegment(position: next, sentAt: now, length: sequenceLength, flags: flags)
    }
    guard isFinishing, next == writtenEnd else { return nil }
    return SentSegment(position: next, sentAt: now, length: 1, flags: [.ack, .fin])
  }

  private mutating func send(
    _ sent: SentSegment, at now: Instant, into effects: inout TCPEffects
  ) {
    let payload = sent.length - (sent.flags.contains(.fin) ? 1 : 0)
    effects.segments.append(
      Segment(
        sequence: sent.position.sequenceNumber(initial: sendInitial),
        acknowledgment: received.sequenceNumber(initial: receiveInitial),
        payloadLength: payload, window: tellWindow(), flags: sent.flags))
    // A reply soon after a request: from now on replies carry the acknowledgments.
    if payload > 0, lastReceivedAt != .zero,
      now.elapsed(since: lastReceivedAt) < configuration.delayedAcknowledgment
    {
      isInteractive = true
    }
    lastSentAt = now
    if retransmitAt == .distantFuture { retransmitAt = now + retransmissionTimeout }
  }

  /// Sends a segment without data that tells what has arrived and how much more may come.
  mutating func sendAcknowledgment(into effects: inout TCPEffects) {
    effects.segments.append(
      Segment(
        sequence: next.sequenceNumber(initial: sendInitial),
        acknowledgment: received.sequenceNumber(initial: receiveInitial),
        window: tellWindow(), flags: [.ack]))
  }

  /// The window for an outgoing segment; takes note that everything received is acknowledged.
  private mutating func tellWindow() -> UInt32 {
    acknowledged = received
    acknowledgeAt = .distantFuture
    hasPushArrived = false
    advertisedEnd = offeredEnd
    return UInt32(advertisedEnd > received ? advertisedEnd - received : 0)
  }

  /// Linux's `tcp_slow_start_after_idle`, RFC 2861.
  private mutating func restartAfterIdle(at now: Instant) {
    guard queue.isEmpty, hasUnsent, lastSentAt != .zero else { return }
    let idle = now.elapsed(since: lastSentAt)
    let timeout = retransmissionTimeout
    guard idle > timeout else { return }
    congestion.restartAfterIdle(
      timeouts: Int(idle.nanoseconds / timeout.nanoseconds),
      initialWindow: configuration.initialWindow)
  }
}
