internal import WeirPrimitives

/// The retransmission timeout from measured round trips: RFC 6298 with Linux's bounds.
struct RoundTripEstimator: Sendable, Equatable {
  /// SRTT; zero before the first measurement.
  private(set) var smoothed = TimeSpan.zero
  /// RTTVAR.
  private(set) var variance = TimeSpan.zero
  /// How often the timer has expired since the last new acknowledgment.
  private(set) var backoffs: UInt8 = 0

  /// Takes one measurement of a segment that was sent once (Karn's algorithm is the caller's).
  mutating func measure(_ sample: TimeSpan) {
    if smoothed == .zero {
      // RFC 6298 (2.2). A sample of zero would read as "none yet".
      smoothed = max(sample, .nanoseconds(1))
      variance = sample / 2
    } else {
      // RFC 6298 (2.3), alpha = 1/8 and beta = 1/4.
      let deviation = max(smoothed - sample, sample - smoothed)
      variance = (variance * 3 + deviation) / 4
      smoothed = max((smoothed * 7 + sample) / 8, .nanoseconds(1))
    }
  }

  mutating func backOff() {
    if backoffs < 63 { backoffs += 1 }
  }

  mutating func resetBackoff() { backoffs = 0 }

  /// RTO: SRTT + max(200 ms, 4 RTTVAR), doubled for each expiry, at most 120 s.
  func timeout(_ configuration: TCPConfiguration) -> TimeSpan {
    let base =
      smoothed == .zero
      ? configuration.initialTimeout
      : smoothed + max(configuration.minimumTimeoutVariance, variance * 4)
    var timeout = min(base, configuration.maximumTimeout)
    var doublings = backoffs
    while doublings > 0, timeout < configuration.maximumTimeout {
      timeout = min(timeout + timeout, configuration.maximumTimeout)
      doublings -= 1
    }
    return timeout
  }
}
