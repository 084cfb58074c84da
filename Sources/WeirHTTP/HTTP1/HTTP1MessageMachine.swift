internal import WeirPrimitives

/// The half of HTTP/1.1 that differs between reading requests and reading responses.
protocol HTTP1Role: Sendable {
  /// Whether the peer begins messages of its own accord, as a client does.
  static var peerStarts: Bool { get }

  /// Reads a start line and keeps what it says.
  mutating func readStartLine(_ line: Span<UInt8>) throws(HTTP1Violation)

  /// Returns the framing of the body behind a complete head, and whether the connection may be
  /// used again afterwards.
  mutating func framing(
    of headers: HTTPHeaderList, limits: HTTP1Limits
  ) throws(HTTP1Violation) -> (HTTP1Framing, persists: Bool)
}

/// Takes a byte stream apart into HTTP/1.1 messages; the role says into which kind.
struct HTTP1MessageMachine<Role: HTTP1Role>: Sendable {
  private enum State {
    /// No message may begin until one was asked for.
    case idle
    case startLine
    case fields
    case length(remaining: Int)
    case untilClose
    case chunked(HTTP1ChunkDecoder)
    case trailers
    /// All that is left of the message is to say so.
    case finished
    /// Later bytes belong to another protocol and are left alone.
    case tunnel
    /// Later bytes mean nothing and are dropped.
    case closed
    case failed(HTTP1Violation)
  }

  private var state: State
  private var lines = HTTP1LineBuffer()
  private let limits: HTTP1Limits
  var role: Role
  private(set) var headers = HTTPHeaderList()
  private(set) var trailers = HTTPHeaderList()
  private(set) var persists = true
  /// Whether the bytes behind the message belong to another protocol.
  private(set) var endsInTunnel = false

  init(role: Role, limits: HTTP1Limits) {
    limits.check()
    self.role = role
    self.limits = limits
    state = Role.peerStarts ? .startLine : .idle
  }

  /// Returns the next event; nil means that all bytes are used up or, in a tunnel, not wanted.
  mutating func next(in bytes: Span<UInt8>, at position: inout Int) -> HTTP1Event? {
    precondition(position >= 0 && position <= bytes.count, "position \(position) of \(bytes.count)")
    do throws(HTTP1Violation) {
      return try advance(in: bytes, at: &position)
    } catch {
      return fail(error)
    }
  }

  /// Takes the end of the byte stream; returns what that means for the message under way.
  mutating func endOfStream() -> HTTP1Event? {
    persists = false
    switch state {
    case .idle, .closed, .tunnel:
      state = .closed
      return nil
    case .startLine where lines.isAtLineStart:
      if !Role.peerStarts { return fail(.missingResponse) }
      state = .closed
      return nil
    case .startLine, .fields:
      return fail(.truncatedHead)
    case .length, .chunked, .trailers:
      return fail(.truncatedBody)
    case .untilClose, .finished:
      state = .closed
      return .end
    case .failed(let violation):
      return .violation(violation)
    }
  }

  /// Whether no byte of a message has arrived that has not been reported with its end.
  var isBetweenMessages: Bool {
    switch state {
    case .idle, .tunnel, .closed: true
    case .startLine: Role.peerStarts && lines.isAtLineStart
    case .fields, .length, .untilClose, .chunked, .trailers, .finished, .failed: false
    }
  }

  /// Allows one message to begin; for a role whose peer does not begin by itself.
  mutating func expectMessage() {
    switch state {
    case .idle:
      state = .startLine
    case .failed:
      break
    case .startLine, .fields, .length, .untilClose, .chunked, .trailers, .finished, .tunnel,
      .closed:
      preconditionFailure("a message was asked for in state \(state)")
    }
  }

  /// Gives back the memory of head, trailers and line buffer; their contents are lost.
  mutating func releaseMemory() {
    precondition(!isInHead, "the head that is being read cannot be given up")
    headers.removeAll(keepingCapacity: false)
    trailers.removeAll(keepingCapacity: false)
    lines.releaseMemory()
  }

  private var isInHead: Bool {
    switch state {
    case .fields, .trailers: true
    default: false
    }
  }
}

// MARK: - Transitions

