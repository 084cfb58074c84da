public import WeirKernel
internal import WeirPrimitives
internal import WeirTCP

/// A stream offset at which a fault acts once the receiver has everything up to it.
public struct Tripwire: Sendable, Equatable {
  /// The end that writes the stream.
  public let writer: SocketHandle
  public let offset: UInt64
  /// The rule to carry out.
  public let rule: UInt32
}

extension Network {
  /// Takes a direction of a link down: what is on it is lost, nothing enters.
  public mutating func takeDown(direction: Int) { directions[direction].goDown() }
  public mutating func bringUp(direction: Int) { directions[direction].downs -= 1 }

  /// Lets a direction swallow what enters; what is on it still arrives.
  public mutating func swallow(direction: Int) { directions[direction].blackholes += 1 }
  public mutating func stopSwallowing(direction: Int) { directions[direction].blackholes -= 1 }

  /// Drops the `count`-th data segment that enters a direction from now on.
  public mutating func dropSegment(_ count: UInt32, direction: Int, rule: UInt32) {
    directions[direction].segmentDrops.append(.init(countdown: count, rule: rule))
  }

  /// The directions of links by name: `radio.up`, `radio.down`.
  public func direction(named name: String) -> Int? { directionNames.firstIndex(of: name) }

  /// The connections whose packets take a direction of a link, oldest first.
  public func connections(using direction: Int) -> [UInt32] {
    (0..<UInt32(connectionCount)).filter { connection in
      [connection * 2, connection * 2 + 1].contains { end in
        routes[Int(ends[Int(end)].route)].contains(UInt32(direction))
          && ends[Int(end)].tcp.state != .closed
      }
    }
  }

  /// The ends on a host that are not closed, oldest first.
  public func openSockets(onHost host: Int) -> [SocketHandle] {
    ends.indices.filter { Int(ends[$0].host) == host && ends[$0].tcp.state != .closed }
      .map { SocketHandle(index: UInt32($0)) }
  }

  /// Breaks a connection as a box in the middle does: a RST to either end, in the peer's name.
  public mutating func resetBothEnds(ofConnection connection: UInt32, _ kernel: inout Kernel) {
    for end in [connection * 2, connection * 2 + 1] {
      forgeReset(to: SocketHandle(index: end), &kernel)
    }
    severed[Int(connection)] = true
  }

  /// Ends a stream early as a box in the middle does: a FIN to the reader, a RST to the writer.
  public mutating func finishEarly(_ wire: Tripwire, _ kernel: inout Kernel) {
    let reader = wire.writer.peer
    let finish = Segment(
      sequence: ends[Int(reader.index)].tcp.expectedSequence,
      acknowledgment: ends[Int(reader.index)].tcp.sentSequence,
      window: 65_535, flags: [.fin, .ack])
    perform(reader, &kernel) { $0.receive(finish, at: $1, into: &$2) }
    forgeReset(to: wire.writer, &kernel)
    severed[Int(reader.connection)] = true
  }

  /// Cuts a connection off without a word to either end.
  public mutating func sever(connection: UInt32) { severed[Int(connection)] = true }

  private mutating func forgeReset(to socket: SocketHandle, _ kernel: inout Kernel) {
    let tcp = ends[Int(socket.index)].tcp
    guard tcp.state != .closed else { return }
    let reset = Segment(
      sequence: tcp.expectedSequence, acknowledgment: tcp.sentSequence, flags: [.rst, .ack])
    perform(socket, &kernel) { $0.receive(reset, at: $1, into: &$2) }
  }

  // MARK: Positions

  /// Makes a segment end at a stream offset and watches for the receiver to get there.
  public mutating func arm(_ rule: UInt32, writer: SocketHandle, offset: UInt64) {
    let wire = Tripwire(writer: writer, offset: offset, rule: rule)
    if ends[Int(writer.peer.index)].tcp.receivedEnd >= offset {
      trippedWires.append(wire)
      return
    }
    tripwires.append(wire)
    let next = tripwires.filter { $0.writer == writer }.map(\.offset).min() ?? offset
    ends[Int(writer.index)].tcp.endSegment(at: next)
  }

  mutating func checkTripwires(receiver: SocketHandle) {
    let received = ends[Int(receiver.index)].tcp.receivedEnd
    for wire in tripwires where wire.writer == receiver.peer && received >= wire.offset {
      trippedWires.append(wire)
    }
    tripwires.removeAll { $0.writer == receiver.peer && received >= $0.offset }
  }

  // MARK: Machines

  /// Switches a machine off and on: its packets are lost, its connections forget everything.
  public mutating func setHost(_ host: Int, isDown: Bool) {
    hosts[host].downs += isDown ? 1 : -1
  }
}
