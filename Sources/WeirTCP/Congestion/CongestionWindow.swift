internal import WeirPrimitives

/// The congestion window and what moves it, counted in segments as Linux does.
///
/// RFC 5681 with proportional rate reduction (RFC 6937, as Linux has it), undo, and the rule that a
/// window which is not used does not grow (RFC 7661). How fast it grows above the threshold is
/// NewReno's or ``CubicGrowth``.
///
/// Not modelled: ECN, pacing, BBR.
struct CongestionWindow: Sendable {
  /// Linux's `tcp_ca_state`, in its order.
  enum State: UInt8, Sendable, Comparable {
    /// Nothing unusual.
    case open
    /// Something is missing, or was sent again, and is not yet judged.
    case disorder
    /// The window is being reduced without a recovery: `TCP_CA_CWR`.
    case reduced
    /// Fast recovery.
    case recovery
    /// After an expired retransmission timer.
    case loss

    static func < (left: State, right: State) -> Bool { left.rawValue < right.rawValue }
  }

  static let infiniteThreshold: UInt32 = 0x7FFF_FFFF

  /// CUBIC's state, one element at most: a connection that never fills its window has none.
  private var curve: [CubicGrowth] = []

  // Use of the window.
  /// The most in flight is measured in the window of data that ends here.
  private var usageEnd: SequencePosition = 0
  /// When the window was last used up.
  private var usedUpAt = Instant.zero

  // Recovery.
  /// Recovery, or the doubt, ends when everything before this is acknowledged.
  private(set) var recoveryEnd: SequencePosition = 0
  /// SND.UNA when the window was reduced; zero when there is nothing to undo.
  private(set) var undoMarker: SequencePosition = 0
  /// Repetitions not yet reported superfluous; negative before the first.
  private(set) var undoRepeats: Int32 = -1
  private var priorWindow: UInt32 = 0
  /// The threshold to go back to; zero when there is none.
  private var priorThreshold: UInt32 = 0
  /// Segments delivered and sent since the reduction began, `prr_delivered` and `prr_out`.
  private var reductionDelivered: UInt32 = 0
  private var reductionSent: UInt32 = 0

  /// cwnd.
  private(set) var window: UInt32
  /// ssthresh.
  private(set) var threshold = CongestionWindow.infiniteThreshold
  /// Segments acknowledged towards the next increase, `snd_cwnd_cnt`.
  private var credit: UInt32 = 0
  /// Most segments in flight lately, and since the window was last used up.
  private var mostInFlight: UInt32 = 0
  private var used: UInt32 = 0
  private(set) var state = State.open
  /// Whether it was the congestion window that held data back.
  private(set) var isLimiting = false
  private let isCubic: Bool
  let initialWindow: UInt8

  init(initialWindow: UInt8, congestion: TCPConfiguration.Congestion) {
    self.initialWindow = initialWindow
    window = UInt32(initialWindow)
    isCubic = congestion == .cubic
  }

  var isInSlowStart: Bool { window < threshold }
  var isReducing: Bool { state == .reduced || state == .recovery }

  mutating func enter(_ new: State) {
    if new == .loss { curve = [] }
    state = new
  }

  mutating func enter(_ new: State, until end: SequencePosition) {
    enter(new)
    recoveryEnd = end
  }

  /// Extends the time of doubt, F-RTO's step 2.b.
  mutating func extendRecovery(until end: SequencePosition) { recoveryEnd = end }

  // MARK: Growth

  /// Whether the window, not the application, is what limits: `tcp_is_cwnd_limited`.
  private var isUsedUp: Bool {
    if isLimiting { return true }
    return isInSlowStart && window < 2 * mostInFlight
  }

