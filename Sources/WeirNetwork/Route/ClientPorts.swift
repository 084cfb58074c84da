/// How many client ports of each host are in use towards each port of another.
///
/// A port is in use until its connection is closed, TIME_WAIT included: Linux uses it again for
/// loopback alone (`tcp_tw_reuse` 2).
struct ClientPorts {
  private struct Way: Hashable {
    let source: UInt32
    let destination: UInt32
    let port: UInt16

    init(_ source: Int, _ destination: Int, _ port: UInt16) {
      self.source = UInt32(source)
      self.destination = UInt32(destination)
      self.port = port
    }
  }

  private var counts: [Way: Int] = [:]  // lookup only

  /// Takes a port into use; false when all are (`__inet_hash_connect`).
  mutating func take(from source: Int, to destination: Int, port: UInt16) -> Bool {
    let way = Way(source, destination, port)
    let count = counts[way, default: 0]
    guard count < Host.ephemeralPorts.count else { return false }
    counts[way] = count + 1
    return true
  }

  mutating func giveBack(from source: Int, to destination: Int, port: UInt16) {
    let way = Way(source, destination, port)
    guard let count = counts[way] else { preconditionFailure("\(way) has no port in use") }
    counts[way] = count == 1 ? nil : count - 1
  }
}
