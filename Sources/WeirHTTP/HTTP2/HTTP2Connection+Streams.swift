internal import WeirPrimitives

// How streams are found and closed, RFC 9113 section 5.1.
extension HTTP2Connection {
  /// What is known of the stream that a frame names.
  enum Place {
    case open(slot: Int)
    case idle
    /// Never opened, and closed by a higher identifier, section 5.1.1.
    case skipped
    case resetByUs, resetByPeer
    /// Both messages are complete.
    case ended
    /// Closed longer ago than is remembered, or behind our GOAWAY: frames are discarded.
    case late
  }

  func place(of id: UInt32) -> Place {
    if let slot = streams.slot(of: id) {
      return streams.slots[slot].isClosed ? .ended : .open(slot: slot)
    }
    let isOurs = (id & 1 == 1) == (role == .client)
    if isOurs {
      guard id <= lastOwn else { return .idle }
    } else {
      if role == .server, id > sentLastStream { return .late }
      guard id <= lastPeerStream else { return .idle }
    }
    switch closed.reason(of: id) {
    case .resetByUs: return .resetByUs
    case .resetByPeer: return .resetByPeer
    case .ended: return .ended
    case nil: return isOurs || id <= closed.forgottenUpTo ? .late : .skipped
    }
  }

  func isIdle(_ id: UInt32) -> Bool {
    if case .idle = place(of: id) { return true }
    return false
  }

  /// Removes a stream that one end gave up; its unread bytes leave the connection's window.
  mutating func giveUp(
    slot: Int, _ reason: HTTP2ClosedStreams.Reason, into output: inout [UInt8]
  ) {
    let stream = streams.slots[slot]
    if !stream.isClosed { openCount -= 1 }
    if connectionCredit == .onConsumption {
      freeConnection(stream.receive.held, into: &output)
    }
    if endPending == stream.id { endPending = 0 }
    closed.note(stream.id, reason)
    streams.remove(at: slot)
  }

  /// Ends the peer's half of a stream, and the stream with it where ours has ended.
  mutating func endRemote(slot: Int) {
    precondition(streams.slots[slot].remote != .ended, "the peer's half ends twice")
    streams[slot].remote = .ended
    closeIfEnded(slot: slot)
  }

  /// Ends our half of a stream, and the stream with it where the peer's has ended.
  mutating func endLocal(slot: Int) {
    precondition(streams.slots[slot].local != .ended, "our half ends twice")
    streams[slot].local = .ended
    closeIfEnded(slot: slot)
  }

  private mutating func closeIfEnded(slot: Int) {
    guard streams.slots[slot].isClosed else { return }
    openCount -= 1
    removeIfSettled(slot: slot)
  }

  /// Removes a closed stream unless bytes are held that the connection's window waits for.
  mutating func removeIfSettled(slot: Int) {
    let stream = streams.slots[slot]
    guard stream.isClosed else { return }
    guard connectionCredit == .onReceipt || stream.receive.held == 0 else { return }
    closed.note(stream.id, .ended)
    streams.remove(at: slot)
  }

  /// Answers a violation: a stream is reset, or the connection given up.
  mutating func refuse(
    _ violation: HTTP2Violation, now: Instant, into output: inout [UInt8]
  ) -> HTTP2Event {
    let id = frame.stream
    // Section 6.4: RST_STREAM "MUST NOT be sent for a stream in the idle state".
    guard violation.scope == .stream, id != 0, !isIdle(id) else {
      return fail(violation, into: &output)
    }
    guard spendReset(at: now) else { return fail(.tooManyResets, into: &output) }
    HTTP2Frame.writeReset(id, violation.code, to: &output)
    if let slot = streams.slot(of: id) {
      giveUp(slot: slot, .resetByUs, into: &output)
    } else {
      closed.note(id, .resetByUs)
    }
    return .streamViolation(stream: id, violation)
  }

  /// Gives the connection up, section 5.4.1.
  private mutating func fail(_ violation: HTTP2Violation, into output: inout [UInt8]) -> HTTP2Event
  {
    self.violation = violation
    phase = .ended
    sentLastStream = min(sentLastStream, lastPeerStream)
    HTTP2Frame.writeGoAway(
      lastStream: sentLastStream, violation.code,
      // The text by which gRPC clients know that they have to slow down (gRFC A8).
      debugText: violation == .tooManyPings ? "too_many_pings" : "", to: &output)
    held = []
    block = []
    return .violation(violation)
  }

  /// Whether a client may have one more stream reset; resets of a server cost nothing.
  mutating func spendReset(at now: Instant) -> Bool {
    guard role == .server else { return true }
    return resets.spend(at: now, burst: limits.resetBurst, perSecond: limits.resetsPerSecond)
  }
}
