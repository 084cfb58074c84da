public import WeirPrimitives

extension TCPConnection {
  /// Assumed of a peer that sends no option: RFC 9293 section 3.7.1.
  static let defaultSegmentSize: UInt16 = 536
  /// No peer makes us send less at a time, options counted: TCP_MIN_SND_MSS.
  static let minimumSegmentSize: UInt16 = 48

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
    advertisedEnd = max(received, 1) + SequencePosition(receiveBuffer.threshold)
    var segment = Segment(
      sequence: sendInitial,
      acknowledgment: isReply ? received.sequenceNumber(initial: receiveInitial) : 0,
      window: receiveBuffer.threshold,
      flags: isReply ? [.syn, .ack] : [.syn],
      maximumSegmentSize: settings.values.mtu - 40)
    // A reply offers what was offered.
    if usesTimestamps {
      segment.options.insert(.timestamps)
      segment.timestamp = timestamp(at: now)
      segment.timestampEcho = isReply ? recentTimestamp : 0
    }
    if usesSelectiveAcknowledgments { segment.options.insert(.selectiveAcknowledgments) }
    if !isReply || windowShift > 0 {
      segment.options.insert(.windowScale)
      segment.windowShift = windowShift
    }
    effects.segments.append(segment)
    acknowledged = received
    next = 1
    lastSentAt = now
    setTimer(.timeout, after: handshakeTimeout, at: now)
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
      sendAcknowledgment(at: now, into: &effects)
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
    unacknowledged = 1
    measureHandshake(segment, at: now)
    peerWindowMaximum = segment.window
    peerWindowEnd = 1 + SequencePosition(segment.window)
    windowToldAt = received
    state = isFinishing ? .finWait1 : .established
    clearTimer()
    timeouts = 0
    delivered += 1
    lastHeardAt = now
    lastSentAt = .zero  // of data there is none yet
    growSendBuffer()
    startKeepAlive(at: now)
    effects.signals.insert(.established)
  }

  /// The first round trip: of the SYN, or by its timestamp if it was sent again, else 3 s stand in.
  private mutating func measureHandshake(_ segment: Segment, at now: Instant) {
    let echo = segment.options.contains(.timestamps) ? segment.timestampEcho : 0
    var sample: UInt32?
    if !isHandshakeRepeated {
      sample = UInt32(clamping: now.elapsed(since: lastSentAt).nanoseconds / 1_000)
    } else if usesTimestamps, echo != 0 {
      sample = (timestamp(at: now) &- echo) &* 1_000
    }
    guard let sample else {
      estimator.fallBack(settings.values)
      return
    }
    estimator.noteMinimum(sample, mayBeDelayed: false, at: now)
    estimator.measure(sample, unacknowledged: unacknowledged, next: next, settings.values)
  }

  private mutating func learn(fromSYN segment: Segment) {
    receiveInitial = segment.sequence
    received = 1
    let offered =
      segment.maximumSegmentSize == 0 ? Self.defaultSegmentSize : segment.maximumSegmentSize
    if !segment.options.contains(.timestamps) { usesTimestamps = false }
    if !segment.options.contains(.selectiveAcknowledgments) {
      usesSelectiveAcknowledgments = false
    }
    if !segment.options.contains(.windowScale) { windowShift = 0 }
    recentTimestamp = segment.timestamp
    let full = max(min(settings.values.mtu - 40, offered), Self.minimumSegmentSize)
    segmentSize = full - (usesTimestamps ? 12 : 0)
  }

  /// Handles an expired timer while the handshake is under way.
  mutating func handshakeTimedOut(at now: Instant, into effects: inout TCPEffects) {
    let limit =
      state == .synSent
      ? Int(settings.values.synLinearTimeouts) + Int(settings.values.synRetries)
      : Int(settings.values.synAckRetries)
    guard Int(timeouts) < limit else {
      fail(state == .synSent ? .connectTimedOut : .timedOut, into: &effects)
      return
    }
    timeouts += 1
    isHandshakeRepeated = true
    sendHandshake(at: now, into: &effects)
    retransmissionCount += 1
  }

  private var handshakeTimeout: TimeSpan {
    let linear = state == .synSent ? UInt16(settings.values.synLinearTimeouts) : 0
    let doublings = timeouts - min(timeouts, linear)
    var timeout = settings.values.initialTimeout
    for _ in 0..<doublings { timeout = min(timeout + timeout, settings.values.maximumTimeout) }
    return timeout
  }
}
