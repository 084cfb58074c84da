internal import WeirPrimitives

/// What RACK knows: the segment sent last of those delivered, and how much reordering to expect.
///
/// RFC 8985 section 6.1, with Linux's names in brackets.
struct LossDetection: Sendable {
  /// When the segment sent last of those delivered was sent, and where it ends (`rack.mstamp`).
  private(set) var latestSentAt = Instant.zero
  private(set) var latestEnd: SequencePosition = 0
  /// The round trip of the segment delivered last.
  private(set) var roundTrip = TimeSpan.zero
  /// Segments delivered by then, when the window was last widened.
  private var widenedAt: UInt32 = 0
  /// The most segments a delivered one has overtaken, `tp->reordering`.
  private(set) var reordering: UInt16 = LossDetection.initialReordering
  /// Of the segment sent last of those delivered, ``SentSegment/order``.
  private var latestOrder: UInt16 = 0
  /// Quarters of the shortest round trip to wait for stragglers (`reo_wnd_steps`).
  private var windowSteps: UInt8 = 1
  /// Recoveries for which a widened window is kept.
  var windowPersists: UInt8 = 0
  private var seen: Seen = []

  /// One byte for all three: an idle connection is small.
  private struct Seen: OptionSet {
    let rawValue: UInt8

    static let news = Seen(rawValue: 1)
    static let reordering = Seen(rawValue: 2)
    static let duplicate = Seen(rawValue: 4)
  }

  /// Something was delivered since losses were last looked for.
  var hasNews: Bool {
    get { seen.contains(.news) }
    set { if newValue { seen.insert(.news) } else { seen.remove(.news) } }
  }
  var hasSeenReordering: Bool { seen.contains(.reordering) }

  /// `tcp_reordering`.
  static let initialReordering: UInt16 = 3
  /// TCP_RACK_RECOVERY_THRESH.
  static let persistence: UInt8 = 16
  private static let maximumReordering = 300

  /// Takes a segment that was delivered: `tcp_rack_advance`, RFC 8985 section 6.2 step 2.
  mutating func advance(
    by segment: SentSegment, minimumRoundTrip: UInt32, at now: Instant
  ) {
    let trip = now.elapsed(since: segment.sentAt)
    // Too early to be the repetition's: it was the original that arrived.
    if !segment.marks.isDisjoint(with: [.repeated, .everRepeated]),
      trip < .microseconds(Int64(minimumRoundTrip))
    {
      return
    }
    hasNews = true
    roundTrip = trip
    let isLater =
      if segment.sentAt != latestSentAt {
        segment.sentAt > latestSentAt
      } else if segment.order != latestOrder {
        Self.isAfter(segment.order, latestOrder)
      } else {
        segment.end > latestEnd
      }
    guard isLater else { return }
    (latestSentAt, latestEnd, latestOrder) = (segment.sentAt, segment.end, segment.order)
  }

  private static func isAfter(_ order: UInt16, _ other: UInt16) -> Bool {
    Int16(bitPattern: order &- other) > 0
  }

  /// Whether a segment was sent before one that has been delivered.
  ///
  /// Linux compares sequence numbers where instants agree (`tcp_rack_sent_after`). Here time stands
  /// still while many acknowledgments arrive, and what is sent again may leave behind new data.
  func isOvertaken(_ segment: SentSegment) -> Bool {
    if latestSentAt != segment.sentAt { return latestSentAt > segment.sentAt }
    if latestOrder != segment.order { return Self.isAfter(latestOrder, segment.order) }
    return latestEnd > segment.end
  }

  /// How long to wait for stragglers: `tcp_rack_reo_wnd`, RFC 8985 section 6.2 step 4.
  func reorderingWindow(
    state: CongestionWindow.State, sacked: UInt32, minimumRoundTrip: UInt32, smoothed: UInt32
  ) -> TimeSpan {
    if !hasSeenReordering, state >= .recovery || sacked >= UInt32(reordering) { return .zero }
    let steps = UInt64(minimumRoundTrip / 4) * UInt64(windowSteps)
    return .microseconds(Int64(min(steps, UInt64(smoothed))))
  }

  /// Takes note that a segment was delivered after others sent later: `tcp_check_sack_reordering`.
  mutating func noteReordering(bytes: SequencePosition, segmentSize: UInt16) {
    let segments = (bytes + SequencePosition(segmentSize) - 1) / SequencePosition(segmentSize)
    noteReordering(segments: Int(min(segments, UInt64(Self.maximumReordering))))
  }

  /// Takes note of more duplicates than losses explain: `tcp_check_reno_reordering`.
  mutating func noteReordering(segments: Int) {
    seen.insert(.reordering)
    reordering = max(reordering, UInt16(min(segments, Self.maximumReordering)))
  }

  /// A timeout amid doubt says that reordering was overestimated.
  mutating func resetReordering() { reordering = min(reordering, Self.initialReordering) }

  mutating func noteDuplicate() {
    if hasSeenReordering { seen.insert(.duplicate) }
  }

  /// Widens the window once a round trip in which a repetition was superfluous.
  ///
  /// `tcp_rack_update_reo_wnd`; `priorDelivered` as it was when the delivered segment was sent.
  mutating func updateWindow(priorDelivered: UInt32, delivered: UInt32) {
    if Int32(bitPattern: priorDelivered &- widenedAt) < 0 { seen.remove(.duplicate) }
    if seen.contains(.duplicate) {
      if windowSteps < 255 { windowSteps += 1 }
      seen.remove(.duplicate)
      widenedAt = delivered
      windowPersists = Self.persistence
    } else if windowPersists == 0 {
      windowSteps = 1
    }
  }
}
