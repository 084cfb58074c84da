public import WeirPrimitives

/// One end of an HTTP/2 connection, RFC 9113: bytes in, events and bytes out.
///
/// Call ``start(into:)`` once, then ``next(in:at:now:into:)`` until it returns nil, and pass the
/// next bytes; whatever a call appends to `output` is to be sent, in order. Requests, responses
/// and bodies are written by calls in between. The machine keeps no body bytes in either
/// direction: what a window does not let through stays with the caller, who tries again after
/// `.windowOpened` or `.settings`.
///
/// Not modelled: server push (a PUSH_PROMISE is a violation), priorities (read and ignored),
/// padding of what we send, the upgrade from HTTP/1.1 (prior knowledge or ALPN is taken for
/// granted).
public struct HTTP2Connection: Sendable {
  public enum Role: UInt8, Sendable, Hashable { case client, server }

  /// What the next bytes are.
  enum Phase: UInt8, Sendable {
    case preface, frameHeader, payload, padLength, data, padding, skipped
    /// Another end, or the transport, is over; bytes mean nothing any more.
    case ended
  }

  public let role: Role
  let limits: HTTP2Limits
  let connectionCredit: HTTP2ConnectionCredit
  /// Bytes of the connection's receive window.
  let connectionWindow: Int32

  // Reading
  var phase: Phase
  var hasPeerSettings = false
  var frame = HTTP2FrameHeader(.settings)
  /// Where the stream of a DATA frame was when the frame began.
  var frameSlot: Int32 = 0
  /// Bytes of the preface matched, or of the data or padding of a frame still to come.
  var remaining: Int32 = 0
  /// Bytes of the padding behind the data of a DATA frame.
  var padding: Int32 = 0
  /// Bytes of a DATA frame that no application will consume.
  var undelivered: Int32 = 0
  /// A frame header or payload that has not come whole.
  var held: [UInt8] = []
  /// A field block that CONTINUATION goes on with, of the stream and with the flags kept here.
  var block: [UInt8] = []
  var blockStream: UInt32 = 0
  var blockEndsStream = false
  var blockContinuations: UInt8 = 0
  /// A message whose end is all that is left to report, or 0.
  var endPending: UInt32 = 0
  /// Streams to report as unprocessed, the last one first.
  var unprocessedPending: [UInt32] = []
  var violation: HTTP2Violation?

  // Settings
  /// Our settings as announced last.
  var announced: HTTP2Settings
  /// Our settings that the peer has acknowledged.
  var inForce = HTTP2Settings()
  /// Announced settings that are not acknowledged, the oldest first.
  var unacknowledged: [HTTP2Settings] = []
  var peer = HTTP2Settings()

  // Streams
  var streams = HTTP2StreamTable()
  var closed = HTTP2ClosedStreams()
  /// Streams that are not closed; the table may hold more.
  var openCount: Int32 = 0
  /// The highest identifier we have opened, for a client.
  var lastOwn: UInt32 = 0
  /// The highest identifier the peer has opened and we have looked at, for a server.
  public internal(set) var lastPeerStream: UInt32 = 0
  /// The last stream of the GOAWAY that came last; above 2^31-1 where none came.
  var peerLastStream = UInt32.max
  /// The last stream of the GOAWAY that we sent last; above 2^31-1 where none was.
  var sentLastStream = UInt32.max

  // Windows
  var sendWindow: Int32 = 65_535
  var receive = HTTP2ReceiveWindow(65_535)

  // Field blocks
  var encoder: HPACKEncoder
  var decoder: HPACKDecoder
  var section = HTTP2FieldSection()

  // Calm
  var resets: HTTP2Allowance
  var controls: HTTP2Allowance
  var pings = HTTP2PingStrikes()

  public init(_ role: Role, options: HTTP2Options = HTTP2Options()) {
    options.check()
    self.role = role
    limits = options.limits
    connectionCredit = options.connectionCredit
    connectionWindow = Int32(options.connectionWindow)
    phase = role == .server ? .preface : .frameHeader
    announced = options.settings
    if role == .client { announced.enablesPush = false }
    if role == .server { announced.enablesPush = true }
    peer.concurrentStreams = options.streamsBeforeSettings
    encoder = HPACKEncoder()
    decoder = HPACKDecoder(
      tableSize: inForce.headerTableBytes, maximumListSize: Int(announced.fieldListBytes))
    resets = HTTP2Allowance(burst: limits.resetBurst)
    controls = HTTP2Allowance(burst: limits.controlBurst)
  }

  /// Begins the connection: a client's preface, SETTINGS, and what the window is wider than usual.
  public mutating func start(into output: inout [UInt8]) {
    precondition(unacknowledged.isEmpty, "the connection was started twice")
    if role == .client { output.append(Self.preface) }
    announced.write(changesFrom: HTTP2Settings(), to: &output)
    unacknowledged.append(announced)
    if connectionWindow > receive.available {
      let increment = connectionWindow - receive.available
      HTTP2Frame.writeWindowUpdate(0, increment, to: &output)
      receive.available = connectionWindow
    }
  }

  /// Returns the next event and moves `position` behind the bytes it took.
  ///
  /// Nil means that all bytes are taken. Acknowledgements, credit, RST_STREAM and GOAWAY that
  /// the bytes call for are appended to `output`. After a violation every call returns it again
  /// and the position means nothing.
  public mutating func next(
    in bytes: Span<UInt8>, at position: inout Int, now: Instant, into output: inout [UInt8]
  ) -> HTTP2Event? {
    precondition(position >= 0 && position <= bytes.count, "position \(position) of \(bytes.count)")
    if let violation { return .violation(violation) }
    do throws(HTTP2Violation) {
      return try advance(in: bytes, at: &position, now: now, into: &output)
    } catch {
      return refuse(error, now: now, into: &output)
    }
  }

  /// Takes the end of the byte stream; returns the streams whose message it broke off, in order.
  ///
  /// A message is whole only with END_STREAM, section 8.1; a client's stream without response
  /// counts as broken. Nothing can be sent afterwards.
  public mutating func endOfStream() -> [UInt32] {
    phase = .ended
    endPending = 0
    unprocessedPending = []
    var broken: [UInt32] = []
    for stream in streams.slots where stream.id != 0 && stream.remote != .ended {
      broken.append(stream.id)
    }
    streams = HTTP2StreamTable()
    openCount = 0
    return broken.sorted()
  }

  /// RFC 9113 section 3.4.
  static let preface: StaticString = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

  /// The highest identifier there is; as the last stream of a GOAWAY, the first step of a shutdown.
  public static let largestStream: UInt32 = 0x7FFF_FFFF
}
