/// A machine in the network: its address, its links and who listens on its ports.
struct Host {
  let name: String
  /// IPv4, by the order of declaration: 10.0.0.1 is the first.
  let address: UInt32
  /// Directions of links that leave here, with the host they lead to.
  var exits: [(direction: UInt32, host: UInt32)] = []
  var listeners: [(port: UInt16, owner: UInt32)] = []
  /// The next client port; Linux's ephemeral range begins at 32768.
  var nextPort: UInt16 = 32_768
  /// Routes already found, by destination.
  var routes: [(host: UInt32, route: UInt32)] = []
  /// Faults that keep the machine off.
  var downs = 0

  init(name: String, index: Int) {
    self.name = name
    address = 0x0A00_0001 + UInt32(index)
  }

  func listener(on port: UInt16) -> UInt32? {
    listeners.first { $0.port == port }?.owner
  }
}