  /// Takes acknowledged segments outside of a reduction: `tcp_cong_avoid`.
  mutating func grow(by delivered: UInt32, at now: Instant) {
    guard isUsedUp else { return }
    var delivered = delivered
    if isInSlowStart {
      let grown = min(window + delivered, threshold)
      delivered -= grown - window
      window = grown
      if delivered == 0 { return }
    }
    let pace = segmentsPerIncrease(acknowledged: delivered, at: now)
    if credit >= pace {
      credit = 0
      window += 1
    }
    credit += delivered
    if credit >= pace {
      window += credit / pace
      credit %= pace
    }
  }

  private mutating func segmentsPerIncrease(acknowledged: UInt32, at now: Instant) -> UInt32 {
    guard isCubic else { return window }
    if curve.isEmpty { curve.append(CubicGrowth()) }
    return curve[0].segmentsPerIncrease(window: window, acknowledged: acknowledged, at: now)
  }

  /// Takes the round trip of an acknowledgment; HyStart may find that slow start ends here.
  mutating func noteRoundTrip(
    _ microseconds: UInt32, flight: Int, usesHyStart: Bool, unacknowledged: SequencePosition,
    next: SequencePosition, at now: Instant
  ) {
    guard isCubic else { return }
    if curve.isEmpty {
      // A few segments at a time will never fill a window: nothing to keep for them.
      guard flight + 1 >= Int(window) / 2 else { return }
      curve.append(CubicGrowth())
    }
    let isAtEnd = curve[0].endsSlowStart(
      delay: microseconds, window: window, isInSlowStart: isInSlowStart, usesHyStart: usesHyStart,
      unacknowledged: unacknowledged, next: next, at: now)
    if isAtEnd { threshold = window }
  }

  /// The sender was idle for so long: the curve waits for it.
  mutating func shiftCurve(by idle: TimeSpan, at now: Instant) {
    if !curve.isEmpty { curve[0].shift(by: idle, at: now) }
  }

  // MARK: Use

  /// Takes note of how much of the window a burst has used: `tcp_cwnd_validate`, RFC 7661.
  mutating func validate(
    flight: Int, isLimited: Bool, unacknowledged: SequencePosition, next: SequencePosition,
    timeout: TimeSpan, shrinksWhenIdle: Bool, at now: Instant
  ) {
    let flight = UInt32(flight)
    if unacknowledged >= usageEnd || isLimited || !isLimiting && flight > mostInFlight {
      isLimiting = isLimited
      mostInFlight = flight
      usageEnd = next
    }
    if isUsedUp {
      used = 0
      usedUpAt = now
      return
    }
    used = max(used, flight)
    guard shrinksWhenIdle, now.elapsed(since: usedUpAt) >= timeout else { return }
    // tcp_cwnd_application_limited: half way to what is in use.
    if state == .open {
      let inUse = max(used, UInt32(initialWindow))
      if inUse < window {
        threshold = currentThreshold
        window = (window + inUse) / 2
      }
      used = 0
    }
    usedUpAt = now
  }

  /// Shrinks the window after an idle time of more than one timeout: `tcp_cwnd_restart`, RFC 2861.
  mutating func restart(halvings: Int, at now: Instant) {
    threshold = currentThreshold
    let floor = min(UInt32(initialWindow), window)
    window = max(window >> UInt32(min(halvings, 31)), floor)
    usedUpAt = now
    used = 0
  }

  /// `tcp_current_ssthresh`: three quarters of the window are known to be good.
  private var currentThreshold: UInt32 {
    isReducing ? threshold : max(threshold, window / 2 + window / 4)
  }

  // MARK: Reduction

  /// The threshold after a loss: a half for NewReno, 0.7 for CUBIC, of the window.
  private mutating func reducedThreshold() -> UInt32 {
    guard isCubic else { return max(window / 2, 2) }
    if curve.isEmpty { curve.append(CubicGrowth()) }
    return curve[0].thresholdAfterLoss(window: window)
  }

  /// Begins to undo-proof and reduce: `tcp_enter_recovery`.
  mutating func enterRecovery(
    unacknowledged: SequencePosition, next: SequencePosition, repeating: UInt32
  ) {
    priorThreshold = 0
    armUndo(at: unacknowledged, repeating: repeating)
    if !isReducing {
      priorThreshold = currentThreshold
      beginReduction(until: next)
    }
    enter(.recovery)
  }

