public import WeirPrimitives

/// Keeps what was observed: always the digest and the last records, all of them when asked.
public struct Recorder: Sendable {
  /// How many of the last records are kept when the full trace is off.
  public static let tailLength = 256

  public private(set) var digest = Digest()
  /// Stands for the cause of what happens before the first event.
  public static let noCause = UInt64.max
  /// The sequence number of the event being handled: the cause of what is recorded now.
  public var cause = Recorder.noCause
  /// How many occurrences were recorded.
  public private(set) var count: UInt64 = 0
  /// Whether the full trace is kept: every occurrence, every draw, the cause of every event.
  public let keepsAll: Bool
  private var kept: [Occurrence] = []
  /// The draws that decided something, oldest first; empty unless ``keepsAll``.
  public private(set) var draws: [DrawRecord] = []
  /// The event during which each event was scheduled, by sequence number; empty unless
  /// ``keepsAll``.
  public private(set) var eventCauses: [UInt64] = []

  public init(keepsAll: Bool = false) {
    self.keepsAll = keepsAll
    kept.reserveCapacity(Self.tailLength)
  }

  public mutating func record(
    at instant: Instant, component: UInt32, _ kind: OccurrenceKind, _ first: UInt64,
    _ second: UInt64
  ) {
    digest.fold(UInt64(instant.nanoseconds))
    digest.fold(UInt64(component) << 16 | UInt64(kind.rawValue))
    digest.fold(first)
    digest.fold(second)
    let occurrence = Occurrence(
      instant: instant, component: component, kind: kind, first: first, second: second,
      cause: cause)
    if keepsAll || kept.count < Self.tailLength {
      kept.append(occurrence)
    } else {
      kept[Int(count % UInt64(Self.tailLength))] = occurrence
    }
    count &+= 1
  }

  /// Notes a draw where the full trace is kept; callers ask ``keepsAll`` before they make one up.
  public mutating func note(_ draw: Draw, at instant: Instant) {
    guard keepsAll else { return }
    draws.append(DrawRecord(instant: instant, draw: draw, cause: cause, place: kept.count))
  }

  /// Notes that the event with the next sequence number was scheduled by the one being handled.
  mutating func noteScheduled() { eventCauses.append(cause) }

  /// The records kept, oldest first: all of them, or the last ``tailLength``.
  public var occurrences: [Occurrence] {
    if keepsAll || count <= UInt64(Self.tailLength) { return kept }
    let oldest = Int(count % UInt64(Self.tailLength))
    return Array(kept[oldest...] + kept[..<oldest])
  }
}
