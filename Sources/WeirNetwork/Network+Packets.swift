internal import WeirKernel
internal import WeirPrimitives
internal import WeirTCP

extension Network {
  /// Runs one input of an end's machine and carries out what it asks for.
  mutating func perform(
    _ socket: SocketHandle, _ kernel: inout Kernel,
    _ input: (inout TCPConnection, Instant, inout TCPEffects) -> Void
  ) {
    let index = Int(socket.index)
    let before = ends[index].tcp.state
    effects.removeAll()
    input(&ends[index].tcp, kernel.now, &effects)
    let after = ends[index].tcp.state
    if after != before {
      kernel.record(
        component: ends[index].host, .connectionState, ends[index].flow,
        UInt64(after.rawValue))
    }
    if !effects.signals.isEmpty { takeSignals(of: socket) }
    for position in effects.segments.indices {
      send(effects.segments[position], from: socket, &kernel)
    }
    rearmTimer(socket, &kernel)
  }

  private mutating func takeSignals(of socket: SocketHandle) {
    let told = effects.signals
    if told.contains(.acknowledged) || told.contains(.closed) { releaseBytes(sentBy: socket) }
    if told.contains(.closed) { releaseBytes(sentBy: socket.peer) }
    var acceptedOn: UInt16?
    if told.contains(.established), !socket.isClient { acceptedOn = ends[Int(socket.index)].port }
    signals.append(
      SocketSignal(
        socket: socket, signals: told, failure: effects.failure, acceptedOn: acceptedOn))
    if told.contains(.readable), !tripwires.isEmpty { checkTripwires(receiver: socket) }
  }

  /// One timer event an end; a later deadline is looked up when it fires.
  mutating func rearmTimer(_ socket: SocketHandle, _ kernel: inout Kernel) {
    let index = Int(socket.index)
    let deadline = ends[index].tcp.nextDeadline
    guard deadline < ends[index].timerAt else { return }
    kernel.cancel(ends[index].timer)
    ends[index].timer = kernel.schedule(
      at: deadline, target: socket.index, kind: NetworkEvent.socketTimer)
    ends[index].timerAt = deadline
  }

  /// Puts a segment on the first link of its sender's route.
  mutating func send(_ segment: Segment, from socket: SocketHandle, _ kernel: inout Kernel) {
    let index = Int(socket.index)
    let packet = Packet(segment: segment, sender: socket, number: ends[index].packetCount)
    ends[index].packetCount += 1
    sentPackets += 1
    if routes[Int(ends[index].route)].isEmpty {
      // The same host: no link in between, but never within the same call.
      kernel.schedule(
        at: kernel.now, target: packets.add(packet), kind: NetworkEvent.packetArrival)
      return
    }
    enterLink(packet, place: nil, &kernel)
  }

  private mutating func enterLink(
    _ packet: Packet, place: UInt32?, _ kernel: inout Kernel
  ) {
    var packet = packet
    let flow = ends[Int(packet.sender.index)].flow
    let direction = routes[Int(ends[Int(packet.sender.index)].route)][Int(packet.hop)]
    let component = firstDirectionComponent + direction
    packet.outages = directions[Int(direction)].outages
    kernel.record(component: component, .packetSent, flow, packet.traceFields())
    let verdict =
      severed[Int(packet.sender.connection)]
      ? .dropped(.severed)
      : directions[Int(direction)].offer(packet, flow: flow, at: kernel.now)
    switch verdict {
    case .arrives(let instant):
      let slot: UInt32
      if let place {
        packets[place] = packet
        slot = place
      } else {
        slot = packets.add(packet)
      }
      kernel.schedule(
        at: instant, target: slot, kind: NetworkEvent.packetArrival)
    case .dropped(let reason):
      drop(packet, reason, component: component, &kernel)
      if let place { packets.remove(place) }
    }
  }

  private mutating func drop(
    _ packet: Packet, _ reason: DropReason, component: UInt32, _ kernel: inout Kernel
  ) {
    droppedPackets += 1
    kernel.record(
      component: component, .packetDropped,
      ends[Int(packet.sender.index)].flow,
      packet.traceFields(reason))
  }

  /// A packet leaves a link: on to the next one, or to the host it is for.
  mutating func packetArrived(_ place: UInt32, _ kernel: inout Kernel) {
    var packet = packets[place]
    let route = Int(ends[Int(packet.sender.index)].route)
    let hops = routes[route].count
    if hops > 0 {
      let direction = routes[route][Int(packet.hop)]
      let component = firstDirectionComponent + direction
      if packet.outages != directions[Int(direction)].outages {
        directions[Int(direction)].dropInFlight()
        drop(packet, .linkDown, component: component, &kernel)
        packets.remove(place)
        return
      }
      kernel.record(
        component: component, .packetDelivered, ends[Int(packet.sender.index)].flow,
        packet.traceFields())
      packet.hop += 1
      if Int(packet.hop) < hops {
        enterLink(packet, place: place, &kernel)
        return
      }
    }
    packets.remove(place)
    deliver(packet, &kernel)
  }

  private mutating func deliver(_ packet: Packet, _ kernel: inout Kernel) {
    let receiver = packet.sender.peer
    let index = Int(receiver.index)
    if severed[Int(receiver.connection)] {
      drop(packet, .severed, component: ends[index].host, &kernel)
      return
    }
    if hosts[Int(ends[index].host)].downs > 0 {
      drop(packet, .hostDown, component: ends[index].host, &kernel)
      return
    }
    deliveredPackets += 1
    let segment = packet.segment
    // A SYN for an end that does not exist yet: is anybody listening?
    if ends[index].owner == SocketEnd.noOwner, segment.flags == [.syn],
      let owner = hosts[Int(ends[index].host)].listener(on: ends[index].port)
    {
      ends[index].owner = owner
      perform(receiver, &kernel) { $0.accept(segment, at: $1, into: &$2) }
      return
    }
    perform(receiver, &kernel) { $0.receive(segment, at: $1, into: &$2) }
  }
}
