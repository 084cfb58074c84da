public import WeirPrimitives

/// What kinds of things can be observed in a run; the digest is made of these alone.
public enum OccurrenceKind: UInt16, Sendable, CaseIterable {
  /// A packet entered a link. First: flow. Second: sequence number, length and flags.
  case packetSent = 1
  /// A packet was lost. First: flow. Second: the reason and what `packetSent` says.
  case packetDropped = 2
  /// A packet left a link. First: flow. Second: sequence number, length and flags.
  case packetDelivered = 3
  /// A connection's end changed its state. First: flow and end. Second: the new state.
  case connectionState = 4
  /// An application wrote. First: flow and length. Second: hash of the bytes.
  case applicationWrite = 5
  /// An event was handed over to an application. First: stream. Second: sequence number.
  case handOver = 6
  /// A fault began. First: its number in the profile. Second: what it acted on.
  case faultBegan = 7
  /// A fault ended. First: its number in the profile. Second: what it acted on.
  case faultEnded = 8
  /// An event came into being at its source. First: stream. Second: sequence number.
  case eventEmitted = 9
  /// A program of the user's own told something. First: hash of the text. Second: its length.
  case programNote = 10
}

/// One observable thing that happened, with the event that caused it.
public struct Occurrence: Sendable, Equatable {
  public var instant: Instant
  /// The component it happened at: an index into the run's table of component names.
  public var component: UInt32
  public var kind: OccurrenceKind
  public var first: UInt64
  public var second: UInt64
  /// The sequence number of the event being handled, or ``Recorder/noCause``; not part of the
  /// digest.
  public var cause: UInt64

  public init(
    instant: Instant, component: UInt32, kind: OccurrenceKind, first: UInt64, second: UInt64,
    cause: UInt64
  ) {
    self.instant = instant
    self.component = component
    self.kind = kind
    self.first = first
    self.second = second
    self.cause = cause
  }

  /// Whether two occurrences are the same as far as the digest goes.
  public func matches(_ other: Occurrence) -> Bool {
    instant == other.instant && component == other.component && kind == other.kind
      && first == other.first && second == other.second
  }
}
