internal import WeirTCP

/// A segment on its way, with what links need to know of it.
struct Packet {
  var segment: Segment
  /// The end that sent it; its place is kept while the packet is in flight.
  var sender: EndPlace
  /// Its number among the packets of the same sender: what draws are keyed by.
  var number: UInt32
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
    hop = 0
    outages = 0
  }

  /// The fields that a trace record tells of a packet: sequence number, payload length, why it was
  /// dropped, flags; 32, 16, 8 and 8 bits.
  func traceFields(_ reason: DropReason? = nil) -> UInt64 {
    UInt64(segment.sequence) << 32 | UInt64(segment.payloadLength & 0xFFFF) << 16
      | UInt64(reason?.rawValue ?? 0) << 8 | UInt64(segment.flags.rawValue)
  }
}

/// The packets in flight, in places that are reused.
struct PacketPool {
  private var packets: [Packet] = []
  private var free: [UInt32] = []

  var inFlightCount: Int { packets.count - free.count }
  /// The most that were ever in flight at once.
  var capacity: Int { packets.count }

  subscript(place: UInt32) -> Packet {
    get { packets[Int(place)] }
    set { packets[Int(place)] = newValue }
  }

  /// Visits the packets in flight, in the order of their places; for what happens rarely.
  func forEachInFlight(_ body: (Packet) -> Void) {
    var isFree = [Bool](repeating: false, count: packets.count)
    for place in free { isFree[Int(place)] = true }
    for place in packets.indices where !isFree[place] { body(packets[place]) }
  }

  mutating func add(_ packet: Packet) -> UInt32 {
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
