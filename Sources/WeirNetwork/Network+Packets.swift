internal import WeirKernel
internal import WeirPrimitives
internal import WeirTCP

extension Network {
  /// Puts a segment on the first link of its sender's route.
  mutating func send(_ segment: Segment, from end: EndPlace, _ kernel: inout Kernel) {
    let packet = Packet(segment: segment, sender: end, number: ends[end.index].packetCount)
    ends[end.index].packetCount += 1
    sentPackets += 1
    if routes[ends[end.index].route].count == 0 {
      // The same host: no link in between, but never within the same call.
      kernel.schedule(
        at: kernel.now, target: takeOff(packet), kind: NetworkEvent.packetArrival)
    } else {
      enterLink(packet, place: nil, &kernel)
    }
  }

  /// Has a packet enter the next link of its route; it has a place if it comes from one.
  private mutating func enterLink(
    _ packet: Packet, place: UInt32?, _ kernel: inout Kernel
  ) {
    var packet = packet
    let sender = packet.sender
    let flow = ends[sender.index].flow
    let direction = routes.direction(routes[ends[sender.index].route], hop: packet.hop)
    let component = firstDirectionComponent + direction
    packet.outages = directions[Int(direction)].outages
    kernel.record(component: component, .packetSent, flow, packet.traceFields())
    let verdict: LinkDirection.Verdict
    if connections[sender.connection].isSevered {
      directions[Int(direction)].counts.entered += 1
      directions[Int(direction)].counts.dropped += 1
      verdict = .dropped(.severed)
    } else if directions[Int(direction)].isImpaired {
      enterImpaired(packet, place: place, direction: Int(direction), &kernel)
      return
    } else {
      verdict = directions[Int(direction)].offer(
        packet, flow: flow, at: kernel.now, into: &kernel.recorder)
    }
    switch verdict {
    case .arrives(let instant):
      let slot = hold(packet, at: place)
      kernel.schedule(at: instant, target: slot, kind: NetworkEvent.packetArrival)
    case .dropped(let reason):
      drop(packet, reason, component: component, &kernel)
      if let place { land(place, of: packet) }
    }
  }

  /// Keeps a packet that is on a link: where it was, or at a new place.
  mutating func hold(_ packet: Packet, at place: UInt32?) -> UInt32 {
    guard let place else { return takeOff(packet) }
    packets[place] = packet
    return place
  }

  private mutating func takeOff(_ packet: Packet) -> UInt32 {
    connections[packet.sender.connection].packetsInFlight += 1
    return packets.add(packet)
  }

  mutating func land(_ place: UInt32, of packet: Packet) {
    packets.remove(place)
    connections[packet.sender.connection].packetsInFlight -= 1
  }

  mutating func drop(
    _ packet: Packet, _ reason: DropReason, component: UInt32, _ kernel: inout Kernel
  ) {
    droppedPackets += 1
    kernel.record(
      component: component, .packetDropped, ends[packet.sender.index].flow,
      packet.traceFields(reason))
  }

  /// A packet leaves a link: on to the next one, or to the host it is for.
  mutating func packetArrived(_ place: UInt32, _ kernel: inout Kernel) {
    let packet = packets[place]
    if !passesOn(packet, place: place, &kernel) {
      land(place, of: packet)
      deliver(packet, &kernel)
    }
    finishIfOver(packet.sender.connection)
  }

  /// Leaves a link and enters the next; returns false at the end of the route.
  private mutating func passesOn(
    _ packet: Packet, place: UInt32, _ kernel: inout Kernel
  ) -> Bool {
    let route = routes[ends[packet.sender.index].route]
    guard route.count > 0 else { return false }
    let direction = Int(routes.direction(route, hop: packet.hop))
    let component = firstDirectionComponent + UInt32(direction)
    guard packet.outages == directions[direction].outages else {
      directions[direction].counts.dropped += 1
      drop(packet, .linkDown, component: component, &kernel)
      land(place, of: packet)
      return true
    }
    directions[direction].counts.delivered += 1
    kernel.record(
      component: component, .packetDelivered, ends[packet.sender.index].flow,
      packet.traceFields())
    var packet = packet
    packet.hop += 1
    guard packet.hop < route.count else { return false }
    enterLink(packet, place: place, &kernel)
    return true
  }

  private mutating func deliver(_ packet: Packet, _ kernel: inout Kernel) {
    let receiver = packet.sender.peer
    let host = ends[receiver.index].host
    if connections[receiver.connection].isSevered {
      drop(packet, .severed, component: host, &kernel)
      return
    }
    if packet.damage == .caught {
      drop(packet, .corrupted, component: host, &kernel)
      return
    }
    var segment = packet.segment
    if let wire = ends[packet.sender.index].tripwires.first,
      !trim(&segment, to: receiver, before: wire.offset)
    {
      drop(packet, .severed, component: host, &kernel)
      return
    }
    deliveredPackets += 1
    // A SYN for an end that does not exist yet: is anybody listening?
    if ends[receiver.index].owner == SocketEnd.noOwner, segment.flags == [.syn],
      let owner = hosts[Int(host)].listener(on: ends[receiver.index].port)
    {
      ends[receiver.index].owner = owner
      perform(receiver, &kernel) { $0.accept(segment, at: $1, into: &$2) }
      return
    }
    if let bit = packet.damage.payloadBit {
      receive(segment, changedAt: bit, at: receiver, &kernel)
    } else {
      perform(receiver, &kernel) { $0.receive(segment, at: $1, into: &$2) }
    }
  }

  /// Takes off what lies behind a watched offset, so that its fault acts before anything of it.
  ///
  /// Returns false when nothing is left. A box that cuts a stream after so many bytes forwards
  /// exactly those, however the sender cut its segments and in whatever order they came.
  private mutating func trim(
    _ segment: inout Segment, to receiver: EndPlace, before offset: UInt64
  ) -> Bool {
    guard segment.sequenceLength > 0, !segment.flags.contains(.syn) else { return true }
    let start = streamOffset(of: segment, at: receiver)
    if offset > start + UInt64(segment.payloadLength) { return true }
    guard offset > start else { return false }
    segment.payloadLength = UInt32(offset - start)
    segment.flags.remove(.fin)
    return true
  }
  /// The stream offset of a segment's first byte, as its receiver counts.
  mutating func streamOffset(of segment: Segment, at receiver: EndPlace) -> UInt64 {
    let distance = Int32(
      bitPattern: segment.sequence &- ends[receiver.index].tcp.expectedSequence)
    return UInt64(max(0, Int64(ends[receiver.index].tcp.receivedEnd) + Int64(distance)))
  }
}
