public import WeirTCP

/// One end of a connection: a dense index; the peer is the other index of the pair.
public struct SocketHandle: Sendable, Hashable {
  public let index: UInt32

  public init(index: UInt32) { self.index = index }

  /// The other end of the same connection.
  public var peer: SocketHandle { SocketHandle(index: index ^ 1) }
  /// The connection both ends belong to.
  public var connection: UInt32 { index >> 1 }
  /// Whether this end opened the connection.
  public var isClient: Bool { index & 1 == 0 }
}

/// A segment on its way, with what links need to know of it.
public struct Packet: Sendable {
  public var segment: Segment
  /// The end that sent it.
  public var sender: SocketHandle
  /// Its number among the packets of the same sender: what draws are keyed by.
  public var number: UInt32
  /// How many links of the route it has passed.
  public var hop: UInt8
  /// How often the link it is on had gone down when the packet entered.
  public var outages: UInt16

  public init(segment: Segment, sender: SocketHandle, number: UInt32) {
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

  subscript(place: UInt32) -> Packet {
    get { packets[Int(place)] }
    set { packets[Int(place)] = newValue }
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