  /// Reduces the window at once, a tail loss having been repaired by its probe.
  mutating func reduceAfterProbe(next: SequencePosition) {
    beginReduction(until: next)
    enter(.reduced)
    endReduction()
  }

  private mutating func beginReduction(until next: SequencePosition) {
    recoveryEnd = next
    credit = 0
    priorWindow = window
    reductionDelivered = 0
    reductionSent = 0
    threshold = reducedThreshold()
  }

  /// Proportional rate reduction: `tcp_cwnd_reduction`, RFC 6937.
  mutating func reduce(
    delivered: UInt32, inFlight: Int, advanced: Bool, hasNewLosses: Bool
  ) {
    guard delivered > 0, priorWindow > 0 else { return }
    reductionDelivered += delivered
    let room = Int(threshold) - inFlight
    var count: Int
    if room < 0 {
      let share = UInt64(threshold) * UInt64(reductionDelivered) + UInt64(priorWindow) - 1
      count = Int(share / UInt64(priorWindow)) - Int(reductionSent)
    } else {
      count = max(Int(reductionDelivered) - Int(reductionSent), Int(delivered))
      if advanced, !hasNewLosses { count += 1 }
      count = min(room, count)
    }
    // A repetition goes out in any case when recovery begins.
    count = max(count, reductionSent > 0 ? 0 : 1)
    window = UInt32(max(inFlight + count, 0))
  }

  /// Counts segments that went out during a reduction.
  mutating func noteSent(_ count: UInt32) {
    if isReducing { reductionSent += count }
  }

  /// Ends a reduction at the threshold: `tcp_end_cwnd_reduction`.
  mutating func endReduction() {
    if threshold < Self.infiniteThreshold { window = threshold }
  }

  /// The same after a recovery, unless that was undone.
  mutating func endReductionAfterRecovery() {
    if undoMarker != 0 { endReduction() }
  }

  /// Takes an expired retransmission timer: `tcp_enter_loss`.
  mutating func enterLoss(
    isNewLoss: Bool, unacknowledged: SequencePosition, next: SequencePosition, inFlight: Int,
    repeating: UInt32
  ) {
    if isNewLoss {
      priorThreshold = currentThreshold
      priorWindow = window
      threshold = reducedThreshold()
      armUndo(at: unacknowledged, repeating: repeating)
    }
    window = UInt32(max(inFlight, 0)) + 1
    credit = 0
    enter(.loss, until: next)
  }

  /// The path takes smaller packets only; the window is not to blame: `tcp_simple_retransmit`.
  mutating func enterLossOfPath(next: SequencePosition) {
    threshold = currentThreshold
    priorThreshold = 0
    undoMarker = 0
    enter(.loss, until: next)
  }

  // MARK: Undo

  private mutating func armUndo(at unacknowledged: SequencePosition, repeating: UInt32) {
    undoMarker = unacknowledged
    undoRepeats = repeating > 0 ? Int32(repeating) : -1
  }

  /// Counts a repetition that may turn out superfluous.
  mutating func noteRepeat() { undoRepeats = max(undoRepeats, 0) + 1 }

  /// Counts repetitions that a D-SACK reports superfluous.
  mutating func noteSuperfluous(_ count: Int32) {
    guard undoMarker != 0, undoRepeats > 0 else { return }
    undoRepeats = max(0, undoRepeats - count)
  }

  var undoneBySuperfluous: Bool { undoMarker != 0 && undoRepeats == 0 }

  /// Takes the reduction back: `tcp_undo_cwnd_reduction`.
  mutating func undo() {
    if priorThreshold > 0 {
      window = max(window, priorWindow)
      threshold = max(threshold, priorThreshold)
    }
    undoMarker = 0
  }
}
