/// A place in a byte stream at which something that is accounted for is complete.
///
/// Provenance: marks travel with the bytes through every stream, so that the end of the path knows
/// which event the bytes were, whatever the protocol in between made of them.
public struct Mark: Sendable, Hashable {
  /// The stream offset behind the last byte of the thing.
  public var end: UInt64
  /// How many bytes it takes in the stream.
  public var length: UInt32
  /// What it belongs to: an event stream of the audit, or ``Mark/request``.
  public var stream: UInt32
  /// Its number there: the event's sequence number, or the consumer who asks.
  public var number: UInt32

  /// The stream offset of the first byte of the thing.
  public var begin: UInt64 { end - min(end, UInt64(length)) }

  /// Marks the end of a request; the number is the consumer on whose behalf it is made.
  public static let request = UInt32.max

  /// Marks the end of an event by which a server says that events are missing.
  public static let control = UInt32.max - 1

  /// Whether it belongs to an event stream of the audit.
  public var isOfStream: Bool { stream < Mark.control }

  public init(end: UInt64, length: UInt32, stream: UInt32, number: UInt32) {
    self.end = end
    self.length = length
    self.stream = stream
    self.number = number
  }
}
