public import WeirPrimitives

/// A reader of `text/event-stream` that is fed bytes and asked for one event at a time.
///
/// It follows WHATWG HTML 9.2.5 and 9.2.6, and browsers where those differ: a new stream inherits
/// the position of the last one, and a reconnection time counts from its line on. A CR ends its
/// line at once; an LF that follows is swallowed, in this read or the next. What is reported does
/// not depend on how the bytes were cut into reads.
///
/// Buffers are reused from event to event. A stream needs the memory of its longest event so far,
/// but no buffer of more than 64 KiB is kept for the next one.
public struct EventStreamParser: Sendable {
  /// What the bytes up to the new position amount to.
  public enum Step: Equatable, Sendable {
    /// All bytes are consumed.
    case needMore
    /// An event was dispatched; it can be read until the next call.
    case event
    /// A comment line ended. It means nothing to a page, but shows that the server is alive.
    case comment
    /// A `retry` line ended; the reconnection time is in force from here on.
    case retry(TimeSpan)
    /// A limit was exceeded; the rest of the stream is skipped in silence.
    case violation(EventStreamViolation)
  }

  private enum Phase: Sendable {
    case reading
    case holdingEvent
    case parked
  }

  private static let retainedBytes = 65_536
  private static let message = Array("message".utf8)

  // Stored, not computed: a getter would copy the whole parser to read one field of it.

  /// The data of the event just dispatched, as well-formed UTF-8; before that, what there is of it.
  public private(set) var data: [UInt8] = []
  /// The `event` field of the event just dispatched; empty when it is a plain `message`.
  public private(set) var namedType: [UInt8] = []
  /// The last event ID string: what a reconnection sends and what events from here on carry.
  public private(set) var lastEventID: [UInt8]

  /// The id of the block being read; it means something only while ``hasPendingID`` is set.
  private var pendingID: [UInt8] = []
  /// The line so far, when it began in an earlier read.
  private var carriedLine: [UInt8] = []

  private var phase = Phase.reading
  private var isAtFirstLine = true
  private var swallowsLineFeed = false
  private var hasPendingID = false
  private var hasData = false
  /// Whether the block began in the middle of a line; ``EventStreamMistakes/takesReadsForEvents``.
  private var isBlockBroken = false
  private let mistakes: EventStreamMistakes
  private let limits: EventStreamLimits

  /// Creates a reader of a stream that resumes at `lastEventID`, or of a fresh one.
  public init(
    lastEventID: [UInt8] = [], limits: EventStreamLimits = .default,
    mistakes: EventStreamMistakes = []
  ) {
    self.lastEventID = lastEventID
    self.limits = limits
    self.mistakes = mistakes
    hasPendingID = mistakes.contains(.emptiesIDBufferOnNewStream)
  }

  /// Reads on from `position` to the next thing worth knowing, or to the end of the bytes.
  ///
  /// After anything but ``Step/needMore`` the position is just behind the byte that completed it;
  /// after a violation, somewhere behind the byte that was one too many.
  public mutating func next(in bytes: Span<UInt8>, at position: inout Int) -> Step {
    precondition(position >= 0 && position <= bytes.count, "no byte at \(position)")
    switch phase {
    case .reading: break
    case .holdingEvent: releaseEvent()
    case .parked:
      position = bytes.count
      return .needMore
    }
    while position < bytes.count {
      if swallowsLineFeed {
        swallowsLineFeed = false
        if bytes[position] == ASCII.lineFeed {
          position += 1
          continue
        }
      }
      let end =
        mistakes.contains(.endsLinesAtLineFeedOnly)
        ? LineScan.firstLineFeed(in: bytes, from: position)
        : LineScan.firstLineEnd(in: bytes, from: position)
      let part = bytes.extracting(position..<end)
      guard carriedLine.count + part.count <= limits.lineBytes else {
        position = end
        return park(limits.takesLongLinesForEnd ? .lineTakenForEnd : .lineTooLong)
      }
      if end == bytes.count {
        part.withUnsafeBufferPointer { carriedLine.append(contentsOf: $0) }
        position = end
        return .needMore
      }
      swallowsLineFeed = bytes[end] == ASCII.carriageReturn
      position = end + 1
      if let step = carriedLine.isEmpty ? take(line: part) : takeCarriedLine(endingIn: part) {
        return step
      }
    }
    return .needMore
  }

  /// Ends the stream; an unfinished event is discarded, its id too.
  ///
  /// WHATWG HTML 9.2.6: "Once the end of the file is reached, any pending data must be discarded."
  /// The parser is then ready for the stream of the next connection.
  public mutating func finish() {
    forgetUnfinished()
    phase = .reading
    hasPendingID = mistakes.contains(.emptiesIDBufferOnNewStream)
  }

  /// Ends a read: its bytes are used up, its last event was looked at, and the next bytes come in
  /// another read.
  ///
  /// A correct reader does not notice, and need not be told.
  public mutating func endRead() {
    guard !mistakes.isDisjoint(with: [.takesReadsForEvents, .decodesEachReadAlone]),
      phase != .parked
    else { return }
    if mistakes.contains(.takesReadsForEvents) {
      forgetUnfinished()
      phase = .reading
    }
    if mistakes.contains(.decodesEachReadAlone) {
      UTF8Replacement.replaceUnfinishedCharacter(of: &carriedLine)
    }
  }

  /// The type of the event just dispatched: its `event` field, or `message` without one.
  public var eventType: [UInt8] { namedType.isEmpty ? Self.message : namedType }

