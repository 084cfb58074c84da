internal import WeirPrimitives

/// The retransmission timeout from measured round trips, as `tcp_rtt_estimator` keeps it.
///
/// RFC 6298 with Linux's differences: the variance falls at most once a round trip, does not rise
/// with a round trip that was shorter, and never counts for less than 200 ms. In microseconds, as
/// in Linux, fixed point included.
struct RoundTripEstimator: Sendable, Equatable {
  /// Eight times SRTT; zero before the first measurement.
  private var smoothed8: UInt32 = 0
  /// Four times the mean deviation, and its peak within the round trip.
  private var deviation4: UInt32 = 0
  private var peak4: UInt32 = 0
  /// Four times RTTVAR.
  private(set) var variance4: UInt32 = 0
  /// The shortest round trip seen lately; `max` before the first.
  private(set) var minimum = UInt32.max
  /// When that was, in seconds.
  private var minimumAt: UInt32 = 0
  /// The round trip in which the peak is taken ends when this is acknowledged.
  private var periodEnd: SequencePosition = 0
  /// RTO with its back-off.
  private(set) var timeout: TimeSpan
  /// How often the timer has expired since the last measurement.
  private(set) var backoffs: UInt8 = 0

  init(initialTimeout: TimeSpan) {
    timeout = initialTimeout
  }

  /// SRTT; zero before the first measurement.
  var smoothed: TimeSpan { .microseconds(Int64(smoothed8 / 8)) }
  var hasMeasured: Bool { smoothed8 != 0 }
  /// The smoothed round trip in microseconds.
  var smoothedMicroseconds: UInt32 { smoothed8 / 8 }

  /// Takes one measurement, in microseconds.
  mutating func measure(
    _ microseconds: UInt32, unacknowledged: SequencePosition, next: SequencePosition,
    _ configuration: borrowing TCPConfiguration
  ) {
    let floor = UInt32(clamping: configuration.minimumTimeoutVariance.nanoseconds / 1_000)
    let sample = min(max(microseconds, 1), 1 << 28)
    if smoothed8 == 0 {
      smoothed8 = sample * 8
      deviation4 = sample * 2  // so that RTO = 3 RTT, RFC 6298 (2.2)
      variance4 = max(deviation4, floor)
      peak4 = variance4
      periodEnd = next
    } else {
      update(by: sample)
      if unacknowledged > periodEnd {
        if peak4 < variance4 { variance4 -= (variance4 - peak4) / 4 }
        periodEnd = next
        peak4 = floor
      }
    }
    backoffs = 0
    setTimeout(configuration)
  }

  private mutating func update(by sample: UInt32) {
    var error = Int64(sample) - Int64(smoothed8 / 8)
    smoothed8 = UInt32(max(1, Int64(smoothed8) + error))
    if error < 0 {
      error = -error - Int64(deviation4 / 4)
      // A fall of the round trip does not raise the timeout: Eifel's finding.
      if error > 0 { error /= 8 }
    } else {
      error -= Int64(deviation4 / 4)
    }
    deviation4 = UInt32(max(0, Int64(deviation4) + error))
    if deviation4 > peak4 {
      peak4 = deviation4
      variance4 = max(variance4, peak4)
    }
  }

  private mutating func setTimeout(_ configuration: borrowing TCPConfiguration) {
    timeout = min(
      .microseconds(Int64(smoothed8 / 8) + Int64(variance4)), configuration.maximumTimeout)
  }

  /// Falls back to 3 s when the handshake measured nothing, RFC 6298 (5.7): `tcp_init_metrics`.
  mutating func fallBack(_ configuration: borrowing TCPConfiguration) {
    guard smoothed8 == 0 else { return }
    variance4 = 3_000_000
    (deviation4, peak4) = (variance4, variance4)
    backoffs = 0
    setTimeout(configuration)
  }

  /// Takes the round trip of an acknowledgment for the minimum: `tcp_update_rtt_min`.
  ///
  /// Linux keeps the minimum of the last 300 s; here one that old gives way to the next sample.
  mutating func noteMinimum(_ microseconds: UInt32, mayBeDelayed: Bool, at now: Instant) {
    if mayBeDelayed, microseconds > minimum { return }
    let seconds = UInt32(truncatingIfNeeded: now.nanoseconds / 1_000_000_000)
    guard microseconds <= minimum || seconds &- minimumAt > 300 else { return }
    minimum = max(microseconds, 1)
    minimumAt = seconds
  }

  /// Doubles the timeout, RFC 6298 (5.5).
  mutating func backOff(_ configuration: borrowing TCPConfiguration) {
    if backoffs < 63 { backoffs += 1 }
    timeout = min(timeout + timeout, configuration.maximumTimeout)
  }

  /// Forgets the back-off.
  mutating func resetBackoff(_ configuration: borrowing TCPConfiguration) {
    guard backoffs > 0 else { return }
    backoffs = 0
    if smoothed8 != 0 { setTimeout(configuration) } else { timeout = configuration.initialTimeout }
  }
}
