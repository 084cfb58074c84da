public import WeirPrimitives

/// The bounds within which an event stream is read.
///
/// The standard names none; a simulator must, or a hostile server could make it hold any amount.
public struct EventStreamLimits: Sendable, Equatable {
  /// The longest line accepted, in raw bytes without its terminator.
  public var lineBytes: Int
  /// The most data one event may collect, in bytes after decoding.
  public var eventBytes: Int
  /// The longest reconnection time a server can ask for; longer ones become this one.
  ///
  /// WHATWG HTML 9.2.6 sets no bound. Keeping it far below ``TimeSpan/max`` lets a client add its
  /// own back-off without overflow.
  public var longestReconnectionTime: TimeSpan

  /// Deliberately wrong when set: a line that is too long looks like the end of the stream.
  ///
  /// So do programs that do not ask Go's `bufio.Scanner` why it stopped. Its buffer of 64 KiB
  /// holds a line together with its LF: ``lineBytes`` of 65,535.
  public var takesLongLinesForEnd: Bool

  public init(
    lineBytes: Int = 4 << 20,
    eventBytes: Int = 16 << 20,
    longestReconnectionTime: TimeSpan = .milliseconds(Int64(Int32.max)),
    takesLongLinesForEnd: Bool = false
  ) {
    precondition(lineBytes > 0, "no line fits in \(lineBytes) bytes")
    precondition(eventBytes >= 0, "an event of negative size: \(eventBytes)")
    self.lineBytes = lineBytes
    self.eventBytes = eventBytes
    self.longestReconnectionTime = longestReconnectionTime
    self.takesLongLinesForEnd = takesLongLinesForEnd
  }

  /// Lines of 4 MiB, events of 16 MiB, and the 24 days a 32-bit millisecond timer holds.
  public static let `default` = EventStreamLimits()
}

/// Why a parser gave up on its stream; the standard itself has no malformed event stream.
public enum EventStreamViolation: Error, Equatable, Sendable {
  /// A line went beyond ``EventStreamLimits/lineBytes``.
  case lineTooLong
  /// The same, and the reader reports it as the end of the stream:
  /// ``EventStreamLimits/takesLongLinesForEnd``.
  case lineTakenForEnd
  /// The data lines of one event went beyond ``EventStreamLimits/eventBytes``.
  case eventTooLarge
}
