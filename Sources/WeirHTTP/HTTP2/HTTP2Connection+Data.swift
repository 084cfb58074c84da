// DATA and the windows that it needs, RFC 9113 sections 5.2, 6.1 and 6.9.
extension HTTP2Connection {
  /// Takes the header of a DATA frame; from here on its bytes are skipped unless they are wanted.
  ///
  /// Bytes on closed streams count for the connection's window all the same, section 5.1.
  mutating func receiveData() throws(HTTP2Violation) {
    let length = frame.length
    guard length <= receive.available else { throw .connectionWindowExceeded }
    receive.available -= length
    undelivered = length
    padding = 0
    phase = .padding
    switch place(of: frame.stream) {
    case .idle: throw .frameOnIdleStream
    case .skipped: throw .unexpectedStreamIdentifier
    case .resetByPeer: throw .frameOnResetStream
    case .ended: throw .dataOnEndedStream
    case .resetByUs, .late: return
    case .open(let slot):
      let stream = streams.slots[slot]
      guard stream.remote != .ended else { throw .frameOnHalfClosedStream }
      guard stream.remote == .body else { throw .dataBeforeHead }
      guard length <= stream.receive.available else { throw .streamWindowExceeded }
      streams[slot].receive.available -= length
      frameSlot = Int32(slot)
    }
    guard frame.has(HTTP2FrameHeader.padded) else { return try beginData() }
    guard length > 0 else { throw .frameTooShort }
    phase = .padLength
  }

  /// Begins the data of a frame once the length of its padding is known.
  mutating func beginData() throws(HTTP2Violation) {
    let payload = frame.length - (frame.has(HTTP2FrameHeader.padded) ? 1 : 0)
    guard padding <= payload else { throw .paddingTooLong }
    let count = payload - padding
    remaining = payload
    phase = .padding
    guard let slot = currentSlot else { return }
    let endsStream = frame.has(HTTP2FrameHeader.endStream)
    if streams.slots[slot].contentLeft >= 0 {
      let left = streams.slots[slot].contentLeft - Int64(count)
      guard left >= 0, left == 0 || !endsStream else { throw .contentLengthMismatch }
      streams[slot].contentLeft = left
    }
    if count == 0, !endsStream {
      guard streams.slots[slot].emptyFrames < limits.emptyDataFrames else {
        throw .tooManyEmptyFrames
      }
      streams[slot].emptyFrames += 1
    } else {
      streams[slot].emptyFrames = 0
    }
    remaining = count
    phase = .data
  }

  /// Takes data at hand; nil where the stream was given up meanwhile.
  mutating func readData(in bytes: Span<UInt8>, at position: inout Int) -> HTTP2Event? {
    let count = min(Int(remaining), bytes.count - position)
    let range = position..<position + count
    position += count
    remaining -= Int32(count)
    guard let slot = currentSlot else { return nil }
    streams[slot].receive.held += Int32(count)
    undelivered -= Int32(count)
    return .data(stream: frame.stream, range)
  }

  /// Takes the end of a DATA frame: what nobody will consume is credited now.
  mutating func endData(into output: inout [UInt8]) throws(HTTP2Violation) -> HTTP2Event? {
    let overhead = undelivered
    undelivered = 0
    freeConnection(connectionCredit == .onReceipt ? frame.length : overhead, into: &output)
    guard let slot = currentSlot else { return nil }
    if frame.has(HTTP2FrameHeader.endStream) {
      endRemote(slot: slot)
      return .end(stream: frame.stream)
    }
    if overhead > 0 { freeStream(slot: slot, overhead, into: &output) }
    return nil
  }

  /// Returns credit for bytes of a stream that the application has consumed.
  ///
  /// WINDOW_UPDATEs follow at half a window. Never more may be returned than was handed out.
  /// Nothing is to be returned for a stream that was reset; such a call, and one for a stream
  /// that is over, does nothing.
  public mutating func returnCredit(
    stream id: UInt32, _ count: Int, into output: inout [UInt8]
  ) {
    guard let slot = streams.slot(of: id), violation == nil else { return }
    let held = streams.slots[slot].receive.held
    precondition(count >= 0 && count <= Int(held), "credit for \(count) of \(held) bytes")
    streams[slot].receive.held -= Int32(count)
    if connectionCredit == .onConsumption { freeConnection(Int32(count), into: &output) }
    if streams.slots[slot].remote != .ended { freeStream(slot: slot, Int32(count), into: &output) }
    removeIfSettled(slot: slot)
  }

  mutating func freeConnection(_ count: Int32, into output: inout [UInt8]) {
    guard let increment = receive.free(count, of: connectionWindow) else { return }
    HTTP2Frame.writeWindowUpdate(0, increment, to: &output)
  }

  private mutating func freeStream(slot: Int, _ count: Int32, into output: inout [UInt8]) {
    let window = Int32(inForce.initialWindow)
    guard let increment = streams[slot].receive.free(count, of: window) else { return }
    HTTP2Frame.writeWindowUpdate(streams.slots[slot].id, increment, to: &output)
  }

  /// The slot of the stream whose DATA frame is being read, unless it was given up meanwhile.
  private var currentSlot: Int? {
    let slot = Int(frameSlot)
    guard slot < streams.slots.count else { return nil }
    let stream = streams.slots[slot]
    return stream.id == frame.stream && stream.remote == .body ? slot : nil
  }

  /// Takes a WINDOW_UPDATE.
  mutating func receiveWindowUpdate(_ payload: Span<UInt8>) throws(HTTP2Violation) -> HTTP2Event? {
    let increment = Int64(payload.bigEndian(at: 0) & 0x7FFF_FFFF)
    guard frame.stream != 0 else {
      guard increment > 0 else { throw .zeroConnectionIncrement }
      guard let sum = Int32(exactly: Int64(sendWindow) + increment) else {
        throw .connectionWindowOverflow
      }
      defer { sendWindow = sum }
      return sendWindow <= 0 ? .windowOpened(stream: 0) : nil
    }
    switch place(of: frame.stream) {
    case .idle: throw .frameOnIdleStream
    // What closes a stream may cross with credit for it, section 5.1.
    case .skipped, .resetByUs, .resetByPeer, .ended, .late: return nil
    case .open(let slot):
      guard increment > 0 else { throw .zeroStreamIncrement }
      let window = streams.slots[slot].sendWindow
      guard let sum = Int32(exactly: Int64(window) + increment) else {
        throw .streamWindowOverflow
      }
      streams[slot].sendWindow = sum
      guard window <= 0, sum > 0, streams.slots[slot].local != .ended else { return nil }
      return .windowOpened(stream: frame.stream)
    }
  }
}
