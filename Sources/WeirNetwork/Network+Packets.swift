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

  mutating func enterLink(
    _ packet: Packet, place: UInt32?, _ kernel: inout Kernel
  ) {
    if meetsCut(packet) {
      stopAtCut(packet, &kernel)
      if let place { land(place, of: packet) }
      return
    }
    var packet = packet
    let sender = packet.sender
    let flow = ends[sender.index].flow
    let direction = routes.direction(routes[ends[sender.index].route], hop: packet.hop)
    let component = firstDirectionComponent + direction
    packet.outages = directions[Int(direction)].outages
    kernel.record(component: component, .packetSent, flow, packet.traceFields())
    let verdict = directions[Int(direction)].offer(
      packet, flow: flow, at: kernel.now, into: &kernel.recorder)
    switch verdict {
    case .arrives(let instant):
      let slot: UInt32
      if let place {
        packets[place] = packet
        slot = place
      } else {
        slot = takeOff(packet)
      }
      kernel.schedule(at: instant, target: slot, kind: NetworkEvent.packetArrival)
    case .dropped(let reason):
      drop(packet, reason, component: component, &kernel)
      if let place { land(place, of: packet) }
    }
  }

  mutating func takeOff(_ packet: Packet) -> UInt32 {
    connections[packet.sender.connection].packetsInFlight += 1
    return packets.add(packet)
  }

  private mutating func land(_ place: UInt32, of packet: Packet) {
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
    var packet = packets[place]
    if !passesOn(&packet, place: place, &kernel) {
      land(place, of: packet)
      deliver(packet, &kernel)
    }
    finishIfOver(packet.sender.connection)
  }

  /// Leaves a link and enters the next; returns false at the end of the route.
  private mutating func passesOn(
    _ packet: inout Packet, place: UInt32, _ kernel: inout Kernel
  ) -> Bool {
    let route = routes[ends[packet.sender.index].route]
    guard packet.hop < route.count else { return false }
    let direction = Int(routes.direction(route, hop: packet.hop))
    let component = firstDirectionComponent + UInt32(direction)
    guard packet.outages == directions[direction].outages else {
      directions[direction].dropInFlight()
      drop(packet, .linkDown, component: component, &kernel)
      land(place, of: packet)
      return true
    }
    kernel.record(
      component: component, .packetDelivered, ends[packet.sender.index].flow,
      packet.traceFields())
    packet.hop += 1
    guard packet.hop < route.count else { return false }
    enterLink(packet, place: place, &kernel)
    return true
  }

  private mutating func deliver(_ packet: Packet, _ kernel: inout Kernel) {
    let receiver = packet.sender.peer
    let host = ends[receiver.index].host
    if meetsCut(packet) {
      stopAtCut(packet, &kernel)
      return
    }
    var segment = packet.segment
    if let wire = ends[packet.sender.index].tripwires.first, !packet.isForged,
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
    perform(receiver, &kernel) { $0.receive(segment, at: $1, into: &$2) }
  }

  /// Takes off what lies behind a watched offset, so that its fault acts before anything of it.
  ///
  /// Returns false when nothing is left. A box that cuts a stream after so many bytes forwards
  /// exactly those, however the sender cut its segments and in whatever order they came.
  private mutating func trim(
    _ segment: inout Segment, to receiver: EndPlace, before offset: UInt64
  ) -> Bool {
    guard segment.sequenceLength > 0, !segment.flags.contains(.syn) else { return true }
    let distance = Int32(
      bitPattern: segment.sequence &- ends[receiver.index].tcp.expectedSequence)
    let start = UInt64(max(0, Int64(ends[receiver.index].tcp.receivedEnd) + Int64(distance)))
    if offset > start + UInt64(segment.payloadLength) { return true }
    guard offset > start else { return false }
    segment.payloadLength = UInt32(offset - start)
    segment.flags.remove(.fin)
    return true
  }
}
