/// NewReno, RFC 5681 and RFC 6582, counted in segments as Linux does.
///
/// Not modelled yet: CUBIC, HyStart, SACK-based recovery, RACK and F-RTO.
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
  /// Most segments in flight during the window of data that ends at `usageEnd`.
  private var usedFlight: UInt32 = 0
  /// Whether it was the congestion window that held data back.
  private var isLimiting = false
  private var usageEnd: SequencePosition = 0

  /// DupThresh, RFC 5681 section 3.2.
  static let duplicateThreshold: UInt32 = 3

  init(initialWindow: UInt8) {
    window = UInt32(initialWindow)
  }

  /// Segments that duplicate acknowledgments say have left the network.
  ///
  /// Counted from the first one, so that new data follows them out: limited transmit, RFC 3042.
  /// After an expired timer they speak of segments that are counted lost already.
  var departed: UInt32 {
    if case .loss = phase { 0 } else { duplicates }
  }

  /// Takes an acknowledgment of new data.
  ///
  /// Returns whether the oldest segment is to be repeated at once: a partial acknowledgment, RFC
  /// 6582 section 3.2 step 3.
  mutating func acknowledged(segments: Int, upTo position: SequencePosition) -> Bool {
    switch phase {
    case .open:
      duplicates = 0
      grow(by: UInt32(segments))
      return false
    case .recovery(let until) where position >= until:
      phase = .open
      duplicates = 0
      window = max(min(window, threshold), 2)
      return false
    case .recovery:
      // One of them filled the gap; the others had each caused a duplicate (tcp_remove_reno_sacks).
      if segments > 1 { duplicates -= min(duplicates, UInt32(segments) - 1) }
      return true
    case .loss(let until):
      duplicates = 0
      if position >= until { phase = .open }
      grow(by: UInt32(segments))
      return false
    }
  }

  /// Takes a duplicate acknowledgment; returns whether fast retransmit begins.
  ///
  /// At least the segment that is missing has not left: `tcp_limit_reno_sacked`.
  mutating func duplicated(flight: Int, next: SequencePosition) -> Bool {
    guard Int(duplicates) + 1 < flight else { return false }
    duplicates += 1
    guard case .open = phase, duplicates == Self.duplicateThreshold else { return false }
    threshold = reducedWindow
    window = threshold
    phase = .recovery(until: next)
    return true
  }

  /// Takes an expired retransmission timer, RFC 5681 section 3.1 (equation 4).
  ///
  /// The threshold falls once for one window of data, however it is repaired (`tcp_enter_loss`).
  mutating func timedOut(next: SequencePosition) {
    if case .open = phase { threshold = reducedWindow }
    phase = .loss(until: next)
    window = 1
    credit = 0
    duplicates = 0
  }

  /// Shrinks the window after an idle time of more than one timeout: `tcp_cwnd_restart`, RFC 2861.
  mutating func restartAfterIdle(halvings: Int, initialWindow: UInt8) {
    threshold = max(threshold, window / 2 + window / 4)
    let floor = min(UInt32(initialWindow), window)
    window = max(window >> UInt32(min(halvings, 31)), floor)
  }

  /// Takes note of how much of the window a burst has used: `tcp_cwnd_validate`, RFC 7661.
  mutating func transmitted(
    flight: Int, limited: Bool, unacknowledged: SequencePosition, next: SequencePosition
  ) {
    let flight = UInt32(flight)
    guard unacknowledged >= usageEnd || limited || !isLimiting && flight > usedFlight else {
      return
    }
    isLimiting = limited
    usedFlight = flight
    usageEnd = next
  }

  /// Linux halves the window, RFC 5681 equation 4 the flight; they differ when little is sent.
  private var reducedWindow: UInt32 { max(window / 2, 2) }

  /// Slow start below the threshold, RFC 5681 section 3.1, else one segment per window.
  private mutating func grow(by segments: UInt32) {
    if window < threshold {
      guard isLimiting || window < 2 * usedFlight else { return }
      window = min(window + segments, threshold)
    } else if isLimiting {
      credit += segments
      if credit >= window {
        credit -= window
        window += 1
      }
    }
  }
}
