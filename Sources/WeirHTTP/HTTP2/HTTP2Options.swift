public import WeirPrimitives

/// When credit of the connection's window goes back to the peer.
public enum HTTP2ConnectionCredit: Sendable, Hashable {
  /// As DATA arrives, so that a stream nobody reads stops only itself.
  case onReceipt
  /// As the application consumes; a stream nobody reads then takes the window from all others.
  case onConsumption
}

/// How one end of an HTTP/2 connection behaves.
public struct HTTP2Options: Sendable, Hashable {
  /// Our settings; `enablesPush` of a client is always announced as no.
  public var settings = HTTP2Settings()
  /// Bytes of the connection's receive window; more than 65,535 is announced at the start.
  ///
  /// Below that nothing is announced: no setting can shrink it, RFC 9113 section 6.9.2.
  public var connectionWindow: UInt32 = 65_535
  public var connectionCredit = HTTP2ConnectionCredit.onReceipt
  /// Streams a client opens before the server's settings have come.
  ///
  /// `UInt32.max` is what section 6.5.2 says; browsers are more careful.
  public var streamsBeforeSettings = UInt32.max
  public var limits = HTTP2Limits()

  public init() {}

  func check() {
    settings.check()
    precondition(
      (65_535...HTTP2Settings.largestWindow).contains(connectionWindow),
      "connectionWindow is \(connectionWindow)")
    limits.check()
  }
}

/// How much of what costs much and says little a peer may send, RFC 9113 section 10.5.
///
/// All of it ends in ENHANCE_YOUR_CALM.
public struct HTTP2Limits: Sendable, Hashable {
  /// Streams a client may have reset at once, and again each second; a server counts them.
  ///
  /// 1,000 and 33 as in nghttp2, `nghttp2_option_set_stream_reset_rate_limit`.
  public var resetBurst: Int32 = 1_000
  public var resetsPerSecond: Int32 = 33
  /// SETTINGS and PINGs that have to be answered, at once and again each second.
  ///
  /// 1,000 as in nghttp2, `NGHTTP2_DEFAULT_MAX_OBQ_FLOOD_ITEM`, which counts answers in its
  /// queue; refilled here as resets are, because answers leave at once.
  public var controlBurst: Int32 = 1_000
  public var controlsPerSecond: Int32 = 33
  /// DATA frames in a row without content or END_STREAM; 2 as in Netty,
  /// `decoderEnforceMaxConsecutiveEmptyDataFrames`.
  public var emptyDataFrames: UInt8 = 2
  /// CONTINUATION frames of a field block; 8 as in nghttp2, `NGHTTP2_DEFAULT_MAX_CONTINUATIONS`.
  public var continuations: UInt8 = 8
  /// Compressed bytes of a field block; 64 KiB as in nghttp2, `NGHTTP2_MAX_HEADERSLEN`.
  public var fieldBlockBytes: UInt32 = 65_536
  /// Interim (1xx) responses before a final one; 5 as in Go, `net/http`, `max1xxResponses`.
  public var interimResponses: UInt8 = 5
  /// The least time between PINGs while nothing else is sent; nil counts none.
  ///
  /// gRPC servers: 5 minutes, `min_recv_ping_interval_without_data` (gRFC A8).
  public var pingInterval: TimeSpan?
  /// The same while no stream is open; nil is as above.
  ///
  /// gRPC servers: 2 hours (gRFC A8).
  public var pingIntervalWithoutStreams: TimeSpan?
  /// PINGs that may come too early before the connection goes; 2 in gRPC (gRFC A8).
  public var pingStrikes: UInt8 = 2

  public init() {}

  func check() {
    precondition(resetBurst > 0 && resetsPerSecond >= 0, "a client may reset nothing")
    precondition(controlBurst > 0 && controlsPerSecond >= 0, "a peer may ask for no answer")
    precondition(fieldBlockBytes > 0, "fieldBlockBytes is 0")
  }
}
