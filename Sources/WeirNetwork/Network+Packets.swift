internal import WeirKernel
internal import WeirPrimitives
internal import WeirTCP

extension Network {
  /// Puts one of the segments in ``effects`` on the first link of its sender's route.
  mutating func send(_ position: Int, from end: EndPlace, _ kernel: inout Kernel) {
    let place = takeOff(
      Packet(
        segment: effects.segments[position], sender: end,
        number: ends[end.index].packetCount))
    ends[end.index].packetCount += 1
    sentPackets += 1
    if tap != nil { tapDeparture(packets[place], at: kernel.now) }
    if routes[ends[end.index].route].count == 0 {
      // The same host: no link in between, but never within the same call.
      kernel.schedule(at: kernel.now, target: place, kind: NetworkEvent.packetArrival)
    } else {
      enterLink(place, &kernel)
    }
  }

  // A packet stays where it is from its sending to its end: copies of what was just written, field
  // by field, were the largest cost of a small segment.

  mutating func enterLink(_ place: UInt32, _ kernel: inout Kernel) {
    if meetsCut(place) {
      stopAtCut(place, &kernel)
      return
    }
    let sender = packets[place].sender
    let flow = ends[sender.index].flow
    let direction = routes.direction(
      routes[ends[sender.index].route], hop: packets[place].hop)
    let component = firstDirectionComponent + direction
    packets[place].outages = directions[Int(direction)].outages
    kernel.record(component: component, .packetSent, flow, packets[place].traceFields())
    let verdict: LinkDirection.Verdict
    if directions[Int(direction)].isImpaired {
      enterImpaired(place, direction: Int(direction), &kernel)
      return
    } else {
      verdict = directions[Int(direction)].offer(
        packets[place], flow: flow, at: kernel.now, into: &kernel.recorder)
    }
    switch verdict {
    case .arrives(let instant):
      kernel.schedule(at: instant, target: place, kind: NetworkEvent.packetArrival)
    case .dropped(let reason):
      drop(place, reason, component: component, &kernel)
      land(place)
    }
  }

  /// Gives a packet its place for as long as it is on the way.
  @inline(__always) mutating func takeOff(_ packet: Packet) -> UInt32 {
    connections[packet.sender.connection].packetsInFlight += 1
    return packets.add(packet)
  }

  mutating func land(_ place: UInt32) {
    connections[packets[place].sender.connection].packetsInFlight -= 1
    packets.remove(place)
  }

  mutating func drop(
    _ place: UInt32, _ reason: DropReason, component: UInt32, _ kernel: inout Kernel
  ) {
    droppedPackets += 1
    if tap != nil { tapLoss(packets[place], reason, component: component) }
    kernel.record(
      component: component, .packetDropped, ends[packets[place].sender.index].flow,
      packets[place].traceFields(reason))
  }

  /// A packet leaves a link: on to the next one, or to the host it is for.
  mutating func packetArrived(_ place: UInt32, _ kernel: inout Kernel) {
    let connection = packets[place].sender.connection
    if !passesOn(place, &kernel) { deliver(place, &kernel) }
    finishIfOver(connection)
  }

  /// Leaves a link and enters the next; returns false at the end of the route.
  private mutating func passesOn(_ place: UInt32, _ kernel: inout Kernel) -> Bool {
    let sender = packets[place].sender
    let route = routes[ends[sender.index].route]
    guard packets[place].hop < route.count else { return false }
    let direction = Int(routes.direction(route, hop: packets[place].hop))
    let component = firstDirectionComponent + UInt32(direction)
    guard packets[place].outages == directions[direction].outages else {
      directions[direction].counts.dropped += 1
      drop(place, .linkDown, component: component, &kernel)
      land(place)
      return true
    }
    directions[direction].counts.delivered += 1
    kernel.record(
      component: component, .packetDelivered, ends[sender.index].flow,
      packets[place].traceFields())
    packets[place].hop += 1
    guard packets[place].hop < route.count else { return false }
    enterLink(place, &kernel)
    return true
  }

  private mutating func deliver(_ place: UInt32, _ kernel: inout Kernel) {
    if meetsCut(place) {
      stopAtCut(place, &kernel)
      return
    }
    let sender = packets[place].sender
    let receiver = sender.peer
    let host = ends[receiver.index].host
    var segment = packets[place].segment
    let damage = packets[place].damage
    let reason = reasonToRefuse(&segment, place)
    if let reason {
      drop(place, reason, component: host, &kernel)
    } else if tap != nil {
      if packets[place].isForged {
        tapForgery(segment, to: receiver, at: kernel.now)
      } else {
        tapArrival(packets[place], as: segment, at: kernel.now)
      }
    }
    land(place)
    guard reason == nil else { return }
    deliveredPackets += 1
    // A SYN for an end that does not exist yet: is anybody listening?
    if ends[receiver.index].owner == SocketEnd.noOwner, segment.flags == [.syn],
      let owner = hosts[Int(host)].listener(on: ends[receiver.index].port)
    {
      ends[receiver.index].owner = owner
      perform(receiver, &kernel) { $0.accept(segment, at: $1, into: &$2) }
      return
    }
    if let bit = damage.payloadBit {
      receive(segment, changedAt: bit, at: receiver, &kernel)
    } else {
      perform(receiver, &kernel) { $0.receive(segment, at: $1, into: &$2) }
    }
  }

  /// Why a packet ends at its host, unseen by TCP; else the segment is what TCP sees of it.
  @inline(__always) private mutating func reasonToRefuse(
    _ segment: inout Segment, _ place: UInt32
  ) -> DropReason? {
    if packets[place].damage == .caught { return .corrupted }
    let sender = packets[place].sender
    if !dropWires.isEmpty, !packets[place].isForged, isDropped(segment, from: sender) {
      return .segmentFault
    }
    guard let wire = holdingWire(of: sender), !packets[place].isForged else {
      return nil
    }
    return trim(&segment, to: sender.peer, before: wire.offset) ? nil : .severed
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
