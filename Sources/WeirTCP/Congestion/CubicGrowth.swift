internal import WeirPrimitives

/// CUBIC, RFC 9438, in the integer arithmetic of Linux's tcp_cubic.c, with HyStart.
///
/// Time is counted in jiffies of 4 ms, as on a kernel with HZ = 250, and in 1/1024 s on the curve.
struct CubicGrowth: Sendable {
  /// What the window is multiplied by after a loss, in 1/1024: beta = 0.7.
  private static let beta: UInt64 = 717
  /// C = 0.4 as a rate of the curve, `bic_scale` times ten.
  private static let scale: UInt64 = 410
  /// 2^40 / `scale`: what the distance to the origin is multiplied by under the cube root.
  private static let rootFactor: UInt64 = (1 << 40) / 410
  /// 8 (1 + beta) / (3 (1 - beta)): segments acknowledged for one increase of Reno's.
  private static let friendlyScale: UInt64 = 8 * (1_024 + 717) / 3 / (1_024 - 717)
  private static let jiffy: Int64 = 4_000_000

  /// The window before the last loss, and where the curve is level.
  private(set) var lastMaximum: UInt32 = 0
  private var origin: UInt32 = 0
  /// Time from the loss to the origin, in 1/1024 s.
  private var inflection: UInt32 = 0
  /// Segments to acknowledge for one increase.
  private var pace: UInt32 = 0
  private var lastWindow: UInt32 = 0
  private var lastAt: UInt32 = 0
  /// The jiffy in which growth since the last loss began; zero before.
  private var epoch: UInt32 = 0
  private var acknowledged: UInt32 = 0
  /// What Reno's window would be.
  private var renoWindow: UInt32 = 0
  /// The shortest round trip in microseconds; zero before the first.
  private(set) var minimumDelay: UInt32 = 0

  // HyStart.
  /// Microseconds of the shortest round trip within this round.
  private var roundDelay = UInt32.max
  private var sampleCount: UInt8 = 0
  /// Slow start has been ended.
  private(set) var hasFoundExit = false
  private var roundStart = Instant.zero
  private var lastAcknowledgmentAt = Instant.zero
  private var roundEnd: SequencePosition = 0

  private static func jiffies(_ instant: Instant) -> UInt32 {
    // From one: zero stands for "none yet".
    UInt32(truncatingIfNeeded: instant.nanoseconds / jiffy) &+ 1
  }

  // MARK: The curve

  /// `bictcp_recalc_ssthresh`, with fast convergence.
  mutating func thresholdAfterLoss(window: UInt32) -> UInt32 {
    epoch = 0
    lastMaximum =
      window < lastMaximum
      ? UInt32(UInt64(window) * (1_024 + Self.beta) / 2_048) : window
    return max(UInt32(UInt64(window) * Self.beta / 1_024), 2)
  }

  /// How many segments must be acknowledged for the window to grow by one: `bictcp_update`.
  mutating func segmentsPerIncrease(
    window: UInt32, acknowledged count: UInt32, at now: Instant
  ) -> UInt32 {
    acknowledged += count
    let time = Self.jiffies(now)
    if lastWindow == window, time &- lastAt <= 250 / 32 { return max(pace, 2) }
    if epoch == 0 || time != lastAt {
      lastWindow = window
      lastAt = time
      if epoch == 0 { beginEpoch(window: window, acknowledged: count, at: time) }
      pace = paceOnCurve(window: window, at: time)
    }
    keepUpWithReno(window: window)
    pace = max(pace, 2)
    return pace
  }

  private mutating func beginEpoch(window: UInt32, acknowledged count: UInt32, at time: UInt32) {
    epoch = time
    acknowledged = count
    renoWindow = window
    if lastMaximum <= window {
      inflection = 0
      origin = window
    } else {
      inflection = Self.cubeRoot(Self.rootFactor * UInt64(lastMaximum - window))
      origin = lastMaximum
    }
  }

