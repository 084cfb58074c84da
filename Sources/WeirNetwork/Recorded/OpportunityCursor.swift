public import WeirPrimitives

/// When packets leave a first-in-first-out queue in front of a recorded capacity.
///
/// As `mm-link` does it (Mahimahi, link_queue.cc, `rationalize`): an opportunity that comes when
/// nothing waits is lost, so that a packet can use only those *after* the instant it was enqueued;
/// a packet may span several opportunities, and several packets may share one as long as all of
/// them were waiting when it came. Because the queue is first in, first out, the departure is known
/// when the packet enters. Not modelled: packets above 1,500 bytes are an error in Mahimahi, not
/// here.
public struct OpportunityCursor: Sendable {
  private let trace: MahimahiTrace
  /// The opportunity that the last packet left with: its round, its place there, its instant.
  private var round: Int64 = 0
  private var index = 0
  private var opensAt = Instant.zero
  /// What the packets so far leave of it.
  private var bytesLeft = 0

  /// Starts at the start of the run, with the recording's first round.
  public init(_ trace: MahimahiTrace) {
    self.trace = trace
  }

  /// Returns the instant at which the packet's last byte leaves; packets come in order of time.
  ///
  /// The gap since the last packet does not matter: O(log lines), and O(1) while the queue is busy.
  /// Beyond the end of time, that is ``/WeirPrimitives/Instant/distantFuture``.
  public mutating func transmit(bytes: Int, enqueuedAt: Instant) -> Instant {
    precondition(bytes > 0, "a packet of \(bytes) bytes")
    if opensAt <= enqueuedAt {
      moveToFirst(after: enqueuedAt)
      bytesLeft = MahimahiTrace.bytesPerOpportunity
    }
    if bytes <= bytesLeft {
      bytesLeft -= bytes
      return opensAt
    }
    let (full, last) = (bytes - bytesLeft - 1)
      .quotientAndRemainder(dividingBy: MahimahiTrace.bytesPerOpportunity)
    advance(by: full + 1)
    bytesLeft = MahimahiTrace.bytesPerOpportunity - (last + 1)
    return opensAt
  }

  /// Returns the instant of the opportunity that a packet's first byte gets.
  ///
  /// For a queue that decides then whether the packet goes at all.
  public mutating func opening(enqueuedAt: Instant) -> Instant {
    if opensAt <= enqueuedAt {
      moveToFirst(after: enqueuedAt)
      bytesLeft = MahimahiTrace.bytesPerOpportunity
    } else if bytesLeft == 0 {
      advance(by: 1)
      bytesLeft = MahimahiTrace.bytesPerOpportunity
    }
    return opensAt
  }

  /// Gives back what the packets in the queue would have used, for a queue that loses them all now.
  public mutating func discardQueue() {
    round = 0
    index = 0
    opensAt = .zero
    bytesLeft = 0
  }

  private mutating func moveToFirst(after instant: Instant) {
    // Opportunities lie on whole milliseconds: after the instant means after its millisecond.
    let period = Int64(trace.periodMilliseconds)
    let (target, rest) = (instant.nanoseconds / nanosecondsPerMillisecond)
      .quotientAndRemainder(dividingBy: period)
    let place = UInt32(rest)
    // The last opportunity of a round is at its end, so that each instant has one in its own round;
    // within the round of the last departure, it is no earlier than that.
    index = trace.firstOpportunity(after: place, from: target == round ? index : 0)
    round = target
    updateInstant()
  }

  private mutating func advance(by opportunities: Int) {
    guard opensAt < .distantFuture else { return }
    let (rounds, place) = (index + opportunities)
      .quotientAndRemainder(dividingBy: trace.milliseconds.count)
    index = place
    round += Int64(rounds)
    updateInstant()
  }

  private mutating func updateInstant() {
    let (start, overflow) = round.multipliedReportingOverflow(by: Int64(trace.periodMilliseconds))
    let limit = Int64.max / nanosecondsPerMillisecond
    let place = Int64(trace.milliseconds[index])
    if overflow || start > limit - place {
      opensAt = .distantFuture
    } else {
      opensAt = Instant(nanoseconds: (start + place) * nanosecondsPerMillisecond)
    }
  }

  private var nanosecondsPerMillisecond: Int64 { 1_000_000 }
}
