public import WeirPrimitives

/// The settings of one end of a connection; defaults are those of Linux 6.
public struct TCPConfiguration: Sendable, Equatable {
  /// Payload bytes of a full segment: 1,500 of Ethernet less 40 of headers and 12 of timestamps.
  public var maximumSegmentSize: UInt16 = 1_448
  /// Initial congestion window in segments, RFC 6928.
  public var initialWindow: UInt8 = 10
  /// `tcp_syn_linear_timeouts`: so many SYNs are repeated after the initial timeout each, before
  /// the timeout begins to double.
  public var synLinearTimeouts: UInt8 = 4
  /// `tcp_syn_retries`: repetitions of a SYN after the linear ones.
  public var synRetries: UInt8 = 6
  /// `tcp_synack_retries`.
  public var synAckRetries: UInt8 = 5
  /// `tcp_retries2`: how long data may go unacknowledged, as a number of doublings.
  public var retries2: UInt8 = 15
  /// The same for a connection that the application has closed; `tcp_orphan_retries` 0 means 8.
  public var orphanRetries: UInt8 = 8
  /// TCP_NODELAY: small segments do not wait for the acknowledgment of the last small one.
  ///
  /// RFC 9293 section 3.7.4. HTTP servers and browsers set it.
  public var noDelay = true
  /// Bytes that may wait to be read, `tcp_rmem[1]`.
  public var receiveBuffer: UInt32 = 131_072
  /// Bytes written by the application and not yet acknowledged; what Linux grows `tcp_wmem` to.
  public var sendBuffer: UInt32 = 4_194_304
  /// TCP_TIMEOUT_INIT, RFC 6298 (2.1).
  public var initialTimeout = TimeSpan.seconds(1)
  /// TCP_RTO_MIN: Linux adds at least this to the smoothed round-trip time.
  public var minimumTimeoutVariance = TimeSpan.milliseconds(200)
  /// TCP_RTO_MAX.
  public var maximumTimeout = TimeSpan.seconds(120)
  /// TCP_ATO_MIN: how long an acknowledgment may be held back.
  public var delayedAcknowledgment = TimeSpan.milliseconds(40)
  /// TCP_TIMEWAIT_LEN and `tcp_fin_timeout`.
  public var timeWait = TimeSpan.seconds(60)

  public init() {}

  /// How long data may go unacknowledged after its first repetition.
  ///
  /// Linux's `tcp_model_timeout`: so many doublings from 200 ms, none longer than the maximum;
  /// 924.6 s for 15.
  func retransmissionLimit(doublings: UInt8) -> TimeSpan {
    var limit = TimeSpan.zero
    var timeout = TimeSpan.milliseconds(200)
    for _ in 0...doublings {
      limit += timeout
      timeout = min(timeout + timeout, maximumTimeout)
    }
    return limit
  }
}
