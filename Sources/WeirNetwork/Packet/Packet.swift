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
  /// How many links of the route it has passed.
  var hop: UInt8
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

  /// The fields that a trace record tells of a packet: sequence number, payload length, why it was
  /// dropped, flags; 32, 16, 8 and 8 bits.
  @inline(__always) func traceFields(_ reason: DropReason? = nil) -> UInt64 {
    UInt64(segment.sequence) << 32 | UInt64(segment.payloadLength & 0xFFFF) << 16
      | UInt64(reason?.rawValue ?? 0) << 8 | UInt64(segment.flags.rawValue)
  }
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
