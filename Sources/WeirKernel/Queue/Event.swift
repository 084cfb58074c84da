public import WeirPrimitives

/// Something that is due at an instant: a plain 32-byte value that names its target by a handle.
public struct Event: Sendable, Equatable {
  /// When it is due.
  public let instant: Instant
  /// Its place among the events of the same instant: the order in which they were scheduled.
  public internal(set) var sequence: UInt64
  /// A dense handle; what it indexes is told by `kind`.
  public let target: UInt32
  /// Which component handles it; the vocabulary belongs to the one who runs the loop.
  public let kind: UInt16
  public let argument: UInt64

  public init(
    instant: Instant, sequence: UInt64, target: UInt32, kind: UInt16,
    argument: UInt64 = 0
  ) {
    self.instant = instant
    self.sequence = sequence
    self.target = target
    self.kind = kind
    self.argument = argument
  }
}

/// Names one scheduled event so that it can be cancelled; harmless once that event is gone.
public struct EventHandle: Sendable, Equatable {
  let slot: UInt32
  /// The low half of the event's sequence number: tells a reused slot from the original.
  let stamp: UInt32

  /// Names no event.
  public static var none: EventHandle { EventHandle(slot: 0, stamp: 0) }
}
