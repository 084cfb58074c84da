internal import WeirPrimitives

extension TCPConnection {
  /// Behind the last byte we let the peer send: what the buffer has room for, never taken back.
  ///
  /// A nearly full buffer opens no further, so that the peer sends no silly segments:
  /// `__tcp_select_window`, RFC 9293 section 3.8.6.2.2.
  ///
  /// Not modelled: the slow opening of `rcv_ssthresh`; rounding by the window scale.
  @inline(__always) var offeredEnd: SequencePosition {
    let bufferEnd = readEnd + SequencePosition(configuration.receiveBuffer)
    let free = UInt32(bufferEnd > received ? bufferEnd - received : 0)
    let buffer = configuration.receiveBuffer
    if free < buffer / 2, free < max(buffer / 16, min(UInt32(segmentSize), buffer)) {
      return advertisedEnd
    }
    return max(advertisedEnd, bufferEnd)
  }

  /// The window for an outgoing segment; takes note that everything received is acknowledged.
  mutating func tellWindow() -> UInt32 {
    if quickAcknowledgments > 0, received > acknowledged { quickAcknowledgments -= 1 }
    acknowledged = received
    acknowledgeAt = .distantFuture
    pushes = 0
    advertisedEnd = offeredEnd
    return UInt32(advertisedEnd > received ? advertisedEnd - received : 0)
  }

  /// Whether what was read opens the window by so much that the peer must hear of it.
  ///
  /// `tcp_cleanup_rbuf`: it doubles. From a closed window that is any opening.
  @inline(__always) var opensWindow: Bool {
    guard !hasReachedEndOfStream else { return false }
    let window = advertisedEnd > received ? advertisedEnd - received : 0
    guard 2 * window <= SequencePosition(configuration.receiveBuffer) else { return false }
    let opened = offeredEnd > received ? offeredEnd - received : 0
    return opened > 0 && opened >= 2 * window
  }

  /// Sends a segment without data that tells what has arrived and how much more may come.
  mutating func sendAcknowledgment(into effects: inout TCPEffects) {
    effects.segments.append(
      Segment(
        sequence: next.sequenceNumber(initial: sendInitial),
        acknowledgment: received.sequenceNumber(initial: receiveInitial),
        window: tellWindow(), flags: [.ack]))
  }

  /// Answers with an acknowledgment, at most twice a second (`tcp_invalid_ratelimit`).
  mutating func challenge(at now: Instant, into effects: inout TCPEffects) {
    if let last = lastChallengeAt, now.elapsed(since: last) < .milliseconds(500) { return }
    lastChallengeAt = now
    sendAcknowledgment(into: &effects)
  }
}