  /// ``data`` as text.
  public var dataText: String { String(decoding: data, as: UTF8.self) }
  /// ``eventType`` as text.
  public var eventTypeText: String { String(decoding: eventType, as: UTF8.self) }
  /// ``lastEventID`` as text.
  public var lastEventIDText: String { String(decoding: lastEventID, as: UTF8.self) }

  /// The bytes of memory that the buffers take, apart from the parser's own.
  public var heldBytes: Int {
    carriedLine.capacity + data.capacity + namedType.capacity + pendingID.capacity
      + lastEventID.capacity
  }

  /// The value of the `Last-Event-ID` header with which to go on; empty for no such header.
  ///
  /// ``lastEventID`` without blanks at its ends, which no header value has (Fetch standard,
  /// "normalize"). Not modelled: an id of blanks alone is sent as a header without a value.
  public var lastEventIDHeader: [UInt8] {
    func isBlank(_ byte: UInt8) -> Bool { byte == ASCII.space || byte == ASCII.tab }
    let start = lastEventID.firstIndex { !isBlank($0) } ?? lastEventID.endIndex
    guard let last = lastEventID.lastIndex(where: { !isBlank($0) }) else { return [] }
    return Array(lastEventID[start...last])
  }
}

extension EventStreamParser {
  private mutating func forgetUnfinished() {
    carriedLine = []
    data = []
    namedType = []
    pendingID = []
    isAtFirstLine = true
    swallowsLineFeed = false
    hasPendingID = false
    hasData = false
    isBlockBroken = false
  }

  private mutating func takeCarriedLine(endingIn part: Span<UInt8>) -> Step? {
    var line: [UInt8] = []
    swap(&line, &carriedLine)
    part.withUnsafeBufferPointer { line.append(contentsOf: $0) }
    let step = take(line: line.span)
    line.empty(retaining: Self.retainedBytes)
    swap(&line, &carriedLine)
    return step
  }

  /// Handles one whole line, given without its terminator.
  private mutating func take(line: Span<UInt8>) -> Step? {
    var start = 0
    let isFirst = isAtFirstLine
    if isFirst {
      isAtFirstLine = false
      // 9.2.6: the stream is decoded with "UTF-8 decode", which strips one byte order mark.
      if !mistakes.contains(.decodesEachFieldAlone) { start = ByteOrderMark.end(in: line, from: 0) }
    }
    if start == line.count { return endBlock() }
    if line[start] == ASCII.colon { return .comment }
    if mistakes.contains(.ignoresLinesWithoutColon),
      !line.indices.contains(where: { line[$0] == ASCII.colon })
    {
      return nil
    }
    let isMarkDropped = mistakes.contains(.decodesEachFieldAlone)
    if isMarkDropped { start = ByteOrderMark.end(in: line, from: start) }
    let field = EventStreamField(line: line, from: start)
    let valueStart =
      isMarkDropped ? ByteOrderMark.end(in: line, from: field.valueStart) : field.valueStart
    let value = line.extracting(valueStart..<line.count)
    switch field.name {
    case .data: return appendData(value)
    case .event:
      namedType.empty(retaining: Self.retainedBytes)
      UTF8Replacement.append(value, to: &namedType)
    case .id: takeID(value)
    case .retry:
      let longest = limits.longestReconnectionTime
      let time =
        mistakes.contains(.readsRetryLaxly)
        ? EventStreamField.laxReconnectionTime(value, atMost: longest)
        : EventStreamField.reconnectionTime(value, atMost: longest)
      return time.map(Step.retry)
    case .unknown:
      if isFirst, mistakes.contains(.takesReadsForEvents) { isBlockBroken = true }
    }
    return nil
  }

  private mutating func appendData(_ value: Span<UInt8>) -> Step? {
    if hasData, !(data.isEmpty && mistakes.contains(.dropsLeadingEmptyData)) {
      data.append(ASCII.lineFeed)
    }
    hasData = true
    UTF8Replacement.append(value, to: &data)
    return data.count <= limits.eventBytes ? nil : park(.eventTooLarge)
  }

  private mutating func takeID(_ value: Span<UInt8>) {
    // 9.2.6: "If the field value does not contain U+0000 NULL, then set the last event ID buffer".
    if !mistakes.contains(.acceptsNullInIDs) {
      for index in value.indices where value[index] == 0 { return }
    }
    pendingID.empty(retaining: Self.retainedBytes)
    UTF8Replacement.append(value, to: &pendingID)
    hasPendingID = true
    if mistakes.contains(.commitsIDBeforeDispatch) { commitID() }
  }

  /// Does what 9.2.6 calls "dispatch the event".
  private mutating func endBlock() -> Step? {
    if isBlockBroken {
      forgetUnfinished()
      isAtFirstLine = false
      return nil
    }
    if hasPendingID { commitID() }
    guard hasData || mistakes.contains(.firesAtEveryBlankLine) else {
      namedType.empty(retaining: Self.retainedBytes)
      return nil
    }
    phase = .holdingEvent
    return .event
  }

  private mutating func commitID() {
    swap(&pendingID, &lastEventID)
    pendingID.empty(retaining: Self.retainedBytes)
    hasPendingID = false
  }

  private mutating func releaseEvent() {
    phase = .reading
    hasData = false
    data.empty(retaining: Self.retainedBytes)
    namedType.empty(retaining: Self.retainedBytes)
  }

  private mutating func park(_ violation: EventStreamViolation) -> Step {
    finish()
    phase = .parked
    return .violation(violation)
  }
}

extension [UInt8] {
  /// Removes all bytes and keeps the memory, unless it is more than `limit`.
  fileprivate mutating func empty(retaining limit: Int) {
    if isEmpty { return }
    removeAll(keepingCapacity: capacity <= limit)
  }
}
