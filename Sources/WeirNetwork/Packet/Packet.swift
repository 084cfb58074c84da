internal import WeirTCP

/// A segment on its way, with what links need to know of it.
struct Packet {
  var segment: Segment
  /// The end that sent it; its place is kept while the packet is in flight.
  var sender: EndPlace
  /// Its number among the packets of the same sender: what draws are keyed by.
  var number: UInt32
  /// Its bytes from the IP header upwards, which links count.
  var wireLength: UInt32
  /// Which copy of its sender's packet it is: zero for the packet itself.
  var copy: UInt32 = 0
  /// What has happened to its bits on the way.
  var damage = PacketDamage.none
  /// How many links of the route it has passed.
  var hop: UInt8
  /// Sent by a box that has cut the connection, in the sender's name.
  var isForged = false
  /// How often the link it is on had gone down when the packet entered.
  var outages: UInt16

  init(segment: Segment, sender: EndPlace, number: UInt32) {
    self.segment = segment
    self.sender = sender
    self.number = number
    wireLength = UInt32(segment.wireLength)
    hop = 0
    outages = 0
  }

  /// The number that draws are keyed by: copies have luck of their own.
  var drawNumber: UInt64 { UInt64(copy) << 32 | UInt64(number) }

  /// A copy that the link makes which it is about to enter, told apart by the copies and hops
  /// before it.
  var duplicate: Packet {
    var packet = self
    packet.copy = copy &* UInt32(RouteTable.maximumLinks) &+ UInt32(hop) &+ 1
    return packet
  }

  /// The fields that a trace record tells of a packet: sequence number, payload length, why it was
  /// dropped, flags; 32, 16, 8 and 8 bits.
  @inline(__always) func traceFields(_ reason: DropReason? = nil) -> UInt64 {
    UInt64(segment.sequence) << 32 | UInt64(segment.payloadLength & 0xFFFF) << 16
      | UInt64(reason?.rawValue ?? 0) << 8 | UInt64(segment.flags.rawValue)
  }
}

/// A bit of a packet that has changed on the way.
struct PacketDamage: Equatable {
  private let raw: UInt32

  private init(raw: UInt32) { self.raw = raw }

  /// A bit of the payload, counted from its first, which the checksum does not tell.
  init(payloadBit: UInt32) { raw = payloadBit + 1 }

  static let none = PacketDamage(raw: 0)
  /// Any bit, which the checksum tells.
  static let caught = PacketDamage(raw: .max)

  /// The bit of the payload; nil where there is none or the checksum tells.
  var payloadBit: UInt32? { self == .none || self == .caught ? nil : raw - 1 }
}

/// The packets in flight, in places that are reused.
struct PacketPool: ~Copyable {
  private var packets = Table<Packet>()
  private var free = Table<UInt32>()

  var inFlightCount: Int { packets.count - free.count }
  /// The most that were ever in flight at once.
  var capacity: Int { packets.count }

  subscript(place: UInt32) -> Packet {
    @inline(__always) unsafeAddress { packets.address(of: Int(place)) }
    @inline(__always) unsafeMutableAddress { packets.mutableAddress(of: Int(place)) }
  }

  /// Visits the packets in flight, in the order of their places; for what happens rarely.
  func forEachInFlight(_ body: (Packet) -> Void) {
    var isFree = [Bool](repeating: false, count: packets.count)
    for index in 0..<free.count { isFree[Int(free[index])] = true }
    for place in isFree.indices where !isFree[place] { body(packets[place]) }
  }

  /// Inlined, for the packet to be made at its place.
  @inline(__always) mutating func add(_ packet: Packet) -> UInt32 {
    if let place = free.popLast() {
      packets[Int(place)] = packet
      return place
    }
    packets.append(packet)
    return UInt32(packets.count - 1)
  }

  mutating func remove(_ place: UInt32) {
    free.append(place)
  }
}
