public import WeirPrimitives
public import WeirTCP

/// A packet as the interface of a host saw it: when it was put on the first link, or when it came.
public struct TappedPacket: Sendable {
  /// One end of the packet's way: a host by its index, and the port there.
  public struct Site: Sendable, Equatable {
    public let host: UInt32
    public let port: UInt16
  }

  public let at: Instant
  /// The host whose interface saw it.
  public let host: UInt32
  /// Whether it leaves that host.
  public let isOutbound: Bool
  public let source: Site
  public let destination: Site
  /// The IPv4 identification: rises by one with each packet that the source sends.
  public let identification: UInt16
  public let segment: Segment
  /// The bytes themselves: a segment only refers to them.
  public let payload: [UInt8]
  public internal(set) var notes: [PacketNote]
}

/// Which ends of something are among the bytes of a packet.
public struct StreamPart: OptionSet, Sendable, Hashable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let begins = StreamPart(rawValue: 1)
  public static let ends = StreamPart(rawValue: 2)
}

/// What the run knows of a packet and its bytes do not say; rules are numbered as in the plan.
public enum PacketNote: Sendable, Equatable {
  /// Something that is accounted for begins or ends among its bytes; `UInt32.max` where it is not
  /// known on whose behalf the connection is used.
  case passage(Mark, StreamPart, consumer: UInt32)
  /// It repeats bytes, a SYN or a FIN that its sender has sent before.
  case sentAgain
  /// It does not arrive: dropped at a component, where known by a fault.
  case dropped(DropReason, component: UInt32, rule: UInt32?)
  /// It was still on its way when the run ended.
  case underWay
  /// The peer never sent it: a box in the middle did.
  case forged(rule: UInt32?)
  /// A fault has taken off the bytes behind its position.
  case shortened(rule: UInt32?)
  /// A fault has begun or ended since the packet before.
  case faultBegan(rule: UInt32, at: Instant)
  case faultEnded(rule: UInt32, at: Instant)
}
