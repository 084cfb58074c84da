public import WeirPrimitives

/// The settings of one end of a connection; defaults are those of Linux 6.
///
/// The names are those of the sysctls and socket options they stand for.
public struct TCPConfiguration: Sendable, Equatable {
  /// The congestion control in use, `tcp_congestion_control`.
  public enum Congestion: String, Sendable, CaseIterable {
    /// RFC 9438 with HyStart.
    case cubic
    /// RFC 5681 and 6582, NewReno.
    case reno
  }

  public var congestion = Congestion.cubic
  /// HyStart: CUBIC leaves slow start when acknowledgments come late or as a long train.
  public var hystart = true
  /// Bytes of the largest IP packet, as the interface's MTU; a full segment has 52 fewer.
  public var mtu: UInt16 = 1_500
  /// Initial congestion window in segments, RFC 6928.
  public var initialWindow: UInt8 = 10
  /// `tcp_sack`, with D-SACK (`tcp_dsack`).
  public var selectiveAcknowledgments = true
  /// `tcp_timestamps`.
  public var timestamps = true
  /// `tcp_early_retrans`: tail loss probes, RFC 8985 section 7.
  public var lossProbes = true
  /// `tcp_frto`: RFC 5682.
  public var forwardRTORecovery = true
  /// `tcp_slow_start_after_idle`: RFC 2861.
  public var slowStartAfterIdle = true
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
  /// TCP_USER_TIMEOUT: how long data may go unacknowledged; nil leaves it to ``retries2``.
  public var userTimeout: TimeSpan?
  /// SO_KEEPALIVE with its three times; nil for off, as sockets begin.
  public var keepAlive: KeepAlive?
  /// TCP_NODELAY: small segments do not wait for the acknowledgment of the last small one.
  ///
  /// RFC 9293 section 3.7.4. HTTP servers and browsers set it.
  public var noDelay = true
  /// TCP_CORK: part of a segment waits for the rest, until uncorked, or for the probe timer.
  public var cork = false
  /// TCP_NOTSENT_LOWAT: the application is asked for more only below so many unsent bytes.
  public var notSentLowWater = UInt32.max
  /// What the receive buffer begins with, `tcp_rmem[1]`, and what it grows to, `tcp_rmem[2]`.
  ///
  /// With both the same the buffer is fixed, as after SO_RCVBUF.
  public var receiveBuffer: UInt32 = 131_072
  public var receiveBufferMaximum: UInt32 = 33_554_432
  /// What the send buffer begins with, `tcp_wmem[1]`, and what it grows to, `tcp_wmem[2]`.
  ///
  /// With both the same the buffer is fixed, as after SO_SNDBUF.
  public var sendBuffer: UInt32 = 16_384
  public var sendBufferMaximum: UInt32 = 4_194_304
  /// TCP_TIMEOUT_INIT, RFC 6298 (2.1).
  public var initialTimeout = TimeSpan.seconds(1)
  /// `tcp_rto_min_us`: Linux adds at least this to the smoothed round-trip time.
  public var minimumTimeoutVariance = TimeSpan.milliseconds(200)
  /// `tcp_rto_max_ms`.
  public var maximumTimeout = TimeSpan.seconds(120)
  /// TCP_ATO_MIN and TCP_DELACK_MIN: the shortest time an acknowledgment is held back.
  public var delayedAcknowledgment = TimeSpan.milliseconds(40)
  /// TCP_TIMEWAIT_LEN and `tcp_fin_timeout`.
  public var timeWait = TimeSpan.seconds(60)
  /// How finely timers expire.
  public var timerGranularity = TimerGranularity.none

  public init() {}

  /// TCP keepalive, RFC 9293 section 3.8.4; defaults are those of Linux.
  public struct KeepAlive: Sendable, Equatable {
    /// TCP_KEEPIDLE, TCP_KEEPINTVL and TCP_KEEPCNT.
    public var idle: TimeSpan
    public var interval: TimeSpan
    public var count: UInt8

    public init(
      idle: TimeSpan = .seconds(7_200), interval: TimeSpan = .seconds(75), count: UInt8 = 9
    ) {
      self.idle = idle
      self.interval = interval
      self.count = count
    }
  }

  /// Payload bytes of a full segment as the MTU has it, timestamps counted where they are on.
  public var maximumSegmentSize: UInt16 {
    get { mtu - 40 - (timestamps ? 12 : 0) }
    set { mtu = newValue + 40 + (timestamps ? 12 : 0) }
  }

  /// How long data may go unacknowledged after its first repetition.
  ///
  /// Linux's `tcp_model_timeout`: so many doublings from 200 ms, none longer than the maximum;
  /// 924.6 s for 15.
  public func retransmissionLimit(doublings: UInt8) -> TimeSpan {
    var limit = TimeSpan.zero
    var timeout = minimumTimeoutVariance
    for _ in 0...doublings {
      limit += timeout
      timeout = min(timeout + timeout, maximumTimeout)
    }
    return limit
  }
}
