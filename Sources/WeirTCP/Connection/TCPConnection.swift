public import WeirPrimitives

/// One end of a TCP connection, RFC 9293, behaving as Linux 6 does; sans-I/O.
///
/// Calls in, segments and signals out. The bytes themselves are never touched: the application's
/// stream is counted in offsets, a segment carries a range of it. The driver keeps the bytes,
/// hands in instants and wakes the machine at ``nextDeadline``.
///
/// What is read for each packet is inlined: a call would copy the connection.
///
/// The parts are extensions in files of their own: the connection's life in Connection, what
/// concerns data sent in Sending and Congestion, data received in Receiving.
///
/// Not modelled: urgent data, ECN, pacing, TSO's deferral and small queues, Fast Open, cached
/// metrics, memory pressure, SYN cookies, MTU probing.
public struct TCPConnection: Sendable {
  /// Shared by all ends of a host, since it never changes: an end that is set otherwise gets its
  /// own.
  var settings: TCPSettings
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
  /// SND.WL1: the position of the segment that told the window last.
  var windowToldAt: SequencePosition = 0
  /// Behind the last segment that was sent short of a full one (`snd_sml`).
  var shortSentEnd: SequencePosition = 0
  /// Behind the last byte when a tail loss probe went out that is not yet judged; zero for none.
  var probeEnd: SequencePosition = 0
  var lastSentAt = Instant.zero
  /// When something was repeated first in this loss (`retrans_stamp`); `distantFuture` for none.
  var firstRepeatedAt = Instant.distantFuture
  var queue = RetransmissionQueue()
  var estimator: RoundTripEstimator
  var congestion: CongestionWindow
  var detection = LossDetection()
  /// The largest window the peer ever told.
  var peerWindowMaximum: UInt32 = 0
  /// Segments delivered and found lost, ever.
  var delivered: UInt32 = 0
  var lost: UInt32 = 0
  /// Bytes written and not acknowledged that the application may have, `sk_sndbuf`.
  var sendLimit: UInt32
  /// Segments sent more than once: repetitions, probes with old data, SYNs.
  public internal(set) var retransmissionCount: UInt32 = 0
  var segmentSize: UInt16
  /// Expired timers since SND.UNA last moved, of the handshake too.
  var timeouts: UInt16 = 0
  /// Probes, of window or life, since the peer was last heard.
  var unansweredProbes: UInt8 = 0
  var isProbeRepetition = false
  /// The last timeout may have been spurious, and F-RTO is finding out.
  var mayBeSpurious = false
  /// Our SYN or SYN-ACK was sent more than once: its acknowledgment measures nothing.
  var isHandshakeRepeated = false
  /// The application has finished its side: a FIN follows the last byte.
  @usableFromInline var isFinishing = false
  /// The application has closed and reads no more.
  var isOrphan = false
  var usesTimestamps: Bool
  var usesSelectiveAcknowledgments: Bool

  // Receiving.
  var windowShift: UInt8
  /// A segment that arrived twice is to be reported.
  var hasDuplicate = false
  var receiveInitial: UInt32 = 0
  /// TS.Recent and the TSecr of the segment being handled.
  var recentTimestamp: UInt32 = 0
  var echoedTimestamp: UInt32 = 0
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
  var receiveBuffer: ReceiveBuffer
  @usableFromInline var acknowledgments = AcknowledgmentTiming()
  /// When the peer was last heard.
  var lastHeardAt = Instant.zero
  /// One element at most, once something of it is needed.
  var occasions: [OccasionalState] = []

  // Timers; `distantFuture` when off.
  /// What the timer of the sending side is set for.
  var timer = SendingTimer.off
  @usableFromInline var retransmitAt = Instant.distantFuture
  /// End of TIME-WAIT, or of an orphan's FIN-WAIT-2; else when life is next asked for.
  @usableFromInline var expiresAt = Instant.distantFuture

  public init(configuration: TCPConfiguration, initialSequence: UInt32) {
    self.init(settings: TCPSettings(configuration), initialSequence: initialSequence)
  }

  public init(settings: TCPSettings, initialSequence: UInt32) {
    self.settings = settings
    let configuration = settings.values
    sendInitial = initialSequence
    segmentSize = configuration.maximumSegmentSize
    estimator = RoundTripEstimator(initialTimeout: settings.values.initialTimeout)
    congestion = CongestionWindow(
      initialWindow: configuration.initialWindow, congestion: configuration.congestion)
    sendLimit = configuration.sendBuffer
    usesTimestamps = configuration.timestamps
    usesSelectiveAcknowledgments = configuration.selectiveAcknowledgments
    windowShift = ReceiveBuffer.windowShift(configuration)
    receiveBuffer = ReceiveBuffer(configuration)
  }
}

/// A configuration that connections share.
public final class TCPSettings: Sendable {
  public let values: TCPConfiguration

  public init(_ configuration: TCPConfiguration) {
    values = configuration
  }
}

/// What the sending side waits for; one at a time, as in Linux (`icsk_pending`).
enum SendingTimer: UInt8, Sendable {
  case off
  /// An acknowledgment, until the retransmission timeout; also during the handshake.
  case timeout
  /// A tail loss probe, RFC 8985 section 7.
  case lossProbe
  /// Segments that may have been overtaken, RFC 8985 section 6.
  case reordering
  /// A shut window.
  case windowProbe
}
