/// NewReno, RFC 5681 and RFC 6582, counted in segments as Linux does.
///
/// Not modelled yet: CUBIC, HyStart, SACK-based recovery and RACK.
struct CongestionControl: Sendable, Equatable {
  enum Phase: Sendable, Equatable {
    case open
    /// Fast recovery until everything up to the position is acknowledged.
    case recovery(until: SequencePosition)
    /// After an expired timer, until everything up to the position is acknowledged.
    case loss(until: SequencePosition)
  }

  private(set) var phase = Phase.open
  /// cwnd in segments.
  private(set) var window: UInt32
  /// ssthresh in segments.
  private(set) var threshold = UInt32.max
  /// Segments acknowledged towards the next increase in congestion avoidance.
  private var credit: UInt32 = 0
  /// Duplicate acknowledgments since the last new one: each says that a segment has left.
  private(set) var duplicates: UInt32 = 0

  /// DupThresh, RFC 5681 section 3.2.
  static let duplicateThreshold: UInt32 = 3

  init(initialWindow: UInt8) {
    window = UInt32(initialWindow)
  }

  /// Segments that duplicate acknowledgments say have left the network.
  var departed: UInt32 { phase == .open ? 0 : duplicates }

  /// Takes an acknowledgment of new data.
  ///
  /// - Parameters:
  ///   - flight: segments in flight before it; the window grows only if it was used (RFC 7661).
  /// - Returns: whether the oldest segment is to be counted lost: a partial acknowledgment, RFC
  ///   6582 section 3.2 step 3.
  mutating func acknowledged(
    segments: Int, upTo position: SequencePosition, flight: Int
  ) -> Bool {
    switch phase {
    case .open:
      duplicates = 0
      grow(by: UInt32(segments), flight: flight)
      return false
    case .recovery(let until) where position >= until:
      phase = .open
      duplicates = 0
      window = max(min(window, threshold), 2)
      return false
    case .recovery:
      duplicates -= min(duplicates, UInt32(segments))
      return true
    case .loss(let until):
      duplicates = 0
      if position >= until { phase = .open }
      grow(by: UInt32(segments), flight: flight)
      return false
    }
  }

  /// Takes a duplicate acknowledgment; returns whether fast retransmit begins.
  mutating func duplicated(flight: Int, next: SequencePosition) -> Bool {
    duplicates += 1
    guard case .open = phase, duplicates == Self.duplicateThreshold else { return false }
    threshold = max(UInt32(flight) / 2, 2)
    window = threshold
    phase = .recovery(until: next)
    return true
  }

  /// Takes an expired retransmission timer, RFC 5681 section 3.1 (equation 4).
  mutating func timedOut(flight: Int, next: SequencePosition) {
    if case .loss = phase {} else { threshold = max(UInt32(flight) / 2, 2) }
    phase = .loss(until: next)
    window = 1
    credit = 0
    duplicates = 0
  }

  /// Shrinks the window after an idle time of so many timeouts, RFC 2861 as in Linux.
  mutating func restartAfterIdle(timeouts: Int, initialWindow: UInt8) {
    threshold = max(threshold, window - window / 4)
    let floor = min(UInt32(initialWindow), window)
    window = max(window >> UInt32(min(timeouts, 31)), floor)
  }

  private mutating func grow(by segments: UInt32, flight: Int) {
    if window < threshold {
      guard window < 2 * UInt32(flight) else { return }
      window = min(window + segments, threshold)
    } else if UInt32(flight) >= window {
      credit += segments
      if credit >= window {
        credit -= window
        window += 1
      }
    }
  }
}
