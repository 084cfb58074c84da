internal import WeirPrimitives

// Field blocks and the messages that they make, RFC 9113 sections 6.2, 6.10 and 8.1.
extension HTTP2Connection {
  mutating func receiveHeaders(
    _ payload: Span<UInt8>, into output: inout [UInt8]
  ) throws(HTTP2Violation) -> HTTP2Event? {
    var start = 0
    var padding = 0
    if frame.has(HTTP2FrameHeader.padded) {
      guard !payload.isEmpty else { throw .frameTooShort }
      padding = Int(payload[0])
      start = 1
    }
    // Section 5.3.2: priority is deprecated, its five bytes are ignored.
    if frame.has(HTTP2FrameHeader.priority) { start += 5 }
    guard start <= payload.count else { throw .frameTooShort }
    guard start + padding <= payload.count else { throw .paddingTooLong }
    let fragment = payload.extracting(start..<payload.count - padding)
    guard fragment.count <= Int(limits.fieldBlockBytes) else { throw .fieldBlockTooLong }
    let endsStream = frame.has(HTTP2FrameHeader.endStream)
    if frame.has(HTTP2FrameHeader.endHeaders) {
      return try receiveBlock(fragment, endsStream: endsStream, into: &output)
    }
    fragment.withUnsafeBufferPointer { block.append(contentsOf: $0) }
    blockStream = frame.stream
    blockEndsStream = endsStream
    blockContinuations = 0
    return nil
  }

  mutating func receiveContinuation(
    _ payload: Span<UInt8>, into output: inout [UInt8]
  ) throws(HTTP2Violation) -> HTTP2Event? {
    guard blockContinuations < limits.continuations else { throw .tooManyContinuations }
    blockContinuations += 1
    guard block.count + payload.count <= Int(limits.fieldBlockBytes) else {
      throw .fieldBlockTooLong
    }
    payload.withUnsafeBufferPointer { block.append(contentsOf: $0) }
    guard frame.has(HTTP2FrameHeader.endHeaders) else { return nil }
    var whole: [UInt8] = []
    swap(&whole, &block)
    blockStream = 0
    return try receiveBlock(whole.span, endsStream: blockEndsStream, into: &output)
  }

  /// Takes a whole field block of the stream of the current frame.
  private mutating func receiveBlock(
    _ block: Span<UInt8>, endsStream: Bool, into output: inout [UInt8]
  ) throws(HTTP2Violation) -> HTTP2Event? {
    let id = frame.stream
    switch place(of: id) {
    case .idle:
      // A client sees none but its own streams, a server none but odd ones; section 5.1.1.
      guard role == .server, id & 1 == 1 else { throw .unexpectedStreamIdentifier }
      return try receiveRequest(block, endsStream: endsStream)
    case .open(let slot):
      switch streams.slots[slot].remote {
      case .head: return try receiveResponse(block, slot: slot, endsStream: endsStream)
      case .body: return try receiveTrailers(block, slot: slot, endsStream: endsStream)
      case .ended:
        try decode(block, as: .discarded)
        throw .frameOnHalfClosedStream
      }
    case .skipped: throw .unexpectedStreamIdentifier
    case .ended: throw .headersOnEndedStream
    case .resetByPeer:
      try decode(block, as: .discarded)
      throw .frameOnResetStream
    case .resetByUs, .late:
      // Section 5.1: what crosses with a RST_STREAM still changes the compression state.
      try decode(block, as: .discarded)
      return nil
    }
  }

  private mutating func receiveRequest(
    _ block: Span<UInt8>, endsStream: Bool
  ) throws(HTTP2Violation) -> HTTP2Event? {
    let id = frame.stream
    lastPeerStream = id
    if openCount >= announced.concurrentStreams {
      try decode(block, as: .discarded)
      throw .tooManyStreams
    }
    try decode(block, as: .request)
    try section.finish(allowsConnectProtocol: announced.enablesConnectProtocol)
    var stream = HTTP2Stream(
      id: id, sendWindow: peer.initialWindow, receiveWindow: inForce.initialWindow)
    switch section.method {
    case .head: stream.request = .head
    case .connect: stream.request = .connect
    default: stream.request = .other
    }
    stream.isTunnel = stream.request == .connect
    stream.contentLeft = stream.isTunnel ? -1 : section.contentLength
    stream.remote = endsStream ? .ended : .body
    guard !endsStream || stream.contentLeft <= 0 else { throw .contentLengthMismatch }
    streams.insert(stream)
    openCount += 1
    if endsStream { endPending = id }
    return .head(stream: id, endsStream: endsStream)
  }

  private mutating func receiveResponse(
    _ block: Span<UInt8>, slot: Int, endsStream: Bool
  ) throws(HTTP2Violation) -> HTTP2Event? {
    let id = frame.stream
    try decode(block, as: .response)
    try section.finish(allowsConnectProtocol: false)
    let status = section.status
    // Section 8.6: HTTP/2 "removes support for the 101 [...] status code".
    guard status != 101 else { throw .switchingProtocols }
    if HTTPStatus.isInterim(status) {
      guard !endsStream else { throw .interimEndsStream }
      guard streams.slots[slot].interimCount < limits.interimResponses else {
        throw .tooManyInterimResponses
      }
      streams[slot].interimCount += 1
      return .interim(stream: id)
    }
    let request = streams.slots[slot].request
    let isTunnel = request == .connect && (200...299).contains(status)
    let hasNoContent = request == .head || HTTPStatus.forbidsContent(status)
    let length = isTunnel ? -1 : hasNoContent ? 0 : section.contentLength
    guard !endsStream || length <= 0 else { throw .contentLengthMismatch }
    streams[slot].isTunnel = isTunnel
    streams[slot].contentLeft = length
    streams[slot].remote = .body
    if endsStream {
      endRemote(slot: slot)
      endPending = id
    }
    return .head(stream: id, endsStream: endsStream)
  }

  private mutating func receiveTrailers(
    _ block: Span<UInt8>, slot: Int, endsStream: Bool
  ) throws(HTTP2Violation) -> HTTP2Event? {
    let stream = streams.slots[slot]
    try decode(block, as: .trailers)
    guard !stream.isTunnel else { throw .fieldsInTunnel }
    guard endsStream else { throw .trailersWithoutEnd }
    try section.finish(allowsConnectProtocol: false)
    guard stream.contentLeft <= 0 else { throw .contentLengthMismatch }
    endRemote(slot: slot)
    endPending = stream.id
    return .trailers(stream: stream.id)
  }

  /// Decompresses a field block into the section.
  private mutating func decode(
    _ block: Span<UInt8>, as kind: HTTP2FieldSection.Kind
  ) throws(HTTP2Violation) {
    var section = HTTP2FieldSection()
    swap(&section, &self.section)
    section.begin(kind)
    var fault: HPACKError?
    do throws(HPACKError) {
      try decoder.decode(block) { name, value, _ in section.take(name, value) }
    } catch {
      fault = error
    }
    swap(&section, &self.section)
    switch fault {
    case nil: break
    case .listTooLarge:
      guard kind == .discarded else { throw .fieldListTooLong }
    default: throw .malformedFieldBlock
    }
  }
}
