internal import WeirKernel
internal import WeirPrimitives
internal import WeirTCP

/// What becomes of a packet at the entry of a link with impairments.
enum Admission: Equatable {
  case dropped(DropReason)
  /// It goes on to the queue; a copy of it, as it was, goes before it.
  case admitted(isCopied: Bool)
}

extension LinkDirection {
  /// Whether packets must go through ``admit(_:flow:isCopy:at:into:)`` and what follows it.
  @inline(__always) var isImpaired: Bool { !impairments.isEmpty }

  /// The stages up to the queue, of a link with impairments.
  mutating func admit(
    _ packet: inout Packet, flow: UInt64, isCopy: Bool, at now: Instant,
    into recorder: inout Recorder
  ) -> Admission {
    if isCopy { counts.duplicated += 1 } else { counts.entered += 1 }
    let admission = judge(&packet, flow: flow, isCopy: isCopy, at: now, into: &recorder)
    if case .dropped = admission { counts.dropped += 1 }
    return admission
  }

  private mutating func judge(
    _ packet: inout Packet, flow: UInt64, isCopy: Bool, at now: Instant,
    into recorder: inout Recorder
  ) -> Admission {
    if !isCopy {
      if let reason = faultDropping(packet) { return .dropped(reason) }
      if Int(packet.wireLength) > impairments[0].mtu { return .dropped(.tooLarge) }
    }
    let turn = PacketTurn(flow: flow, number: packet.drawNumber, now: now)
    let isChosen = !isCopy && impairments[0].duplicates(turn, into: &recorder)
    let isLost = impairments[0].loses(turn, into: &recorder)
    if isLost && !isChosen { return .dropped(.loss) }
    impairments[0].damage(&packet, turn, into: &recorder)
    if isFull(for: Int(packet.wireLength), at: now) { return .dropped(.queueFull) }
    return .admitted(isCopied: isChosen && !isLost)
  }

  /// Whether there is no room behind the packet being sent; without one it need not wait.
  private mutating func isFull(for bytes: Int, at now: Instant) -> Bool {
    let limit = impairments[0].byteLimit
    if let waiting = impairments[0].waiting {
      // The front packet is the one being sent when nothing else is.
      let front = busyUntil > now ? nil : waiting.first
      guard busyUntil > now || front != nil else { return false }
      guard let limit else { return waiting.count - (front == nil ? 0 : 1) >= packetLimit }
      return waiting.bytes - (front?.bytes ?? 0) + bytes > limit
    }
    guard let limit else { return isQueueFull(at: now) }
    return impairments[0].backlog.waiting(at: now).map { $0 + bytes > limit } ?? false
  }

  /// Where an admitted packet goes: to the other end at an instant, or nil if it waits by name.
  mutating func forward(
    _ packet: Packet, flow: UInt64, at now: Instant, into recorder: inout Recorder
  ) -> Instant? {
    let turn = PacketTurn(flow: flow, number: packet.drawNumber, now: now)
    if impairments[0].goesAtOnce(turn, into: &recorder) { return now }
    if impairments[0].waiting != nil { return nil }
    let bytes = Int(packet.wireLength)
    let departure = departure(ofBytes: sentBytes(ofPacket: bytes), at: now)
    if impairments[0].byteLimit != nil, departure > now {
      impairments[0].backlog.append(leaving: departure, bytes: bytes)
    }
    return arrival(of: packet, leaving: departure, flow: flow, at: now, into: &recorder)
  }

  /// What a packet costs of the capacity; a recording counts the packets themselves.
  private func sentBytes(ofPacket bytes: Int) -> Int {
    opportunities == nil ? impairments[0].framing.bytes(ofPacket: bytes) : bytes
  }

  /// The stages behind the rate.
  mutating func arrival(
    of packet: Packet, leaving departure: Instant, flow: UInt64, at now: Instant,
    into recorder: inout Recorder
  ) -> Instant {
    let turn = PacketTurn(flow: flow, number: packet.drawNumber, now: now)
    let delay = impairments[0].delay(around: delay, jitter: jitter, turn, into: &recorder)
    let ready = inOrder(departure + delay)
    return impairments[0].slots?.leaves(
      ready: ready, bytes: Int(packet.wireLength), at: now, into: &recorder) ?? ready
  }

  // MARK: Waiting under CoDel

  /// Puts an admitted packet, kept at a place in the pool, behind those that wait.
  mutating func wait(place: UInt32, bytes: Int, at now: Instant) {
    impairments[0].waiting?.append(.init(place: place, bytes: bytes, since: now))
  }

  /// When the front packet can begin to leave; nil when none waits or an event is due for it.
  mutating func nextTurn(at now: Instant) -> Instant? {
    guard let waiting = impairments[0].waiting, !waiting.isArmed, let front = waiting.first else {
      return nil
    }
    if opportunities != nil {
      return max(now, opportunities!.opening(enqueuedAt: front.since))
    }
    return max(now, busyUntil)
  }

  /// Takes out the packet whose turn it is and those that CoDel drops before it.
  ///
  /// Returns its place and when it has left.
  mutating func take(
    at now: Instant, dropping dropped: inout [UInt32]
  ) -> (place: UInt32, departure: Instant)? {
    let before = dropped.count
    let taken = impairments[0].waiting?.take(at: now, dropping: &dropped)
    counts.dropped += UInt64(dropped.count - before)
    guard let taken else { return nil }
    let bytes = sentBytes(ofPacket: taken.bytes)
    return (taken.place, transmit(bytes, enteredAt: taken.since, at: now))
  }
}
