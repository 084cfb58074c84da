/// The control bits of a segment, RFC 9293 section 3.1.
public struct SegmentFlags: OptionSet, Sendable, Hashable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let fin = SegmentFlags(rawValue: 0x01)
  public static let syn = SegmentFlags(rawValue: 0x02)
  public static let rst = SegmentFlags(rawValue: 0x04)
  public static let psh = SegmentFlags(rawValue: 0x08)
  public static let ack = SegmentFlags(rawValue: 0x10)
}

/// The header of a segment; the payload is a range of the sender's byte stream, by reference.
///
/// The sequence number tells which range: the initial sequence number belongs to the SYN, the first
/// byte of the stream follows it.
public struct Segment: Sendable, Hashable {
  /// Bytes of the headers on the wire: IPv4 20, TCP 20, timestamps option 12 (RFC 7323).
  public static let headerLength = 52
  /// What an IPv4 packet of 65,535 bytes has room for; a longer claim is dropped unread.
  public static let maximumPayloadLength: UInt32 = 65_483

  public var sequence: UInt32
  public var acknowledgment: UInt32
  public var payloadLength: UInt32
  /// The receive window in bytes, after scaling.
  public var window: UInt32
  public var flags: SegmentFlags
  /// The maximum segment size option in payload bytes, options not counted; zero where absent.
  public var maximumSegmentSize: UInt16

  public init(
    sequence: UInt32, acknowledgment: UInt32 = 0, payloadLength: UInt32 = 0, window: UInt32 = 0,
    flags: SegmentFlags, maximumSegmentSize: UInt16 = 0
  ) {
    self.sequence = sequence
    self.acknowledgment = acknowledgment
    self.payloadLength = payloadLength
    self.window = window
    self.flags = flags
    self.maximumSegmentSize = maximumSegmentSize
  }

  /// The number of sequence numbers used: payload, SYN and FIN.
  public var sequenceLength: UInt32 {
    payloadLength &+ (flags.contains(.syn) ? 1 : 0) &+ (flags.contains(.fin) ? 1 : 0)
  }

  /// The bytes on the wire that links count: IP header upwards.
  public var wireLength: Int { Segment.headerLength + Int(payloadLength) }
}
