public import WeirPrimitives

/// How far the bytes of an event are known to have come.
public enum Hop: UInt8, Sendable, Comparable {
  /// It came into being at its source and was written to no connection.
  case source
  /// The server wrote it to a connection.
  case written
  /// It was handed over to the application.
  case application

  public static func < (left: Hop, right: Hop) -> Bool { left.rawValue < right.rawValue }
}

/// What may be said of a delivery besides that it happened.
public struct ObligationFlags: OptionSet, Sendable, Hashable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Handed over more than once.
  public static let duplicated = ObligationFlags(rawValue: 1)
  /// Handed over first after one with a higher number.
  public static let reordered = ObligationFlags(rawValue: 2)
  /// Not handed over to a consumer that has gone away with its page: nobody waits for it.
  public static let excused = ObligationFlags(rawValue: 4)
  /// Not handed over, and it still could be when the run ended.
  public static let pending = ObligationFlags(rawValue: 8)
  /// Not handed over, though its bytes were read by whom it was for.
  public static let read = ObligationFlags(rawValue: 16)
}

/// One event that one recipient should get.
public struct Obligation: Sendable {
  public let stream: UInt32
  public let number: UInt32
  public let consumer: UInt32
  public var deliveryCount: UInt16 = 0
  public var flags: ObligationFlags = []
  public var lastHop = Hop.source
  /// The connection it was written to last; `UInt32.max` for none.
  public var connection = UInt32.max
  /// When it was emitted.
  public let emittedAt: Instant
  /// When it was handed over first; `distantFuture` when it was not.
  public var deliveredAt = Instant.distantFuture
  /// When the last hop was reached.
  public var lastHopAt: Instant
  /// The offset behind it in the stream of that connection.
  public var offset: UInt64 = 0

  init(stream: UInt32, number: UInt32, consumer: UInt32, emittedAt: Instant) {
    self.stream = stream
    self.number = number
    self.consumer = consumer
    self.emittedAt = emittedAt
    lastHopAt = emittedAt
  }

  public var isDelivered: Bool { deliveryCount > 0 }
}

/// What became of an obligation: the first of these that applies.
public enum Outcome: String, Sendable {
  case lost
  case pending
  case misrouted
  case duplicated
  case reordered
  case late
  case delivered
}
