public import WeirPrimitives

/// One end of a TCP connection, RFC 9293, behaving as Linux does; sans-I/O.
///
/// Calls in, segments and signals out. The bytes themselves are never touched: the application's
/// stream is counted in offsets, a segment carries a range of it. The driver keeps the bytes,
/// hands in instants and wakes the machine at ``nextDeadline``.
///
/// What is read for each packet is inlined: a call would copy the connection, all 372 bytes.
///
/// The parts: the handshake, the arrival of segments, acknowledgments, transmission and timers are
/// extensions in files of their own.
///
/// Not modelled yet: SACK, RACK-TLP, CUBIC, autotuning of windows, timestamps other than their 12
/// bytes, urgent data, path MTU discovery.
public struct TCPConnection: Sendable {
  public internal(set) var configuration: TCPConfiguration
  public internal(set) var state = TCPState.closed

  // Sending.
  let sendInitial: UInt32
  /// SND.UNA.
  @usableFromInline var unacknowledged: SequencePosition = 0
  /// SND.NXT.
  var next: SequencePosition = 0
  /// Behind the last byte the application has written.
  @usableFromInline var writtenEnd: SequencePosition = 1
  /// Behind the last byte the peer's window lets us send.
  var peerWindowEnd: SequencePosition = 1
  /// The largest window the peer ever told.
  var peerWindowMaximum: UInt32 = 0
  /// Behind the last segment that was sent short of a full one (`snd_sml`).
  var shortSentEnd: SequencePosition = 0
  /// SND.WL1: the position of the segment that told the window last.
  var windowToldAt: SequencePosition = 0
  /// No segment crosses this position; see ``endSegment(at:)``.
  var boundary = SequencePosition.max
  var queue = RetransmissionQueue()
  var estimator = RoundTripEstimator()
  var congestion: CongestionControl
  var lastSentAt = Instant.zero
  /// When the oldest segment was repeated first; `distantFuture` when it was not.
  var firstRepeatedAt = Instant.distantFuture
  var handshakeRepeats: UInt16 = 0
  /// Our SYN or SYN-ACK was sent more than once: its acknowledgment measures nothing.
  var isHandshakeRepeated = false
  /// Window probes since the peer was last heard.
  var unansweredProbes: UInt8 = 0
  var segmentSize: UInt16
  /// The application has finished its side: a FIN follows the last byte.
  @usableFromInline var isFinishing = false
  /// The application has closed and reads no more.
  var isOrphan = false

  // Receiving.
  var receiveInitial: UInt32 = 0
  /// RCV.NXT.
  @usableFromInline var received: SequencePosition = 0
  /// Behind the last byte the application has read.
  var readEnd: SequencePosition = 1
  /// The highest position any segment of ours has allowed the peer to reach.
  var advertisedEnd: SequencePosition = 1
  /// RCV.NXT as the last segment of ours told it.
  var acknowledged: SequencePosition = 0
  /// The position of the peer's FIN.
  @usableFromInline var peerFinish = SequencePosition.max
  var reassembly = Reassembly()
  var lastReceivedAt = Instant.zero
  /// When an out-of-window segment was answered last.
  var lastChallengeAt: Instant?
  /// So many segments are still acknowledged at once: Linux's quick acknowledgments.
  var quickAcknowledgments: UInt8 = 0
  /// Replies carry the acknowledgments: Linux's "pingpong" mode.
  var isInteractive = false
  /// Ends of writes that arrived and are not acknowledged: ICSK_ACK_PUSHED and PUSHED2.
  var pushes: UInt8 = 0

  // Timers; `distantFuture` when off.
  @usableFromInline var retransmitAt = Instant.distantFuture
  @usableFromInline var acknowledgeAt = Instant.distantFuture
  /// End of TIME-WAIT, or of an orphan's FIN-WAIT-2.
  @usableFromInline var expiresAt = Instant.distantFuture

  /// Segments sent more than once.
  public internal(set) var retransmissionCount: UInt32 = 0

  public init(configuration: TCPConfiguration, initialSequence: UInt32) {
    self.configuration = configuration
    sendInitial = initialSequence
    segmentSize = configuration.maximumSegmentSize
    congestion = CongestionControl(initialWindow: configuration.initialWindow)
  }

  // MARK: What the driver reads

  /// When to call ``timerFired(at:into:)``; `distantFuture` for never.
  @inlinable public var nextDeadline: Instant { min(retransmitAt, min(acknowledgeAt, expiresAt)) }

