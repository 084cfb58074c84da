public import WeirPrimitives

/// Keeps what was observed: always the digest and the last records, all of them when asked.
public struct Recorder: ~Copyable {
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
  /// All records, oldest first, where the full trace is kept.
  private var whole: [Occurrence] = []
  /// A ring of the last records where it is not: not an array, which is checked for sharing.
  private let tail: UnsafeMutablePointer<Occurrence>
  /// The draws that decided something, oldest first; empty unless ``keepsAll``.
  public private(set) var draws: [DrawRecord] = []
  /// The event during which each event was scheduled, by sequence number; empty unless
  /// ``keepsAll``.
  public private(set) var eventCauses: [UInt64] = []

  public init(keepsAll: Bool = false) {
    self.keepsAll = keepsAll
    tail = .allocate(capacity: Self.tailLength)
  }

  deinit { tail.deallocate() }

  public mutating func record(
    at instant: Instant, component: UInt32, _ kind: OccurrenceKind, _ first: UInt64,
    _ second: UInt64
  ) {
    digest.fold(
      UInt64(bitPattern: instant.nanoseconds), UInt64(component) << 16 | UInt64(kind.rawValue),
      first, second)
    let occurrence = Occurrence(
      instant: instant, component: component, kind: kind, first: first, second: second,
      cause: cause)
    if keepsAll {
      whole.append(occurrence)
    } else {
      (tail + Int(count % UInt64(Self.tailLength))).initialize(to: occurrence)
    }
    count &+= 1
  }

  /// Notes a draw where the full trace is kept; callers ask ``keepsAll`` before they make one up.
  public mutating func note(_ draw: Draw, at instant: Instant) {
    guard keepsAll else { return }
    draws.append(DrawRecord(instant: instant, draw: draw, cause: cause, place: whole.count))
  }

  /// Notes that the event with the next sequence number was scheduled by the one being handled.
  mutating func noteScheduled() { eventCauses.append(cause) }

  /// The records kept, oldest first: all of them, or the last ``tailLength``.
  public var occurrences: [Occurrence] {
    if keepsAll { return whole }
    let kept = UnsafeBufferPointer(start: tail, count: Int(min(count, UInt64(Self.tailLength))))
    guard count > UInt64(Self.tailLength) else { return Array(kept) }
    let oldest = Int(count % UInt64(Self.tailLength))
    return Array(kept[oldest...]) + kept[..<oldest]
  }
}
