public import WeirPrimitives

extension TCPConnection {
  public var configuration: TCPConfiguration {
    @inline(__always) get { settings.values }
  }

  /// When to call ``timerFired(at:into:)``; `distantFuture` for never.
  @inlinable public var nextDeadline: Instant {
    min(retransmitAt, min(acknowledgments.dueAt, expiresAt))
  }

  /// The stream offset behind the last byte that arrived in order.
  @inlinable public var receivedEnd: UInt64 { max(min(received, peerFinish), 1) - 1 }
  /// The stream offset behind the last byte the peer has acknowledged.
  @inlinable public var acknowledgedEnd: UInt64 { min(max(unacknowledged, 1), writtenEnd) - 1 }
  /// Whether the peer's end of stream has arrived in order.
  @inlinable public var hasReachedEndOfStream: Bool { received > peerFinish }

  /// Whether a byte of the peer's stream has arrived, be it in order or ahead of a gap.
  public mutating func holds(_ offset: UInt64) -> Bool {
    offset < receivedEnd || reassembly.contains(SequencePosition(offset) + 1)
  }

  /// Whether the application may still write.
  @inlinable public var acceptsWrites: Bool {
    switch state {
    case .synSent, .synReceived, .established, .closeWait: !isFinishing
    case .closed, .finWait1, .finWait2, .closing, .lastAck, .timeWait: false
    }
  }

  /// Bytes written and not yet acknowledged.
  private var queuedBytes: Int { Int(writtenEnd - 1 - acknowledgedEnd) }
  /// Bytes written and not yet sent.
  public var unsentBytes: Int { next < writtenEnd ? Int(writtenEnd - max(next, 1)) : 0 }
  /// TCP_NOTSENT_LOWAT of this connection.
  public var notSentLowWater: UInt32 { settings.values.notSentLowWater }
  /// Bytes the application may write before the send buffer is full.
  public var sendSpace: Int { max(0, Int(sendLimit) - queuedBytes) }
  /// Whether the application is told that it may write: `sk_stream_is_writeable`.
  ///
  /// A third of the send buffer is free, and less than half of TCP_NOTSENT_LOWAT is unsent.
  public var isWritable: Bool {
    let free = sendSpace
    return acceptsWrites && free > 0 && free >= queuedBytes / 2
      && 2 * unsentBytes < Int(settings.values.notSentLowWater)
  }

  /// The retransmission timeout in force.
  public var retransmissionTimeout: TimeSpan { estimator.timeout }
  /// The smoothed round-trip time; zero before the first measurement.
  public var smoothedRoundTrip: TimeSpan { estimator.smoothed }
  /// The congestion window and the slow-start threshold, in segments.
  public var congestionWindow: Int { Int(congestion.window) }
  public var slowStartThreshold: Int { Int(congestion.threshold) }
  /// Segments sent and not yet acknowledged.
  public var flight: Int { queue.count }
  /// The sequence number this end expects next; what a box in the middle would forge with.
  public var expectedSequence: UInt32 { received.sequenceNumber(initial: receiveInitial) }
  /// The sequence number this end sends next.
  public var sentSequence: UInt32 { next.sequenceNumber(initial: sendInitial) }
}