  /// The stream offset behind the last byte that arrived in order.
  @inlinable public var receivedEnd: UInt64 { max(min(received, peerFinish), 1) - 1 }
  /// The stream offset behind the last byte the peer has acknowledged.
  @inlinable public var acknowledgedEnd: UInt64 { min(max(unacknowledged, 1), writtenEnd) - 1 }
  /// Whether the peer's end of stream has arrived in order.
  @inlinable public var hasReachedEndOfStream: Bool { received > peerFinish }
  /// Bytes the application may write before the send buffer is full.
  public var sendSpace: Int {
    max(0, Int(configuration.sendBufferMaximum) - Int(writtenEnd - 1 - acknowledgedEnd))
  }
  /// Whether the application may still write.
  @inlinable public var acceptsWrites: Bool {
    switch state {
    case .synSent, .synReceived, .established, .closeWait: !isFinishing
    case .closed, .finWait1, .finWait2, .closing, .lastAck, .timeWait: false
    }
  }

  /// The retransmission timeout in force.
  @inline(__always) public var retransmissionTimeout: TimeSpan { estimator.timeout(configuration) }
  /// The smoothed round-trip time; zero before the first measurement.
  public var smoothedRoundTrip: TimeSpan { estimator.smoothed }
  /// The congestion window in segments.
  public var congestionWindow: Int { Int(congestion.window) }
  /// Segments in flight.
  public var flight: Int { queue.count }

  // MARK: What the application does

  /// Takes note that the application has written so many more bytes.
  public mutating func write(_ count: Int, at now: Instant, into effects: inout TCPEffects) {
    precondition(count >= 0 && acceptsWrites, "a write of \(count) bytes in \(state)")
    writtenEnd += SequencePosition(count)
    transmit(at: now, into: &effects)
  }

  /// Takes note that the application has read up to a stream offset.
  public mutating func read(upTo offset: UInt64, at now: Instant, into effects: inout TCPEffects) {
    precondition(offset <= receivedEnd, "read up to \(offset), received \(receivedEnd)")
    readEnd = max(readEnd, offset + 1)
    guard state.isSynchronized, state != .timeWait else { return }
    if acknowledgesRead || opensWindow { sendAcknowledgment(into: &effects) }
  }

  /// Ends the application's side of the stream: FIN after the last byte (`shutdown(SHUT_WR)`).
  public mutating func finish(at now: Instant, into effects: inout TCPEffects) {
    guard acceptsWrites else { return }
    isFinishing = true
    switch state {
    case .established: state = .finWait1
    case .closeWait: state = .lastAck
    case .synSent, .synReceived, .closed, .finWait1, .finWait2, .closing, .lastAck, .timeWait:
      break
    }
    transmit(at: now, into: &effects)
  }

  /// Closes as `close()` does: RST if bytes are left unread (RFC 2525 section 2.17), else FIN.
  public mutating func close(at now: Instant, into effects: inout TCPEffects) {
    guard !isOrphan else { return }
    isOrphan = true
    if state == .timeWait {
      return  // the socket is gone, what it guards against is not
    } else if state == .closed || state == .synSent {
      enterClosed(into: &effects)
    } else if receivedEnd > readEnd - 1 {
      abort(into: &effects)
    } else {
      finish(at: now, into: &effects)
      if state == .finWait2 { expiresAt = now + configuration.timeWait }
    }
  }

  /// Ends the connection with a RST, RFC 9293 section 3.10.5.
  public mutating func abort(into effects: inout TCPEffects) {
    if state != .closed, state != .synSent, state != .timeWait {
      effects.segments.append(
        Segment(
          sequence: next.sequenceNumber(initial: sendInitial),
          acknowledgment: received.sequenceNumber(initial: receiveInitial), flags: [.rst, .ack]))
    }
    enterClosed(into: &effects)
  }

  /// Makes a segment end at a stream offset that is not yet sent, so that a fault can act there.
  public mutating func endSegment(at offset: UInt64) {
    boundary = offset + 1
  }

  mutating func enterClosed(into effects: inout TCPEffects) {
    state = .closed
    queue.removeAll()
    reassembly.removeAll()
    retransmitAt = .distantFuture
    acknowledgeAt = .distantFuture
    expiresAt = .distantFuture
    effects.signals.insert(.closed)
  }

  mutating func fail(_ failure: TCPFailure, into effects: inout TCPEffects) {
    effects.failure = failure
    effects.signals.insert(.failed)
    enterClosed(into: &effects)
  }
}

extension TCPConnection {
  /// The sequence number this end expects next; what a box in the middle would forge with.
  public var expectedSequence: UInt32 { received.sequenceNumber(initial: receiveInitial) }
  /// The sequence number this end sends next.
  public var sentSequence: UInt32 { next.sequenceNumber(initial: sendInitial) }
}
