/// A machine in the network: who listens on its ports, what it has opened.
struct Host {
  let name: String
  private(set) var listeners: [(port: UInt16, owner: UInt32)] = []
  /// Connections opened here so far.
  private(set) var openedCount: UInt32 = 0

  /// The defaults of `ip_local_port_range`, ip(7).
  static let ephemeralPorts: ClosedRange<UInt16> = 32_768...60_999

  init(name: String) {
    self.name = name
  }

  func listener(on port: UInt16) -> UInt32? {
    listeners.first { $0.port == port }?.owner
  }

  mutating func listen(on port: UInt16, owner: UInt32) {
    listeners.removeAll { $0.port == port }
    listeners.append((port, owner))
  }

  mutating func stopListening(owner: UInt32, port: UInt16?) {
    listeners.removeAll { $0.owner == owner && (port == nil || $0.port == port) }
  }

  /// Takes the next client port and a number that no other connection of this host has.
  ///
  /// Ports begin again after the last one, numbers do not: what is drawn for a connection must not
  /// be drawn again for a later one. Not modelled: Linux's choice of ports by hash and parity, and
  /// passing over those that are still in use; ``ClientPorts`` counts them.
  mutating func nextPort() -> (port: UInt16, identity: UInt64) {
    let range = Self.ephemeralPorts
    let port = range.lowerBound + UInt16(openedCount % UInt32(range.count))
    let identity = UInt64(range.lowerBound) + UInt64(openedCount)
    openedCount += 1
    return (port, identity)
  }
}
