internal import WeirPrimitives

// SETTINGS, PING, RST_STREAM and GOAWAY, RFC 9113 sections 6.4, 6.5, 6.7 and 6.8.
extension HTTP2Connection {
  mutating func receiveSettings(
    _ payload: Span<UInt8>, now: Instant, into output: inout [UInt8]
  ) throws(HTTP2Violation) -> HTTP2Event? {
    if frame.has(HTTP2FrameHeader.acknowledgement) {
      try takeAcknowledgement()
      return .settingsAcknowledged
    }
    try spendControl(at: now)
    var settings = peer
    if !hasPeerSettings { settings.concurrentStreams = .max }
    var index = 0
    while index < payload.count {
      let identifier = UInt16(payload[index]) << 8 | UInt16(payload[index + 1])
      let value = payload.bigEndian(at: index + 2)
      try settings.take(identifier, value, from: role == .client ? .server : .client)
      // Each size counts: the encoder has to announce the smallest, RFC 7541 section 4.2.
      if identifier == 0x1 { encoder.setMaximumTableSize(value) }
      index += 6
    }
    try changeSendWindows(by: Int64(settings.initialWindow) - Int64(peer.initialWindow))
    peer = settings
    hasPeerSettings = true
    HTTP2Frame.writeSettingsAcknowledgement(to: &output)
    return .settings
  }

  /// Moves the send window of each stream, which may pass below zero; section 6.9.2.
  private mutating func changeSendWindows(by change: Int64) throws(HTTP2Violation) {
    guard change != 0 else { return }
    for slot in streams.slots.indices where streams.slots[slot].id != 0 {
      guard let window = Int32(exactly: Int64(streams.slots[slot].sendWindow) + change) else {
        throw .initialWindowOverflow
      }
      streams[slot].sendWindow = window
    }
  }

  /// Puts the oldest of our announced settings into force.
  private mutating func takeAcknowledgement() throws(HTTP2Violation) {
    guard !unacknowledged.isEmpty else { throw .unexpectedSettingsAck }
    let settings = unacknowledged.removeFirst()
    let change = Int64(settings.initialWindow) - Int64(inForce.initialWindow)
    if change != 0 {
      for slot in streams.slots.indices where streams.slots[slot].id != 0 {
        let window = Int64(streams.slots[slot].receive.available) + change
        streams[slot].receive.available = Int32(clamping: window)
      }
    }
    if settings.headerTableBytes != inForce.headerTableBytes {
      decoder.setMaximumTableSize(settings.headerTableBytes)
    }
    inForce = settings
  }

  /// Changes our settings; they are in force once the peer has acknowledged them.
  ///
  /// Push and the limit of field lists stay as they were at the start.
  public mutating func announce(_ settings: HTTP2Settings, into output: inout [UInt8]) {
    settings.check()
    guard violation == nil, phase != .ended else { return }
    var settings = settings
    settings.enablesPush = announced.enablesPush
    settings.fieldListBytes = announced.fieldListBytes
    precondition(
      settings.enablesConnectProtocol || !announced.enablesConnectProtocol,
      "extended CONNECT cannot be withdrawn, RFC 8441 section 3")
    settings.write(changesFrom: announced, to: &output)
    announced = settings
    unacknowledged.append(settings)
  }

  mutating func receivePing(
    _ payload: Span<UInt8>, now: Instant, into output: inout [UInt8]
  ) throws(HTTP2Violation) -> HTTP2Event? {
    let value = UInt64(payload.bigEndian(at: 0)) << 32 | UInt64(payload.bigEndian(at: 4))
    if frame.has(HTTP2FrameHeader.acknowledgement) { return .pong(value) }
    guard pings.take(at: now, hasStreams: openCount > 0, limits: limits) else {
      throw .tooManyPings
    }
    try spendControl(at: now)
    HTTP2Frame.writePing(value, isAnswer: true, to: &output)
    return .ping(value)
  }

  private mutating func spendControl(at now: Instant) throws(HTTP2Violation) {
    let isAllowed = controls.spend(
      at: now, burst: limits.controlBurst, perSecond: limits.controlsPerSecond)
    guard isAllowed else { throw .tooManyControlFrames }
  }

  mutating func receiveReset(
    _ payload: Span<UInt8>, now: Instant, into output: inout [UInt8]
  ) throws(HTTP2Violation) -> HTTP2Event? {
    switch place(of: frame.stream) {
    case .idle: throw .frameOnIdleStream
    case .skipped, .resetByUs, .resetByPeer, .ended, .late: return nil
    case .open(let slot):
      guard spendReset(at: now) else { throw .tooManyResets }
      giveUp(slot: slot, .resetByPeer, into: &output)
      let code = HTTP2ErrorCode(rawValue: payload.bigEndian(at: 0))
      return .reset(stream: frame.stream, code)
    }
  }

  mutating func receiveGoAway(
    _ payload: Span<UInt8>, into output: inout [UInt8]
  ) throws(HTTP2Violation) -> HTTP2Event? {
    let lastStream = payload.bigEndian(at: 0) & 0x7FFF_FFFF
    guard lastStream <= peerLastStream else { throw .lastStreamRaised }
    peerLastStream = lastStream
    if role == .client {
      var lost: [UInt32] = []
      for stream in streams.slots where stream.id > lastStream && stream.remote != .ended {
        lost.append(stream.id)
      }
      for id in lost {
        guard let slot = streams.slot(of: id) else { continue }
        giveUp(slot: slot, .resetByUs, into: &output)
      }
      unprocessedPending = lost.sorted(by: >)
    }
    return .goAway(lastStream: lastStream, HTTP2ErrorCode(rawValue: payload.bigEndian(at: 4)))
  }
}
