internal import WeirPrimitives

extension Network {
  /// What has become of the packets of a direction so far.
  public mutating func linkCounts(direction: Int) -> LinkCounts { directions[direction].counts }

  /// The first direction, or the network as a whole, whose packets do not add up; nil if all do.
  ///
  /// For each direction, entered + duplicated = delivered + dropped + on the link; and sent +
  /// duplicated = delivered + dropped + in flight. Goes through all packets in flight: for tests.
  public mutating func unbalanced() -> String? {
    var onLink = [UInt64](repeating: 0, count: directions.count)
    packets.forEachInFlight { packet in
      let route = ends[packet.sender.index].route
      // At the end's door: a RST of a box that stands there.
      guard packet.hop < routes[route].count else { return }
      onLink[Int(routes.direction(routes[route], hop: packet.hop))] += 1
    }
    for (direction, count) in onLink.enumerated() {
      let counts = directions[direction].counts
      if counts.entered + counts.duplicated != counts.delivered + counts.dropped + count {
        return "\(directionNames[direction]): \(counts), \(count) on it"
      }
    }
    let made = sentPackets + duplicatedPackets
    let ended = deliveredPackets + droppedPackets
    if made != ended + UInt64(packetsInFlight) {
      return "\(made) packets made, \(ended) ended, \(packetsInFlight) in flight"
    }
    return nil
  }
}
