public import WeirKernel
internal import WeirPrimitives
internal import WeirTCP

/// Cuts by a box in the middle.
///
/// Its FIN and RST cross the links between it and either end as packets do: they wait in queues,
/// take the delay, and may be lost. A position is watched at the reader's end of the way, so there
/// the box stands: the reader hears of it at that instant, the writer after the way back.
extension Network {
  /// Cuts a connection where its reader has everything up to a wire's offset, and nothing behind.
  public mutating func cut(_ wire: Tripwire, by kind: CutKind, _ kernel: inout Kernel) {
    guard let writer = directory.place(of: wire.writer) else { return }
    let reader = writer.peer
    let length = routes[ends[writer.index].route].count
    noteCut(writer.connection)
    connections[writer.connection].cut = Cut(
      kind: kind, linksFromClient: reader.isClient ? 0 : length,
      linksFromServer: reader.isClient ? length : 0)
    switch kind {
    case .fin:
      finish(reader, &kernel)
      reset(writer, &kernel)
    case .rst:
      reset(reader, &kernel)
      reset(writer, &kernel)
    case .silence:
      break
    }
  }

  /// Resets a connection at both its ends, by a box behind the first of some directions of links
  /// that its way takes, seen from the end that opened it; where it takes none, at its other end.
  public mutating func reset(
    connection: UInt32, behind wanted: [Int], _ kernel: inout Kernel
  ) {
    guard let place = directory.place(ofNumber: connection) else { return }
    let client = EndPlace(connection: place, isClient: true)
    let length = routes[ends[client.index].route].count
    let links = linksFromClient(client, behind: wanted) ?? length
    noteCut(place)
    connections[place].cut = Cut(
      kind: .rst, linksFromClient: links, linksFromServer: length - links)
    for end in [client, client.peer] { reset(end, &kernel) }
  }

  private mutating func noteCut(_ place: Int) {
    let number = connections[place].number
    tap?.severed(number)
  }

  private func linksFromClient(_ client: EndPlace, behind wanted: [Int]) -> UInt8? {
    let there = routes.directions(of: ends[client.index].route)
    let back = routes.directions(of: ends[client.peer.index].route)
    for direction in wanted {
      if let hop = there.firstIndex(of: UInt32(direction)) {
        return UInt8(hop - there.startIndex + 1)
      }
      if let hop = back.firstIndex(of: UInt32(direction)) { return UInt8(back.endIndex - hop) }
    }
    return nil
  }

  // MARK: What the box sends

  /// Sends a RST to an end in its peer's name; none to one that is closed.
  private mutating func reset(_ end: EndPlace, _ kernel: inout Kernel) {
    guard ends[end.index].tcp.state != .closed else { return }
    forge(
      Segment(
        sequence: passedSequence(towards: end),
        acknowledgment: ends[end.index].tcp.sentSequence, flags: [.rst, .ack]),
      to: end, &kernel)
  }

  /// Sends the end of the stream to an end in its peer's name.
  private mutating func finish(_ end: EndPlace, _ kernel: inout Kernel) {
    guard ends[end.index].tcp.state != .closed else { return }
    forge(
      Segment(
        sequence: passedSequence(towards: end),
        acknowledgment: ends[end.index].tcp.sentSequence, window: 65_535, flags: [.fin, .ack]),
      to: end, &kernel)
  }

  /// The sequence number behind all that has passed the box on its way to an end.
  private mutating func passedSequence(towards end: EndPlace) -> UInt32 {
    let received = ends[end.index].tcp.expectedSequence
    guard let cut = connections[end.connection].cut,
      cut.links(fromClient: end.isClient) > 0
    else { return received }
    let sender = end.peer
    let before = cut.links(fromClient: sender.isClient)
    let sent = ends[sender.index].tcp.sentSequence
    guard before > 0 else { return sent }
    var passed = sent &- received
    packets.forEachInFlight { packet in
      guard packet.sender == sender, packet.hop < before, packet.segment.sequenceLength > 0 else {
        return
      }
      // What is sent again may have passed before; what the end has received has.
      let distance = Int32(bitPattern: packet.segment.sequence &- received)
      passed = min(passed, UInt32(max(0, distance)))
    }
    return received &+ passed
  }

  /// Puts a segment on its way from the box to an end, in the name of the end's peer.
  private mutating func forge(_ segment: Segment, to end: EndPlace, _ kernel: inout Kernel) {
    let sender = end.peer
    var packet = Packet(segment: segment, sender: sender, number: ends[sender.index].packetCount)
    ends[sender.index].packetCount += 1
    sentPackets += 1
    packet.isForged = true
    let length = routes[ends[sender.index].route].count
    packet.hop = length - (connections[end.connection].cut?.links(fromClient: end.isClient) ?? 0)
    let isAtDoor = packet.hop == length
    let place = takeOff(packet)
    if isAtDoor {
      // No link in between, but never within the same call.
      kernel.schedule(at: kernel.now, target: place, kind: NetworkEvent.packetArrival)
    } else {
      enterLink(place, &kernel)
    }
  }

  // MARK: What comes to the box

  /// Whether a packet has come to a box that has cut its connection.
  @inline(__always) mutating func meetsCut(_ place: UInt32) -> Bool {
    let sender = packets[place].sender
    guard let cut = connections[sender.connection].cut, !packets[place].isForged else {
      return false
    }
    return packets[place].hop == cut.links(fromClient: sender.isClient)
  }

  /// Takes a packet that goes no further, and answers as a host whose program has closed.
  mutating func stopAtCut(_ place: UInt32, _ kernel: inout Kernel) {
    let packet = packets[place]
    let sender = packet.sender
    let host = packet.hop == 0 ? ends[sender.index].host : ends[sender.peer.index].host
    drop(place, .severed, component: host, &kernel)
    land(place)
    guard let cut = connections[sender.connection].cut, cut.kind != .silence,
      !packet.segment.flags.contains(.rst)
    else { return }
    if cut.kind == .fin, cut.links(fromClient: sender.isClient) == 0,
      packet.segment.payloadLength == 0
    {
      // The side that got a FIN: its own is acknowledged, and acknowledgments are taken in.
      guard packet.segment.flags.contains(.fin) else { return }
      forge(
        Segment(
          sequence: packet.segment.acknowledgment,
          acknowledgment: packet.segment.sequence &+ 1, window: 65_535, flags: [.ack]),
        to: sender, &kernel)
    } else if let answer = TCPConnection.reset(answering: packet.segment) {
      forge(answer, to: sender, &kernel)
    }
  }
}
