/// What an HTTP/2 connection found next.
public enum HTTP2Event: Sendable, Equatable {
  /// A request or final response began; its head can be read until the next call.
  ///
  /// `endsStream` says that nothing but `.end` follows.
  case head(stream: UInt32, endsStream: Bool)
  /// An interim (1xx) response; its head can be read until the next call.
  case interim(stream: UInt32)
  /// Body bytes as a range of the bytes just passed; never empty. The credit for them is the
  /// application's to return.
  case data(stream: UInt32, Range<Int>)
  /// Trailers came and can be read until the next call; `.end` follows.
  case trailers(stream: UInt32)
  /// The peer's message is complete; comes once, behind everything else of it.
  case end(stream: UInt32)
  /// The peer gave the stream up; what was not consumed of it needs no credit any more.
  case reset(stream: UInt32, HTTP2ErrorCode)
  /// The peer retires the connection and did not and will not process streams above `lastStream`.
  ///
  /// Comes again with a lower number in a shutdown of two steps.
  case goAway(lastStream: UInt32, HTTP2ErrorCode)
  /// A stream above the last one of a `.goAway`: never processed, safe to send again, section 8.7.
  case unprocessed(stream: UInt32)
  /// A stream's window, or with 0 the connection's, has room again after it had none.
  case windowOpened(stream: UInt32)
  /// The peer's settings came and are acknowledged; limits and any window may have changed.
  case settings
  /// The peer acknowledged our settings.
  case settingsAcknowledged
  /// The peer's PING, answered already.
  case ping(UInt64)
  /// The answer to a PING of ours.
  case pong(UInt64)
  /// The peer broke a rule that concerns one stream; a RST_STREAM is in the output.
  case streamViolation(stream: UInt32, HTTP2Violation)
  /// The peer broke the connection; a GOAWAY is in the output, and this is all that follows.
  case violation(HTTP2Violation)
}

/// What one call for a DATA frame wrote.
public struct HTTP2Written: Sendable, Equatable {
  /// Bytes of the body taken; fewer than offered where a window or the frame size was in the way.
  public var count: Int
  /// Where in the output these bytes begin; means nothing where none was taken.
  public var payloadStart: Int
  /// Whether the frame carried END_STREAM, which it does only with the last of the bytes.
  public var endedStream: Bool

  static let nothing = HTTP2Written(count: 0, payloadStart: 0, endedStream: false)
}
