/// The control bits of a segment, RFC 9293 section 3.1.
public struct SegmentFlags: OptionSet, Sendable, Hashable {
  public let rawValue: UInt8

  @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }

  @inlinable public static var fin: SegmentFlags { SegmentFlags(rawValue: 0x01) }
  @inlinable public static var syn: SegmentFlags { SegmentFlags(rawValue: 0x02) }
  @inlinable public static var rst: SegmentFlags { SegmentFlags(rawValue: 0x04) }
  @inlinable public static var psh: SegmentFlags { SegmentFlags(rawValue: 0x08) }
  @inlinable public static var ack: SegmentFlags { SegmentFlags(rawValue: 0x10) }
}

/// Which options a segment carries besides the maximum segment size and selective acknowledgments.
public struct SegmentOptions: OptionSet, Sendable, Hashable {
  public let rawValue: UInt8

  @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Timestamps, RFC 7323 section 3: ``Segment/timestamp`` and ``Segment/timestampEcho`` count.
  @inlinable public static var timestamps: SegmentOptions { SegmentOptions(rawValue: 1) }
  /// SACK permitted, RFC 2018 section 2; on a SYN only.
  @inlinable public static var selectiveAcknowledgments: SegmentOptions {
    SegmentOptions(rawValue: 2)
  }
  /// Window scale, RFC 7323 section 2; on a SYN only: ``Segment/windowShift`` is offered.
  @inlinable public static var windowScale: SegmentOptions { SegmentOptions(rawValue: 4) }
}

/// The header of a segment; the payload is a range of the sender's byte stream, by reference.
///
/// The sequence number tells which range: the initial sequence number belongs to the SYN, the first
/// byte of the stream follows it.
public struct Segment: Sendable, Hashable {
  /// Bytes of the headers of a segment with timestamps and no other option: IPv4 20, TCP 20, 12.
  public static let headerLength = 52
  /// What an IPv4 packet of 65,535 bytes has room for; a longer claim is dropped unread.
  public static let maximumPayloadLength: UInt32 = 65_483

  public var sequence: UInt32
  public var acknowledgment: UInt32
  public var payloadLength: UInt32
  /// The receive window in bytes, after scaling: a multiple of 2^``windowShift`` outside a SYN.
  public var window: UInt32
  /// TSval, in milliseconds, and TSecr.
  public var timestamp: UInt32 = 0
  public var timestampEcho: UInt32 = 0
  public var flags: SegmentFlags
  public var options: SegmentOptions = []
  /// The maximum segment size option in bytes, those of other options counted; zero where absent.
  public var maximumSegmentSize: UInt16
  /// The shift of the sender's window field, on every segment of its.
  public var windowShift: UInt8 = 0
  public var blocks = SelectiveBlocks()

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

  /// Bytes of the TCP options, padded to whole words as Linux lays them out (`tcp_options_write`).
  @inlinable public var optionLength: Int {
    var length = maximumSegmentSize > 0 ? 4 : 0
    if options.contains(.timestamps) {
      length += 12  // SACK permitted takes the place of their padding
    } else if options.contains(.selectiveAcknowledgments) {
      length += 4
    }
    if options.contains(.windowScale) { length += 4 }
    if blocks.count > 0 { length += 4 + 8 * Int(blocks.count) }
    return length
  }

  /// The bytes on the wire that links count: IP header upwards.
  @inlinable public var wireLength: Int { 40 + optionLength + Int(payloadLength) }
}
