internal import WeirPrimitives
internal import WeirTCP

/// A stream offset at which a fault acts once the receiver has everything up to it.
///
/// Nothing from the offset on reaches the receiver before that, unless the wire only watches. Bytes
/// that had already arrived when it was armed are the exception: arm it before they are written.
public struct Tripwire: Sendable, Equatable {
  /// The end that writes the stream.
  public let writer: SocketHandle
  public let offset: UInt64
  /// The rule to carry out.
  public let rule: UInt32
  /// Whether nothing from the offset on reaches the receiver before; or else a segment ends there
  /// and all goes on.
  var holds = true
}

extension Network {
  // MARK: Links

  /// Takes a direction of a link down: what is on it is lost, nothing enters.
  ///
  /// Faults add up: it is up again when all that took it down have ended.
  public mutating func takeDown(direction: Int) { directions[direction].goDown() }
  public mutating func bringUp(direction: Int) { directions[direction].comeUp() }

  /// Lets a direction swallow what enters; what is on it still arrives.
  public mutating func swallow(direction: Int) { directions[direction].beginSwallowing() }
  public mutating func stopSwallowing(direction: Int) { directions[direction].stopSwallowing() }

  /// Drops the `count`-th data segment that enters a direction from now on.
  public mutating func dropSegment(_ count: UInt32, direction: Int) {
    directions[direction].dropSegment(count)
  }

  // MARK: Connections

  /// The connections whose packets take one of some directions, each once.
  ///
  /// Sorted by the first of the directions that they take, then oldest first.
  public func connections(using wanted: [Int]) -> [UInt32] {
    var ranks = [Int](repeating: .max, count: directions.count)
    for (rank, direction) in wanted.enumerated() where ranks[direction] == .max {
      ranks[direction] = rank
    }
    var found: [(rank: Int, connection: UInt32)] = []
    for connection in 0..<UInt32(directory.count) {
      guard let place = directory.place(ofNumber: connection) else { continue }
      var rank = Int.max
      for isClient in [true, false] {
        let end = EndPlace(connection: place, isClient: isClient).index
        guard ends[end].tcp.state != .closed else { continue }
        for direction in routes.directions(of: ends[end].route) {
          rank = min(rank, ranks[Int(direction)])
        }
      }
      if rank < .max { found.append((rank, connection)) }
    }
    return found.sorted { ($0.rank, $0.connection) < ($1.rank, $1.connection) }.map(\.connection)
  }

  /// The ends on a host that are not closed, oldest first.
  public func openSockets(onHost host: Int) -> [SocketHandle] {
    (0..<UInt32(directory.count * 2)).map { SocketHandle(index: $0) }.filter { socket in
      guard let end = directory.place(of: socket) else { return false }
      return Int(ends[end.index].host) == host && ends[end.index].tcp.state != .closed
    }
  }

  // MARK: Positions

  /// Makes a segment end at a stream offset and watches for the receiver to get there.
  ///
  /// Trips at once where the receiver is already there. On a connection that is gone, never.
  ///
  /// - Parameter holds: whether nothing from the offset on is let through before that.
  public mutating func arm(
    _ rule: UInt32, writer: SocketHandle, offset: UInt64, holds: Bool = true
  ) {
    guard let end = directory.place(of: writer) else { return }
    let wire = Tripwire(writer: writer, offset: offset, rule: rule, holds: holds)
    if ends[end.peer.index].tcp.receivedEnd >= offset {
      trippedWires.append(wire)
      return
    }
    let wires = ends[end.index].tripwires
    let place = wires.firstIndex { $0.offset > offset } ?? wires.count
    ends[end.index].tripwires.insert(wire, at: place)
    if place == 0 { ends[end.index].tcp.endSegment(at: offset) }
  }

  /// The next offset of an end's stream that nothing passes before its fault has acted.
  @inline(__always) mutating func holdingWire(of writer: EndPlace) -> Tripwire? {
    guard !ends[writer.index].tripwires.isEmpty else { return nil }
    return ends[writer.index].tripwires.first { $0.holds }
  }

  mutating func checkTripwires(writer: EndPlace) {
    let received = ends[writer.peer.index].tcp.receivedEnd
    let wires = ends[writer.index].tripwires
    let passed = wires.firstIndex { $0.offset > received } ?? wires.count
    guard passed > 0 else { return }
    trippedWires.append(contentsOf: wires[..<passed])
    ends[writer.index].tripwires.removeFirst(passed)
    if let next = ends[writer.index].tripwires.first {
      ends[writer.index].tcp.endSegment(at: next.offset)
    }
  }
}
