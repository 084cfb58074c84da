internal import WeirKernel
internal import WeirPrimitives
internal import WeirTCP

extension Network {
  /// Has a packet enter a link with impairments: copies, changes, and queues that pick.
  mutating func enterImpaired(_ place: UInt32, direction: Int, _ kernel: inout Kernel) {
    let packet = packets[place]
    let flow = ends[packet.sender.index].flow
    var admitted = packet
    let admission = directions[direction].admit(
      &admitted, flow: flow, isCopy: false, at: kernel.now, into: &kernel.recorder)
    switch admission {
    case .dropped(let reason):
      drop(place, reason, component: firstDirectionComponent + UInt32(direction), &kernel)
      land(place)
      if reason == .tooLarge { reportTooLarge(packet, direction: direction, &kernel) }
    case .admitted(let isCopied):
      if isCopied { enterCopy(of: packet, direction: direction, &kernel) }
      packets[place] = admitted
      forward(place, direction: direction, &kernel)
    }
    serve(direction, &kernel)
  }

  private mutating func enterCopy(
    of packet: Packet, direction: Int, _ kernel: inout Kernel
  ) {
    var copy = packet.duplicate
    let component = firstDirectionComponent + UInt32(direction)
    let flow = ends[packet.sender.index].flow
    duplicatedPackets += 1
    if tap != nil { tap!.copies(packet, as: copy) }
    kernel.record(component: component, .packetSent, flow, copy.traceFields())
    let admission = directions[direction].admit(
      &copy, flow: flow, isCopy: true, at: kernel.now, into: &kernel.recorder)
    let place = takeOff(copy)
    switch admission {
    case .dropped(let reason):
      drop(place, reason, component: component, &kernel)
      land(place)
    case .admitted:
      forward(place, direction: direction, &kernel)
    }
  }

  private mutating func forward(_ place: UInt32, direction: Int, _ kernel: inout Kernel) {
    let packet = packets[place]
    let arrival = directions[direction].forward(
      packet, flow: ends[packet.sender.index].flow, at: kernel.now, into: &kernel.recorder)
    if let arrival {
      kernel.schedule(at: arrival, target: place, kind: NetworkEvent.packetArrival)
    } else {
      directions[direction].wait(place: place, bytes: Int(packet.wireLength), at: kernel.now)
    }
  }

  // MARK: Queues under CoDel

  /// The capacity of a link is free for a packet that waited, unless the link went down meanwhile.
  mutating func capacityFree(_ direction: Int, outages: UInt16, _ kernel: inout Kernel) {
    if directions[direction].outages == outages {
      directions[direction].impairments[0].waiting?.isArmed = false
    }
    serve(direction, &kernel)
  }

  /// Sends what waits and may leave now, and has the network come back for the next.
  private mutating func serve(_ direction: Int, _ kernel: inout Kernel) {
    guard directions[direction].impairments[0].waiting != nil else { return }
    dropStranded(direction, &kernel)
    while let turn = directions[direction].nextTurn(at: kernel.now) {
      if turn > kernel.now {
        directions[direction].impairments[0].waiting?.isArmed = true
        kernel.schedule(
          at: turn, target: UInt32(direction), kind: NetworkEvent.capacityFree,
          argument: UInt64(directions[direction].outages))
        return
      }
      sendWaiting(direction, &kernel)
    }
  }

  private mutating func sendWaiting(_ direction: Int, _ kernel: inout Kernel) {
    var dropped: [UInt32] = []
    let taken = directions[direction].take(at: kernel.now, dropping: &dropped)
    for place in dropped { dropWaiting(place, .codel, direction, &kernel) }
    guard let taken else { return }
    let packet = packets[taken.place]
    let arrival = directions[direction].arrival(
      of: packet, leaving: taken.departure, flow: ends[packet.sender.index].flow, at: kernel.now,
      into: &kernel.recorder)
    kernel.schedule(at: arrival, target: taken.place, kind: NetworkEvent.packetArrival)
  }

  /// Tells of what waited when the link went down.
  private mutating func dropStranded(_ direction: Int, _ kernel: inout Kernel) {
    let stranded = directions[direction].impairments[0].waiting?.takeStranded() ?? []
    for waiting in stranded {
      directions[direction].counts.dropped += 1
      dropWaiting(waiting.place, .linkDown, direction, &kernel)
    }
  }

  private mutating func dropWaiting(
    _ place: UInt32, _ reason: DropReason, _ direction: Int, _ kernel: inout Kernel
  ) {
    let connection = packets[place].sender.connection
    drop(place, reason, component: firstDirectionComponent + UInt32(direction), &kernel)
    land(place)
    // Not now: its connection may be in the middle of sending.
    unsettled.append(connection)
  }

  /// Looks whether connections are over of which a waiting packet was dropped.
  mutating func settle() {
    for connection in unsettled { finishIfOver(connection) }
    unsettled.removeAll(keepingCapacity: true)
  }

  // MARK: Changed bytes

  /// Hands over a segment of whose payload a bit has changed, and the checksum agrees.
  ///
  /// The bytes are held once, by their sender, so the bit changes there, and only if the receiver
  /// takes the byte in from this segment: it was not there before and is afterwards, in order or
  /// ahead of a gap. Where copies of a byte overlap the first that was taken in counts. A repeat of
  /// a byte that the receiver already has, which nobody reads any more, would carry the change too.
  mutating func receive(
    _ segment: Segment, changedAt bit: UInt32, at receiver: EndPlace, _ kernel: inout Kernel
  ) {
    let byte = bit / 8
    let offset = streamOffset(of: segment, at: receiver) + UInt64(byte)
    let isNew = byte < segment.payloadLength && !ends[receiver.index].tcp.holds(offset)
    perform(receiver, &kernel) { $0.receive(segment, at: $1, into: &$2) }
    guard isNew, ends[receiver.index].tcp.holds(offset) else { return }
    ends[receiver.peer.index].outgoing.flip(bit: UInt8(bit % 8), at: offset)
  }
}
