internal import WeirPrimitives

/// How much may be received ahead of the application, and how that grows.
///
/// Linux's dynamic right-sizing: the window is a part of the buffer, begins with half and opens
/// slowly (`rcv_ssthresh`), and the buffer grows with what the application reads in a round trip.
struct ReceiveBuffer: Sendable {
  /// `sk_rcvbuf`, in bytes of memory.
  private(set) var size: UInt32
  private let maximum: UInt32
  /// `rcv_ssthresh`: no more is offered.
  private(set) var threshold: UInt32
  /// What is read in a round trip, one element at most: nothing to size for small segments alone.
  private var trips: [ReadingPace] = []

  /// `rcvq_space` and `rcv_rtt_est`.
  private struct ReadingPace: Sendable {
    /// Most bytes read within a round trip.
    var perTrip: UInt32
    var lastEcho: UInt32 = 0
    /// Eight times the round trip in microseconds, as the receiver sees it; zero if unknown.
    var roundTrip8: UInt32 = 0
    /// Where the round trip being measured began.
    var start: SequencePosition = 1
    var startedAt = Instant.zero
  }

  init(_ configuration: borrowing TCPConfiguration) {
    size = configuration.receiveBuffer
    maximum = max(configuration.receiveBuffer, configuration.receiveBufferMaximum)
    // tcp_select_initial_window: unscaled, in whole segments.
    let segment = max(UInt32(configuration.mtu) - 40, 1)
    let space = min(configuration.receiveBuffer / 2, 65_535)
    threshold = space >= segment ? space / segment * segment : space
  }

  /// Bytes of payload that fit, `tcp_full_space` and `window_clamp`: five eighths, since a full
  /// segment of 1,448 bytes takes 2,304 of memory (`scaling_ratio`).
  var capacity: UInt32 { size / 8 * 5 }

  /// The shift for the window field, by the largest window ever possible.
  static func windowShift(_ configuration: borrowing TCPConfiguration) -> UInt8 {
    let space = max(configuration.receiveBuffer, configuration.receiveBufferMaximum)
    let bits = 31 - space.leadingZeroBitCount
    return UInt8(max(0, min(bits - 15, 14)))
  }

  /// Opens the window further after a segment: `tcp_grow_window`; returns whether it did.
  mutating func grow(by length: UInt32, free: UInt32, segmentSize: UInt16) -> Bool {
    let limit = min(capacity, free)
    guard limit > threshold else { return false }
    threshold += min(limit - threshold, max(2 * UInt32(segmentSize), 2 * length))
    return true
  }

  /// Takes the round trip that a full segment's echoed timestamp tells: `tcp_rcv_rtt_measure_ts`.
  mutating func noteEcho(_ echo: UInt32, now: UInt32, segmentSize: UInt16) {
    if trips.isEmpty {
      trips.append(ReadingPace(perTrip: min(threshold, 10 * UInt32(segmentSize))))
    }
    guard echo != trips[0].lastEcho else { return }
    trips[0].lastEcho = echo
    let milliseconds = Int32(bitPattern: now &- echo)
    guard milliseconds > 0, milliseconds < 100_000 else { return }
    let sample = UInt32(milliseconds) * 1_000
    let known = trips[0].roundTrip8
    trips[0].roundTrip8 = known == 0 ? sample * 8 : known - known / 8 + sample
  }

  /// Grows the buffer after the application has read: `tcp_rcv_space_adjust`.
  @inline(__always)
  mutating func noteRead(
    to position: SequencePosition, aheadOfGap: UInt32, at now: Instant
  ) {
    if !trips.isEmpty { adjust(to: position, aheadOfGap: aheadOfGap, at: now) }
  }

  private mutating func adjust(
    to position: SequencePosition, aheadOfGap: UInt32, at now: Instant
  ) {
    let pace = trips[0]
    guard pace.roundTrip8 > 0,
      now.elapsed(since: pace.startedAt) >= .microseconds(Int64(pace.roundTrip8 / 8))
    else { return }
    trips[0].start = position
    trips[0].startedAt = now
    // No window is larger than 1 GiB, RFC 7323 section 2.3.
    let copied = UInt32(min(position - min(position, pace.start), 1 << 30))
    guard copied > pace.perTrip else { return }
    trips[0].perTrip = copied
    // Twice what was read, since this is a round trip late, and more while the pace rises.
    var window = UInt64(copied) * 2
    window += window * UInt64(copied - pace.perTrip) / UInt64(max(pace.perTrip, 1)) * 2
    window += UInt64(aheadOfGap)
    size = max(size, UInt32(min(window * 2, UInt64(maximum))))
  }
}
