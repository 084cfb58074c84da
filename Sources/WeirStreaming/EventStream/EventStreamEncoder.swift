public import WeirPrimitives

/// A writer of `text/event-stream` whose blocks always read back as what was put in.
///
/// Text cannot forge fields or events: data is split at every line terminator the reader knows,
/// and an id or type that contains one is refused (WHATWG HTML 9.2.5). A block has its `id` line
/// first, then `event`, `retry` and `data`, so that a cut inside it comes after the id: the order
/// in which a client that takes ids too early does most harm.
public struct EventStreamEncoder: Sendable, Hashable {
  /// The byte or bytes that end each line; the standard allows all three, even mixed.
  public enum LineTerminator: Sendable, Hashable {
    case lineFeed
    case carriageReturn
    case carriageReturnLineFeed
  }

  public var terminator: LineTerminator

  public init(terminator: LineTerminator = .lineFeed) {
    self.terminator = terminator
  }

  /// Appends one event and returns where it stands in `output`.
  ///
  /// A CR or CRLF in the data reaches the page as LF; nothing else is changed. An empty `id` is
  /// written, and makes the reader forget its position; nil writes no `id` line.
  ///
  /// - Throws: ``EventStreamEncodingError`` when a field cannot be written; `output` is untouched.
  @discardableResult
  public func appendEvent(
    data: Span<UInt8>, id: [UInt8]? = nil, type: [UInt8]? = nil, retry: TimeSpan? = nil,
    to output: inout [UInt8]
  ) throws(EventStreamEncodingError) -> Range<Int> {
    try Self.check(id: id, type: type, retry: retry)
    let start = output.count
    if let id { appendField("id: ", id.span, to: &output) }
    if let type { appendField("event: ", type.span, to: &output) }
    if let retry { appendRetryLine(retry, to: &output) }
    appendLines(of: data, prefix: "data: ", to: &output)
    endLine(&output)
    return start..<output.count
  }

  /// Appends a block that moves the reader's position, or its reconnection time, without an event.
  ///
  /// - Throws: ``EventStreamEncodingError`` when a field cannot be written; `output` is untouched.
  @discardableResult
  public func appendPosition(
    id: [UInt8]? = nil, retry: TimeSpan? = nil, to output: inout [UInt8]
  ) throws(EventStreamEncodingError) -> Range<Int> {
    try Self.check(id: id, type: nil, retry: retry)
    let start = output.count
    if let id { appendField("id: ", id.span, to: &output) }
    if let retry { appendRetryLine(retry, to: &output) }
    endLine(&output)
    return start..<output.count
  }

  /// Appends a comment, one line for each line of the text, and returns where it stands.
  ///
  /// Most servers put a blank line behind a heartbeat. It ends a block, so it may not stand inside
  /// an event; `endsBlock: false` leaves it out.
  @discardableResult
  public func appendComment(
    _ text: Span<UInt8>, endsBlock: Bool = true, to output: inout [UInt8]
  ) -> Range<Int> {
    let start = output.count
    appendLines(of: text, prefix: ": ", to: &output)
    if endsBlock { endLine(&output) }
    return start..<output.count
  }
}

/// What a caller asked the encoder to write that no event stream can express.
public enum EventStreamEncodingError: Error, Equatable, Sendable {
  /// A CR or LF in the id would end its line and let the rest pass as fields.
  case idHasLineTerminator
  /// An id with a NUL is ignored by every reader (WHATWG HTML 9.2.6).
  case idHasNull
  /// A CR or LF in the type would end its line and let the rest pass as fields.
  case typeHasLineTerminator
  /// A reconnection time is written in digits only, which have no sign.
  case retryIsNegative
}

extension EventStreamEncoder {
  private static func check(
    id: [UInt8]?, type: [UInt8]?, retry: TimeSpan?
  ) throws(EventStreamEncodingError) {
    if let id {
      if LineScan.firstLineEnd(in: id.span, from: 0) < id.count { throw .idHasLineTerminator }
      if id.contains(0) { throw .idHasNull }
    }
    if let type, LineScan.firstLineEnd(in: type.span, from: 0) < type.count {
      throw .typeHasLineTerminator
    }
    if let retry, retry < .zero { throw .retryIsNegative }
  }

  private func appendLines(
    of text: Span<UInt8>, prefix: StaticString, to output: inout [UInt8]
  ) {
    var start = 0
    while true {
      let end = LineScan.firstLineEnd(in: text, from: start)
      appendField(prefix, text.extracting(start..<end), to: &output)
      if end == text.count { return }
      start = end + 1
      if text[end] == ASCII.carriageReturn, start < text.count, text[start] == ASCII.lineFeed {
        start += 1
      }
    }
  }

  private func appendField(
    _ prefix: StaticString, _ value: Span<UInt8>, to output: inout [UInt8]
  ) {
    output.append(prefix, value, lineEnd)
  }

  /// Writes whole milliseconds, the unit of the field; a fraction is dropped.
  private func appendRetryLine(_ retry: TimeSpan, to output: inout [UInt8]) {
    output.append("retry: ")
    output.appendDecimal(UInt64(retry.nanoseconds / 1_000_000))
    endLine(&output)
  }

  private func endLine(_ output: inout [UInt8]) { output.append(lineEnd) }

  private var lineEnd: StaticString {
    switch terminator {
    case .lineFeed: "\n"
    case .carriageReturn: "\r"
    case .carriageReturnLineFeed: "\r\n"
    }
  }
}
