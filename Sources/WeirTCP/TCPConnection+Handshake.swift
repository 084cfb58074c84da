public import WeirPrimitives

extension TCPConnection {
  /// Assumed of a peer that sends no option: RFC 9293 section 3.7.1, 536 less 12 of timestamps.
  static let defaultSegmentSize: UInt16 = 524
  /// No peer makes us send less at a time: TCP_MIN_SND_MSS, 48 less 12 of timestamps.
  static let minimumSegmentSize: UInt16 = 36

  /// Opens actively: sends a SYN (`connect()`).
  public mutating func open(at now: Instant, into effects: inout TCPEffects) {
    precondition(state == .closed && next == 0, "a connection is opened once")
    state = .synSent
    sendHandshake(at: now, into: &effects)
  }

  /// Opens passively: answers a SYN with SYN-ACK.
  public mutating func accept(
    _ segment: Segment, at now: Instant, into effects: inout TCPEffects
  ) {
    precondition(state == .closed && next == 0, "a connection is opened once")
    precondition(segment.flags.contains(.syn), "a connection is accepted by its SYN")
    learn(fromSYN: segment)
    state = .synReceived
    sendHandshake(at: now, into: &effects)
  }

  /// The answer to a segment that belongs to no connection, RFC 9293 section 3.10.7.1.
  public static func reset(answering segment: Segment) -> Segment? {
    if segment.flags.contains(.rst) { return nil }
    if segment.flags.contains(.ack) {
      return Segment(sequence: segment.acknowledgment, flags: [.rst])
    }
    return Segment(
      sequence: 0, acknowledgment: segment.sequence &+ segment.sequenceLength,
      flags: [.rst, .ack])
  }

  mutating func sendHandshake(at now: Instant, into effects: inout TCPEffects) {
    let isReply = state == .synReceived
    advertisedEnd = offeredEnd
    effects.segments.append(
      Segment(
        sequence: sendInitial,
        acknowledgment: isReply ? received.sequenceNumber(initial: receiveInitial) : 0,
        window: UInt32(offeredEnd - max(received, 1)),
        flags: isReply ? [.syn, .ack] : [.syn],
        maximumSegmentSize: configuration.maximumSegmentSize))
    acknowledged = received
    next = 1
    lastSentAt = now
    retransmitAt = now + handshakeTimeout
  }

  /// Handles a segment in SYN-SENT, RFC 9293 section 3.10.7.3.
  mutating func receiveInSynSent(
    _ segment: Segment, at now: Instant, into effects: inout TCPEffects
  ) {
    let isAcknowledged =
      segment.flags.contains(.ack)
      && segment.acknowledgment == next.sequenceNumber(initial: sendInitial)
    if segment.flags.contains(.ack), !isAcknowledged {
      if let reset = Self.reset(answering: segment) { effects.segments.append(reset) }
      return
    }
    if segment.flags.contains(.rst) {
      if isAcknowledged { fail(.refused, into: &effects) }
      return
    }
    guard segment.flags.contains(.syn) else { return }
    learn(fromSYN: segment)
    if isAcknowledged {
      becomeEstablished(by: segment, at: now, into: &effects)
      sendAcknowledgment(into: &effects)
      transmit(at: now, into: &effects)
    } else {
      // Simultaneous open, RFC 9293 section 3.5 figure 8.
      isHandshakeRepeated = true
      state = .synReceived
      sendHandshake(at: now, into: &effects)
    }
  }

  /// Completes the handshake: our SYN is acknowledged.
  mutating func becomeEstablished(
    by segment: Segment, at now: Instant, into effects: inout TCPEffects
  ) {
    if !isHandshakeRepeated { estimator.measure(now.elapsed(since: lastSentAt)) }
    // RFC 6298 (5.7) would fall back to 3 s after a lost SYN; Linux keeps 1 s, and so do we.
    unacknowledged = 1
    peerWindowMaximum = segment.window
    peerWindowEnd = 1 + SequencePosition(segment.window)
    windowToldAt = received
    state = isFinishing ? .finWait1 : .established
    retransmitAt = .distantFuture
    handshakeRepeats = 0
    effects.signals.insert(.established)
  }

  private mutating func learn(fromSYN segment: Segment) {
    receiveInitial = segment.sequence
    received = 1
    let offered =
      segment.maximumSegmentSize == 0 ? Self.defaultSegmentSize : segment.maximumSegmentSize
    segmentSize = min(segmentSize, max(offered, Self.minimumSegmentSize))
  }

  /// Handles an expired timer while the handshake is under way.
  mutating func handshakeTimedOut(at now: Instant, into effects: inout TCPEffects) {
    let limit =
      state == .synSent
      ? Int(configuration.synLinearTimeouts) + Int(configuration.synRetries)
      : Int(configuration.synAckRetries)
    guard handshakeRepeats < limit else {
      fail(state == .synSent ? .connectTimedOut : .timedOut, into: &effects)
      return
    }
    handshakeRepeats += 1
    isHandshakeRepeated = true
    sendHandshake(at: now, into: &effects)
    retransmissionCount += 1
  }

  private var handshakeTimeout: TimeSpan {
    let linear = state == .synSent ? UInt16(configuration.synLinearTimeouts) : 0
    let doublings = handshakeRepeats - min(handshakeRepeats, linear)
    var timeout = configuration.initialTimeout
    for _ in 0..<doublings { timeout = min(timeout + timeout, configuration.maximumTimeout) }
    return timeout
  }
}
