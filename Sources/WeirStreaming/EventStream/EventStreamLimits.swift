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

  public init(
    lineBytes: Int = 4 << 20,
    eventBytes: Int = 16 << 20,
    longestReconnectionTime: TimeSpan = .milliseconds(Int64(Int32.max))
  ) {
    precondition(lineBytes > 0, "no line fits in \(lineBytes) bytes")
    precondition(eventBytes >= 0, "an event of negative size: \(eventBytes)")
    self.lineBytes = lineBytes
    self.eventBytes = eventBytes
    self.longestReconnectionTime = longestReconnectionTime
  }

  /// Lines of 4 MiB, events of 16 MiB, and the 24 days a 32-bit millisecond timer holds.
  public static let `default` = EventStreamLimits()
}

/// Why a parser gave up on its stream; the standard itself has no malformed event stream.
public enum EventStreamViolation: Error, Equatable, Sendable {
  /// A line went beyond ``EventStreamLimits/lineBytes``.
  case lineTooLong
  /// The data lines of one event went beyond ``EventStreamLimits/eventBytes``.
  case eventTooLarge
}

/// Well-known departures from the reading rules, all off in a correct client.
///
/// They exist so that a scenario can show what each of them costs.
public struct EventStreamMistakes: OptionSet, Sendable, Hashable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// Deliberately wrong: an id counts as soon as its line is read, not at the blank line.
  ///
  /// A connection cut between the two then resumes behind an event that was never delivered.
  /// WHATWG HTML 9.2.6 moves the last event ID in "dispatch the event" only.
  public static let commitsIDBeforeDispatch = EventStreamMistakes(rawValue: 1 << 0)

  /// Deliberately literal: each new stream starts with an empty last event ID buffer.
  ///
  /// WHATWG HTML 9.2.6 says so, and the first blank line (that of a heartbeat, say) then empties
  /// the last event ID string. Browsers let the new stream inherit the old position.
  public static let emptiesIDBufferOnNewStream = EventStreamMistakes(rawValue: 1 << 1)
}
