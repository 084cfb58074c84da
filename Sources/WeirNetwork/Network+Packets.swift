internal import WeirKernel
internal import WeirPrimitives
internal import WeirTCP

extension Network {
  /// Puts one of the segments in ``effects`` on the first link of its sender's route.
  mutating func send(_ position: Int, from end: EndPlace, _ kernel: inout Kernel) {
    let place = packets.add(
      Packet(
        segment: effects.segments[position], sender: end,
        number: ends[end.index].packetCount))
    ends[end.index].packetCount += 1
    connections[end.connection].packetsInFlight += 1
    sentPackets += 1
    if routes[ends[end.index].route].count == 0 {
      // The same host: no link in between, but never within the same call.
      kernel.schedule(at: kernel.now, target: place, kind: NetworkEvent.packetArrival)
    } else {
      enterLink(place, &kernel)
    }
  }

  // A packet stays where it is from its sending to its end: copies of what was just written, field
  // by field, were the largest cost of a small segment.

  private mutating func enterLink(_ place: UInt32, _ kernel: inout Kernel) {
    let sender = packets[place].sender
    let flow = ends[sender.index].flow
    let direction = routes.direction(
      routes[ends[sender.index].route], hop: packets[place].hop)
    let component = firstDirectionComponent + direction
    packets[place].outages = directions[Int(direction)].outages
    kernel.record(component: component, .packetSent, flow, packets[place].traceFields())
    let verdict =
      connections[sender.connection].isSevered
      ? .dropped(.severed)
      : directions[Int(direction)].offer(
        packets[place], flow: flow, at: kernel.now, into: &kernel.recorder)
    switch verdict {
    case .arrives(let instant):
      kernel.schedule(at: instant, target: place, kind: NetworkEvent.packetArrival)
    case .dropped(let reason):
      drop(place, reason, component: component, &kernel)
      land(place)
    }
  }

  private mutating func land(_ place: UInt32) {
    connections[packets[place].sender.connection].packetsInFlight -= 1
    packets.remove(place)
  }

  private mutating func drop(
    _ place: UInt32, _ reason: DropReason, component: UInt32, _ kernel: inout Kernel
  ) {
    droppedPackets += 1
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
    guard route.count > 0 else { return false }
    let direction = Int(routes.direction(route, hop: packets[place].hop))
    let component = firstDirectionComponent + UInt32(direction)
    guard packets[place].outages == directions[direction].outages else {
      directions[direction].dropInFlight()
      drop(place, .linkDown, component: component, &kernel)
      land(place)
      return true
    }
    kernel.record(
      component: component, .packetDelivered, ends[sender.index].flow,
      packets[place].traceFields())
    packets[place].hop += 1
    guard packets[place].hop < route.count else { return false }
    enterLink(place, &kernel)
    return true
  }

  private mutating func deliver(_ place: UInt32, _ kernel: inout Kernel) {
    let sender = packets[place].sender
    let receiver = sender.peer
    let host = ends[receiver.index].host
    var segment = packets[place].segment
    let isCut =
      connections[receiver.connection].isSevered
      || ends[sender.index].tripwires.first.map {
        !trim(&segment, to: receiver, before: $0.offset)
      } ?? false
    if isCut { drop(place, .severed, component: host, &kernel) }
    land(place)
    guard !isCut else { return }
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
