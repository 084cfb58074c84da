internal import WeirPrimitives

// What the application sends.
extension HTTP2Connection {
  /// Begins a request; returns the identifier of its stream.
  ///
  /// Nil where ``canRequest`` says no, or where the head asks for an extended CONNECT that the
  /// server has not allowed. Fields that HTTP/2 forbids (section 8.2.2) and Host are left out.
  public mutating func request(
    _ head: HTTP2RequestHead, endsStream: Bool, into output: inout [UInt8]
  ) -> UInt32? {
    guard canRequest else { return nil }
    guard head.connectProtocol.isEmpty || peer.enablesConnectProtocol else { return nil }
    let isPlainConnect = head.method == .connect && head.connectProtocol.isEmpty
    precondition(head.path.isEmpty == isPlainConnect, "only CONNECT has no path, section 8.5")
    precondition(head.scheme.isEmpty == isPlainConnect, "only CONNECT has no scheme, section 8.5")
    precondition(HTTPHeaderList.isValue(head.path.span), "the path holds a control")
    precondition(HTTP1StartLine.isHost(head.authority.span), "the authority is malformed")
    let id = lastOwn == 0 ? 1 : lastOwn + 2
    lastOwn = id
    var stream = HTTP2Stream(
      id: id, sendWindow: peer.initialWindow, receiveWindow: inForce.initialWindow)
    switch head.method {
    case .head: stream.request = .head
    case .connect: stream.request = .connect
    default: stream.request = .other
    }
    stream.local = endsStream ? .ended : .body
    streams.insert(stream)
    openCount += 1
    writeBlock(stream: id, endsStream: endsStream, into: &output) { encoder, output in
      HTTP2FieldWriter.writeRequest(head, with: &encoder, to: &output)
    }
    return id
  }

  /// Sends the head of a response, interim (1xx) ones included; false where it is too late.
  ///
  /// It is too late once the stream is gone or a final head was sent. Fields that HTTP/2 forbids
  /// (section 8.2.2) are left out.
  @discardableResult
  public mutating func respond(
    stream id: UInt32, status: Int, headers: HTTPHeaderList, endsStream: Bool,
    into output: inout [UInt8]
  ) -> Bool {
    precondition((100...999).contains(status), "status \(status) does not have three digits")
    precondition(status != 101, "HTTP/2 has no status 101")
    guard role == .server, let slot = writableSlot(id), streams.slots[slot].local == .head else {
      return false
    }
    let isInterim = HTTPStatus.isInterim(status)
    precondition(!isInterim || !endsStream, "an interim response ends no stream")
    writeBlock(stream: id, endsStream: endsStream, into: &output) { encoder, output in
      HTTP2FieldWriter.writeResponse(status, headers, with: &encoder, to: &output)
    }
    if !isInterim { streams[slot].local = .body }
    if endsStream { endLocal(slot: slot) }
    return true
  }

  /// Ends our message of a stream with trailers; false where the stream is gone or has ended.
  @discardableResult
  public mutating func sendTrailers(
    stream id: UInt32, _ trailers: HTTPHeaderList, into output: inout [UInt8]
  ) -> Bool {
    guard let slot = writableSlot(id), streams.slots[slot].local == .body else { return false }
    writeBlock(stream: id, endsStream: true, into: &output) { encoder, output in
      HTTP2FieldWriter.write(trailers, isRequest: false, with: &encoder, to: &output)
    }
    endLocal(slot: slot)
    return true
  }