  private func paceOnCurve(window: UInt32, at time: UInt32) -> UInt32 {
    // The curve is followed one round trip ahead.
    let ahead = (UInt64(minimumDelay) + 3_999) / 4_000
    let elapsed = (UInt64(time &- epoch) + ahead) * 1_024 / 250
    let inflection = UInt64(inflection)
    let offset = elapsed < inflection ? inflection - elapsed : elapsed - inflection
    let bounded = min(offset, 1 << 17)  // two minutes; the cube must fit
    let delta = UInt32(clamping: (Self.scale * bounded * bounded * bounded) >> 40)
    let target =
      elapsed < inflection ? origin - min(delta, origin) : origin.addingReportingOverflow(delta).0
    var pace = target > window ? window / (target - window) : 100 * window
    // Before the first loss the bandwidth is unknown: at least 5 % a round trip.
    if lastMaximum == 0 { pace = min(pace, 20) }
    return pace
  }

  /// The Reno-friendly region, RFC 9438 section 4.3.
  private mutating func keepUpWithReno(window: UInt32) {
    let step = UInt32((UInt64(window) * Self.friendlyScale) >> 3)
    while acknowledged > step, step > 0 {
      acknowledged -= step
      renoWindow += 1
    }
    if renoWindow > window { pace = min(pace, window / (renoWindow - window)) }
  }

  /// The sender was idle for so long: the curve waits for it.
  mutating func shift(by idle: TimeSpan, at now: Instant) {
    guard epoch != 0, idle > .zero else { return }
    let later = UInt64(epoch) + UInt64(idle.nanoseconds / Self.jiffy)
    epoch = UInt32(min(later, UInt64(Self.jiffies(now))))
  }

  /// Rounds down.
  static func cubeRoot(_ value: UInt64) -> UInt32 {
    var root: UInt64 = 0
    for bit in stride(from: 20, through: 0, by: -1) {
      let candidate = root | 1 << UInt64(bit)
      if candidate * candidate * candidate <= value { root = candidate }
    }
    return UInt32(root)
  }

  // MARK: HyStart

  /// Takes the round trip of an acknowledgment; returns whether slow start ends here.
  ///
  /// `cubictcp_acked` and `hystart_update`: a train of acknowledgments half a round trip long, or
  /// round trips an eighth above the shortest.
  mutating func endsSlowStart(
    delay microseconds: UInt32, window: UInt32, isInSlowStart: Bool, usesHyStart: Bool,
    unacknowledged: SequencePosition, next: SequencePosition, at now: Instant
  ) -> Bool {
    // Round trips right after a recovery are left out.
    if epoch != 0, Self.jiffies(now) &- epoch < 250 { return false }
    let delay = max(microseconds, 1)
    if minimumDelay == 0 || delay < minimumDelay { minimumDelay = delay }
    guard usesHyStart, isInSlowStart, !hasFoundExit else { return false }
    if unacknowledged > roundEnd { beginRound(next: next, at: now) }
    guard window >= 16 else { return false }
    if now.elapsed(since: lastAcknowledgmentAt) <= .milliseconds(2) {
      lastAcknowledgmentAt = now
      // Linux adds the time its own offload may take: a millisecond at these rates.
      let limit = TimeSpan.microseconds(Int64(minimumDelay) + 1_000) / 2
      if now.elapsed(since: roundStart) > limit { hasFoundExit = true }
    }
    roundDelay = min(roundDelay, delay)
    if sampleCount < 8 {
      sampleCount += 1
    } else if roundDelay - minimumDelay > min(max(minimumDelay / 8, 4_000), 16_000) {
      hasFoundExit = true
    }
    return hasFoundExit
  }

  /// Begins a round of HyStart: `bictcp_hystart_reset`.
  private mutating func beginRound(next: SequencePosition, at now: Instant) {
    roundStart = now
    lastAcknowledgmentAt = now
    roundEnd = next
    roundDelay = .max
    sampleCount = 0
  }
}
