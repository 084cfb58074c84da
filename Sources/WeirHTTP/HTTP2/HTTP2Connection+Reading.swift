internal import WeirPrimitives

// Takes the byte stream apart into frames.
extension HTTP2Connection {
  mutating func advance(
    in bytes: Span<UInt8>, at position: inout Int, now: Instant, into output: inout [UInt8]
  ) throws(HTTP2Violation) -> HTTP2Event? {
    if let event = takePending() { return event }
    while true {
      switch phase {
      case .preface:
        guard try readPreface(in: bytes, at: &position) else { return nil }
      case .frameHeader:
        guard readFrameHeader(in: bytes, at: &position) else { return nil }
        try beginFrame()
      case .payload:
        if let event = try readPayload(in: bytes, at: &position, now: now, into: &output) {
          return event
        }
        if phase == .payload { return nil }
      case .padLength:
        guard position < bytes.count else { return nil }
        padding = Int32(bytes[position])
        position += 1
        try beginData()
      case .data:
        if remaining == 0 {
          remaining = padding
          phase = .padding
        } else {
          guard position < bytes.count else { return nil }
          if let event = readData(in: bytes, at: &position) { return event }
        }
      case .padding:
        guard skip(in: bytes, at: &position) else { return nil }
        phase = .frameHeader
        if let event = try endData(into: &output) { return event }
      case .skipped:
        guard skip(in: bytes, at: &position) else { return nil }
        phase = .frameHeader
      case .ended:
        position = bytes.count
        return nil
      }
    }
  }

  private mutating func takePending() -> HTTP2Event? {
    if endPending != 0 {
      defer { endPending = 0 }
      return .end(stream: endPending)
    }
    return unprocessedPending.popLast().map { .unprocessed(stream: $0) }
  }

  /// Returns whether the preface is complete.
  private mutating func readPreface(
    in bytes: Span<UInt8>, at position: inout Int
  ) throws(HTTP2Violation) -> Bool {
    let preface = Self.preface
    while Int(remaining) < preface.utf8CodeUnitCount {
      guard position < bytes.count else { return false }
      guard bytes[position] == preface.utf8Start[Int(remaining)] else { throw .malformedPreface }
      position += 1
      remaining += 1
    }
    phase = .frameHeader
    return true
  }

  /// Returns whether a frame header is complete.
  private mutating func readFrameHeader(in bytes: Span<UInt8>, at position: inout Int) -> Bool {
    let size = HTTP2FrameHeader.size
    if held.isEmpty, bytes.count - position >= size {
      frame = HTTP2FrameHeader(bytes.extracting(position..<position + size))
      position += size
      return true
    }
    guard hold(size, in: bytes, at: &position) else { return false }
    frame = HTTP2FrameHeader(held.span)
    held.removeAll(keepingCapacity: true)
    return true
  }

  /// Fills the held bytes up to a count; returns whether that was reached.
  private mutating func hold(_ count: Int, in bytes: Span<UInt8>, at position: inout Int) -> Bool {
    let taken = min(count - held.count, bytes.count - position)
    bytes.extracting(position..<position + taken).withUnsafeBufferPointer {
      held.append(contentsOf: $0)
    }
    position += taken
    return held.count == count
  }

  /// Returns whether nothing is left to skip.
  private mutating func skip(in bytes: Span<UInt8>, at position: inout Int) -> Bool {
    let taken = min(Int(remaining), bytes.count - position)
    position += taken
    remaining -= Int32(taken)
    return remaining == 0
  }

  /// Looks at a frame header alone; what is wrong with it needs no payload to be told.
  private mutating func beginFrame() throws(HTTP2Violation) {
    let kind = frame.kind
    // RFC 9113 section 3.4: the preface ends with SETTINGS, which is no acknowledgement.
    if !hasPeerSettings {
      guard kind == .settings, !frame.has(HTTP2FrameHeader.acknowledgement) else {
        throw .missingSettings
      }
    }
    guard frame.length <= Int32(inForce.frameBytes) else { throw .frameTooLong }
    if blockStream != 0, kind != .continuation || frame.stream != blockStream {
      throw .interruptedFieldBlock
    }
    remaining = frame.length
    guard let kind else {
      // Section 5.5: frames of unknown type are to be ignored and discarded.
      phase = .skipped
      return
    }
    try checkPlace(of: kind)
    guard kind == .data else {
      phase = .payload
      return
    }
    phase = .skipped
    try receiveData()
  }

