public import WeirPrimitives
internal import WeirTCP

/// What a capture sees of the network: it is told of packets and faults, and is otherwise absent.
extension Network {
  /// Listens at the interfaces of some hosts from now on; before anything is sent.
  ///
  /// Packets within a host never reach an interface.
  public mutating func listen(atInterfacesOf listened: [Int]) {
    precondition(sentPackets == 0, "a capture begins before the first packet")
    tap = PacketTap(hosts: listened, of: hosts.count)
  }

  /// Hands out what the interfaces saw, as far as the fate of the packets is known.
  ///
  /// - Parameter all: whether the run is over, and the rest comes too.
  public mutating func handOutTapped(all: Bool, _ take: (TappedPacket) -> Void) {
    tap?.handOut(all: all, take)
  }

  // MARK: Faults

  /// Tells a capture that a rule acts from now on.
  ///
  /// - Parameters:
  ///   - reason: why packets are dropped because of it; nil when none are.
  ///   - directions: the directions of links that it acts on.
  public mutating func tapFaultBegan(
    _ rule: UInt32, dropping reason: DropReason?, on directions: [Int], at now: Instant
  ) {
    tap?.faultBegan(rule, dropping: reason, on: directions, at: now)
  }

  public mutating func tapFaultEnded(_ rule: UInt32, at now: Instant) {
    tap?.faultEnded(rule, at: now)
  }

  mutating func tapForgery(_ segment: Segment, to end: EndPlace, at now: Instant) {
    guard tap != nil else { return }
    let (source, destination) = (site(of: end.peer), site(of: end))
    guard tap!.listens(at: destination.host) else { return }
    tap!.forges(
      TappedPacket(
        at: now, host: destination.host, isOutbound: false, source: source,
        destination: destination, identification: tap!.nextIdentification(of: source.host),
        segment: segment, payload: [], notes: []))
  }

  // MARK: Packets

  /// Copies a packet that is about to enter its first link.
  mutating func tapDeparture(_ packet: Packet, at now: Instant) {
    let sender = packet.sender
    guard tap != nil, routes[ends[sender.index].route].count > 0 else { return }
    let (source, destination) = (site(of: sender), site(of: sender.peer))
    let identification = tap!.nextIdentification(of: source.host)
    guard tap!.listens(at: source.host) || tap!.listens(at: destination.host) else { return }
    let segment = packet.segment
    let position = tap!.position(
      of: segment, sender: sender, connection: connections[sender.connection].number)
    var payload: [UInt8] = []
    var notes: [PacketNote] = position.isRepeated ? [.sentAgain] : []
    if segment.payloadLength > 0 {
      let range = position.offset..<position.offset + UInt64(segment.payloadLength)
      ends[sender.index].outgoing.withBytes(range) { payload = Array($0) }
      notes += passages(range, of: sender)
    }
    tap!.departs(
      packet,
      as: TappedPacket(
        at: now, host: source.host, isOutbound: true, source: source, destination: destination,
        identification: identification, segment: segment, payload: payload, notes: notes))
  }

  mutating func tapLoss(_ packet: Packet, _ reason: DropReason, component: UInt32) {
    guard tap != nil else { return }
    let wire = reason == .severed ? holdingWire(of: packet.sender) : nil
    let rule =
      wire?.rule
      ?? tap!.rule(
        behind: reason, direction: Int(component) - hosts.count,
        connection: connections[packet.sender.connection].number)
    tap!.loses(packet, .dropped(reason, component: component, rule: rule))
  }

  mutating func tapArrival(_ packet: Packet, as segment: Segment, at now: Instant) {
    guard tap != nil else { return }
    tap!.arrives(
      packet, as: segment, at: now, rule: holdingWire(of: packet.sender)?.rule)
  }

  private mutating func site(of end: EndPlace) -> TappedPacket.Site {
    TappedPacket.Site(host: ends[end.index].host, port: ends[end.index].port)
  }

  /// What begins or ends among the bytes of a range, in order.
  private mutating func passages(_ range: Range<UInt64>, of sender: EndPlace) -> [PacketNote] {
    let consumer = ends[sender.index].consumer
    return ends[sender.index].marks.touching(range).compactMap { mark in
      var part: StreamPart = []
      if range.contains(mark.begin) { part.insert(.begins) }
      if mark.end <= range.upperBound { part.insert(.ends) }
      return part.isEmpty ? nil : .passage(mark, part, consumer: consumer)
    }
  }
}