extension HTTP1MessageMachine {
  private mutating func advance(
    in bytes: Span<UInt8>, at position: inout Int
  ) throws(HTTP1Violation) -> HTTP1Event? {
    while true {
      switch state {
      case .idle:
        guard position < bytes.count else { return nil }
        // RFC 9112 section 9.2: the client "MUST NOT consider that data to be a valid response".
        throw .unexpectedResponse
      case .startLine:
        guard try readStartLine(in: bytes, at: &position) else { return nil }
      case .fields:
        guard let isComplete = try readFieldLine(in: bytes, at: &position, isTrailer: false)
        else { return nil }
        if isComplete, try beginBody() { return .head }
      case .trailers:
        guard let isComplete = try readFieldLine(in: bytes, at: &position, isTrailer: true)
        else { return nil }
        if isComplete { state = .finished }
      case .length(let remaining):
        guard let range = take(remaining, in: bytes, at: &position) else { return nil }
        state = remaining == range.count ? .finished : .length(remaining: remaining - range.count)
        return .body(range)
      case .untilClose:
        return take(.max, in: bytes, at: &position).map { .body($0) }
      case .chunked(var decoder):
        switch try decoder.next(in: bytes, at: &position, lineLimit: limits.chunkLineBytes) {
        case .needsMore:
          state = .chunked(decoder)
          return nil
        case .data(let range):
          state = .chunked(decoder)
          return .body(range)
        case .last:
          state = .trailers
        }
      case .finished:
        state = stateBehindMessage
        return .end
      case .tunnel:
        return nil
      case .closed:
        position = bytes.count
        return nil
      case .failed(let violation):
        return .violation(violation)
      }
    }
  }

  private var stateBehindMessage: State {
    if endsInTunnel { return .tunnel }
    // RFC 9112 section 9.6: behind the last message of a connection nothing is to be processed.
    if !persists { return .closed }
    return Role.peerStarts ? .startLine : .idle
  }

  /// Returns whether the start line is complete.
  private mutating func readStartLine(
    in bytes: Span<UInt8>, at position: inout Int
  ) throws(HTTP1Violation) -> Bool {
    let limit = limits.startLineBytes
    switch lines.take(from: bytes, at: &position, lineLimit: limit, sectionLimit: limit) {
    case .needsMore:
      return false
    case .lineTooLong, .sectionTooLong:
      throw .startLineTooLong
    case .whole(let range):
      try read(startLine: bytes.extracting(range))
    case .held:
      var line = lines.takeHeld()
      try read(startLine: line.span)
      lines.reuse(&line)
    }
    return true
  }

  private mutating func read(startLine line: Span<UInt8>) throws(HTTP1Violation) {
    // RFC 9112 section 2.2: a server "SHOULD ignore at least one empty line" before the request.
    if line.isEmpty, Role.peerStarts { return }
    headers.removeAll(keepingCapacity: true)
    trailers.removeAll(keepingCapacity: true)
    try role.readStartLine(line)
    lines.beginSection()
    state = .fields
  }

  /// Returns whether the header or trailer is complete, or nil where a line is not.
  private mutating func readFieldLine(
    in bytes: Span<UInt8>, at position: inout Int, isTrailer: Bool
  ) throws(HTTP1Violation) -> Bool? {
    switch lines.take(
      from: bytes, at: &position, lineLimit: limits.fieldLineBytes,
      sectionLimit: isTrailer ? limits.trailerSectionBytes : limits.headerSectionBytes)
    {
    case .needsMore:
      return nil
    case .lineTooLong:
      throw .fieldLineTooLong
    case .sectionTooLong:
      throw isTrailer ? .trailerSectionTooLong : .headerSectionTooLong
    case .whole(let range):
      return try read(fieldLine: bytes.extracting(range), isTrailer: isTrailer)
    case .held:
      var line = lines.takeHeld()
      let isComplete = try read(fieldLine: line.span, isTrailer: isTrailer)
      lines.reuse(&line)
      return isComplete
    }
  }

  private mutating func read(
    fieldLine line: Span<UInt8>, isTrailer: Bool
  ) throws(HTTP1Violation) -> Bool {
    if line.isEmpty {
      lines.beginSection()
      return true
    }
    if isTrailer {
      guard trailers.count < limits.fieldCount else { throw .tooManyTrailerFields }
      try HTTP1FieldLine.append(line, to: &trailers, isHeader: false)
    } else {
      guard headers.count < limits.fieldCount else { throw .tooManyFields }
      try HTTP1FieldLine.append(line, to: &headers, isHeader: true)
    }
    return false
  }

  /// Returns whether there is a head to report.
  private mutating func beginBody() throws(HTTP1Violation) -> Bool {
    let (framing, persists) = try role.framing(of: headers, limits: limits)
    self.persists = persists
    switch framing {
    case .none: state = .finished
    case .length(let length): state = .length(remaining: length)
    case .chunked: state = .chunked(HTTP1ChunkDecoder())
    case .untilClose: state = .untilClose
    case .tunnel:
      endsInTunnel = true
      state = .finished
    case .interim:
      state = .startLine
      return false
    }
    return true
  }

  /// Takes at most `limit` bytes, or returns nil where there is none.
  private func take(
    _ limit: Int, in bytes: Span<UInt8>, at position: inout Int
  ) -> Range<Int>? {
    guard position < bytes.count else { return nil }
    let range = position..<position + min(limit, bytes.count - position)
    position = range.upperBound
    return range
  }

  private mutating func fail(_ violation: HTTP1Violation) -> HTTP1Event {
    state = .failed(violation)
    persists = false
    lines.reset()
    return .violation(violation)
  }
}