  /// Checks stream identifier and length, as far as the type alone decides about them.
  private func checkPlace(of kind: HTTP2FrameKind) throws(HTTP2Violation) {
    let isInStream = frame.stream != 0
    switch kind {
    case .data:
      guard isInStream else { throw .dataOutsideStream }
    case .headers:
      guard isInStream else { throw .headersOutsideStream }
    case .priority:
      guard isInStream else { throw .priorityOutsideStream }
    case .resetStream:
      guard isInStream else { throw .resetOutsideStream }
      guard frame.length == 4 else { throw .invalidResetLength }
    case .settings:
      guard !isInStream else { throw .settingsInStream }
      if frame.has(HTTP2FrameHeader.acknowledgement) {
        guard frame.length == 0 else { throw .settingsAckWithPayload }
      }
      guard frame.length % 6 == 0 else { throw .invalidSettingsLength }
    case .pushPromise:
      throw .unexpectedPushPromise
    case .ping:
      guard !isInStream else { throw .pingInStream }
      guard frame.length == 8 else { throw .invalidPingLength }
    case .goAway:
      guard !isInStream else { throw .goAwayInStream }
      guard frame.length >= 8 else { throw .frameTooShort }
    case .windowUpdate:
      guard frame.length == 4 else { throw .invalidWindowUpdateLength }
    case .continuation:
      guard isInStream else { throw .continuationOutsideStream }
      guard blockStream != 0 else { throw .unexpectedContinuation }
    }
  }

  /// Handles a payload once it is there in one piece; nil with the phase unchanged before that.
  private mutating func readPayload(
    in bytes: Span<UInt8>, at position: inout Int, now: Instant, into output: inout [UInt8]
  ) throws(HTTP2Violation) -> HTTP2Event? {
    let length = Int(frame.length)
    if held.isEmpty, bytes.count - position >= length {
      let payload = bytes.extracting(position..<position + length)
      position += length
      phase = .frameHeader
      return try handle(payload, now: now, into: &output)
    }
    guard hold(length, in: bytes, at: &position) else { return nil }
    phase = .frameHeader
    // The payload is taken out, so that handling it may change everything else.
    var payload: [UInt8] = []
    swap(&payload, &held)
    let result: HTTP2Event?
    do throws(HTTP2Violation) {
      result = try handle(payload.span, now: now, into: &output)
    } catch {
      giveBack(&payload)
      throw error
    }
    giveBack(&payload)
    return result
  }

  private mutating func giveBack(_ payload: inout [UInt8]) {
    payload.removeAll(keepingCapacity: true)
    swap(&payload, &held)
  }

  private mutating func handle(
    _ payload: Span<UInt8>, now: Instant, into output: inout [UInt8]
  ) throws(HTTP2Violation) -> HTTP2Event? {
    guard let kind = frame.kind else { preconditionFailure("an unknown frame is skipped") }
    switch kind {
    case .headers: return try receiveHeaders(payload, into: &output)
    case .continuation: return try receiveContinuation(payload, into: &output)
    case .priority:
      guard payload.count == 5 else { throw .invalidPriorityLength }
      return nil
    case .resetStream: return try receiveReset(payload, now: now, into: &output)
    case .settings: return try receiveSettings(payload, now: now, into: &output)
    case .ping: return try receivePing(payload, now: now, into: &output)
    case .goAway: return try receiveGoAway(payload, into: &output)
    case .windowUpdate: return try receiveWindowUpdate(payload)
    case .data, .pushPromise:
      preconditionFailure("\(kind) is not handled as a payload")
    }
  }
}