  /// Writes one DATA frame with as much as both windows and the peer's frame size allow.
  ///
  /// What was not taken stays with the caller. END_STREAM goes out only with the last byte; with
  /// no bytes at all it needs no window. Nothing is written where nothing can be, or where the
  /// stream is gone.
  public mutating func writeData(
    stream id: UInt32, _ bytes: Span<UInt8>, endsStream: Bool, into output: inout [UInt8]
  ) -> HTTP2Written {
    guard let slot = writableSlot(id), streams.slots[slot].local == .body else { return .nothing }
    let window = min(sendWindow, streams.slots[slot].sendWindow)
    let count = min(bytes.count, Int(max(0, window)), Int(peer.frameBytes))
    let isLast = endsStream && count == bytes.count
    guard count > 0 || isLast else { return .nothing }
    let flags = isLast ? HTTP2FrameHeader.endStream : 0
    HTTP2FrameHeader(.data, length: count, flags: flags, stream: id).write(to: &output)
    let payloadStart = output.count
    bytes.extracting(0..<count).withUnsafeBufferPointer { output.append(contentsOf: $0) }
    sendWindow -= Int32(count)
    streams[slot].sendWindow -= Int32(count)
    pings.reset()
    if isLast { endLocal(slot: slot) }
    return HTTP2Written(count: count, payloadStart: payloadStart, endedStream: isLast)
  }

  /// Gives a stream up; false where it is gone.
  ///
  /// Credit for its bytes is settled with that.
  @discardableResult
  public mutating func reset(
    stream id: UInt32, _ code: HTTP2ErrorCode, into output: inout [UInt8]
  ) -> Bool {
    guard let slot = writableSlot(id), !streams.slots[slot].isClosed else { return false }
    HTTP2Frame.writeReset(id, code, to: &output)
    giveUp(slot: slot, .resetByUs, into: &output)
    return true
  }

  /// Sends a PING; its `.pong` brings the payload back.
  public mutating func ping(_ payload: UInt64, into output: inout [UInt8]) {
    guard violation == nil, phase != .ended else { return }
    HTTP2Frame.writePing(payload, isAnswer: false, to: &output)
  }

  /// Retires the connection, section 6.8: no new streams, those up to `lastStream` go on.
  ///
  /// Nil is the last stream looked at, the final word. A shutdown without loss has two steps:
  /// 2^31-1 first, and nil a round trip later. A number once sent is never raised.
  public mutating func goAway(
    _ code: HTTP2ErrorCode, lastStream: UInt32?, into output: inout [UInt8]
  ) {
    guard violation == nil, phase != .ended else { return }
    let last = lastStream ?? lastPeerStream
    precondition(last <= Self.largestStream, "a last stream of \(last)")
    precondition(last >= lastPeerStream, "streams up to \(lastPeerStream) were looked at")
    sentLastStream = min(sentLastStream, last)
    HTTP2Frame.writeGoAway(lastStream: sentLastStream, code, to: &output)
  }

  private func writableSlot(_ id: UInt32) -> Int? {
    guard violation == nil, phase != .ended else { return nil }
    return streams.slot(of: id)
  }

  /// Writes a field block as HEADERS and, past the peer's frame size, CONTINUATIONs.
  private mutating func writeBlock(
    stream id: UInt32, endsStream: Bool, into output: inout [UInt8],
    _ write: (inout HPACKEncoder, inout [UInt8]) -> Void
  ) {
    pings.reset()
    let start = output.count
    let limit = Int(peer.frameBytes)
    var header = HTTP2FrameHeader(.headers, stream: id)
    header.flags = HTTP2FrameHeader.endHeaders | (endsStream ? HTTP2FrameHeader.endStream : 0)
    header.write(to: &output)
    let payloadStart = output.count
    encoder.begin(into: &output)
    write(&encoder, &output)
    let length = output.count - payloadStart
    guard length > limit else {
      return HTTP2FrameHeader.setLength(length, at: start, in: &output)
    }
    let rest = Array(output[(payloadStart + limit)...])
    output.removeSubrange((payloadStart + limit)...)
    HTTP2FrameHeader.setLength(limit, at: start, in: &output)
    output[start + 4] &= ~HTTP2FrameHeader.endHeaders
    var index = 0
    while index < rest.count {
      let count = min(limit, rest.count - index)
      let flags = index + count == rest.count ? HTTP2FrameHeader.endHeaders : 0
      HTTP2FrameHeader(.continuation, length: count, flags: flags, stream: id).write(to: &output)
      output.append(contentsOf: rest[index..<index + count])
      index += count
    }
  }
}
