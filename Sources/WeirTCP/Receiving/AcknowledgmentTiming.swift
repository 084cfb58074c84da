public import WeirPrimitives

/// When to acknowledge: at once, with the reply, when the application reads, or after a while.
///
/// Linux's `icsk_ack`. The while is 40 ms at least, and adapts to the pace of what arrives.
@usableFromInline
struct AcknowledgmentTiming: Sendable {
  /// TCP_MAX_QUICKACKS.
  static let maximumQuick: UInt8 = 16
  /// TCP_DELACK_MAX.
  private static let maximumDelay = TimeSpan.milliseconds(200)

  /// Zero before the first data.
  private(set) var lastReceivedAt = Instant.zero
  /// When a held-back acknowledgment goes; `distantFuture` when none is.
  @usableFromInline var dueAt = Instant.distantFuture
  /// How long one is held back, in microseconds (`ato`); zero before the first data.
  private var delay: UInt32 = 0
  /// The size of full segments as seen, `rcv_mss`: 536 until larger ones come.
  private(set) var receivedSize: UInt16 = 536
  /// So many segments are still acknowledged at once.
  private(set) var quick: UInt8 = 0
  /// Replies carry the acknowledgments: "pingpong" mode.
  var isInteractive = false
  /// Ends of writes that arrived and are not acknowledged: ICSK_ACK_PUSHED and PUSHED2.
  private(set) var pushes: UInt8 = 0

  /// Whether each segment is acknowledged at once.
  var isQuick: Bool { quick > 0 && !isInteractive }

  /// At most 35 minutes, which can be doubled.
  private static func microseconds(_ span: TimeSpan) -> UInt32 {
    UInt32(min(max(span.nanoseconds / 1_000, 0), Int64(Int32.max)))
  }

  /// Takes note of data in order: `tcp_event_data_recv` and `tcp_measure_rcv_mss`.
  mutating func noteArrival(
    length: UInt32, isPushed: Bool, window: UInt32, segmentSize: UInt16, timeout: TimeSpan,
    minimumDelay: TimeSpan, at now: Instant
  ) {
    if length >= UInt32(receivedSize) {
      receivedSize = UInt16(min(length, UInt32(segmentSize)))
      if isPushed, pushes < 2 { pushes += 1 }
    } else if pushes < 2 {
      pushes += 1
    }
    let least = Self.microseconds(minimumDelay)
    if delay == 0 {
      hurry(Self.maximumQuick, window: window)
      delay = least
    } else {
      let pause = now.elapsed(since: lastReceivedAt)
      let span = Self.microseconds(pause)
      if span <= least / 2 {
        delay = delay / 2 + least / 2
      } else if span < delay {
        delay = min(delay / 2 + span, Self.microseconds(timeout))
      } else if pause > timeout {
        // The peer may be in slow start again, which lives on acknowledgments.
        hurry(Self.maximumQuick, window: window)
      }
    }
    lastReceivedAt = now
  }

  /// `tcp_incr_quickack`: half a window's worth of segments at most.
  private mutating func hurry(_ maximum: UInt8, window: UInt32) {
    let segments = max(window / (2 * UInt32(receivedSize)), 2)
    quick = max(quick, UInt8(min(segments, UInt32(maximum))))
  }

  /// `tcp_enter_quickack_mode`.
  mutating func enterQuick(window: UInt32, minimumDelay: TimeSpan) {
    hurry(Self.maximumQuick, window: window)
    isInteractive = false
    delay = Self.microseconds(minimumDelay)
  }

  /// The window has grown: the next acknowledgment says so at once.
  mutating func noteGrowth() { quick |= 1 }
  /// The buffer is more than half full: no hurry.
  mutating func calm() { quick = 0 }

  /// Takes note that everything received is acknowledged: `tcp_event_ack_sent`.
  mutating func noteAcknowledged(isNews: Bool, minimumDelay: TimeSpan) {
    if isNews, quick > 0 {
      quick -= 1
      if quick == 0 { delay = Self.microseconds(minimumDelay) }
    }
    dueAt = .distantFuture
    pushes = 0
  }

  /// A reply soon after a request: from now on replies carry the acknowledgments.
  mutating func noteSent(at now: Instant, payloadLength: UInt32) {
    guard payloadLength > 0, delay > 0 else { return }
    if Self.microseconds(now.elapsed(since: lastReceivedAt)) < delay { isInteractive = true }
  }

  /// How long the acknowledgment due now is held back: `tcp_send_delayed_ack`.
  func holdingTime(smoothed: TimeSpan, minimumDelay: TimeSpan) -> TimeSpan {
    var time = TimeSpan.microseconds(Int64(delay))
    if time > minimumDelay {
      var limit =
        isInteractive || pushes > 0 ? Self.maximumDelay : TimeSpan.milliseconds(500)
      if smoothed > .zero { limit = min(limit, max(smoothed, minimumDelay)) }
      time = min(time, limit)
    }
    return min(max(time, minimumDelay), Self.maximumDelay)
  }

  /// The reply that was to carry it did not come: `tcp_delack_timer_handler`.
  mutating func expired(timeout: TimeSpan, minimumDelay: TimeSpan) {
    if isInteractive {
      isInteractive = false
      delay = Self.microseconds(minimumDelay)
    } else {
      delay = min(delay * 2, Self.microseconds(timeout))
    }
  }
}
