internal import Foundation
public import WeirPrimitives
public import WeirTCP

/// What is sent to a peer that is gone, and when it is given up, against `tcp_dead_peer.json`.
///
/// The timers of the kernel that was measured expire on a wheel whose phase depends on when that
/// machine was switched on, which no table tells: it is fitted, one number for each trace.
public struct DeadPeerComparison {
  public static let tolerance = TimeSpan.milliseconds(40)

  public init() {}

  /// A trace, and how to run the same here.
  public struct Trace: Sendable {
    public var name: String
    /// Instants of sending and at last of giving up, since the program began.
    public var measured: [TimeSpan]
    /// How many of them to leave aside: see ``init(_:)``.
    public var skipped = 0
    var hole: BlackHole?
    /// What the emulator and two hosts add to a round trip, by the median of `tcp_connect.json`.
    static let lateness = TimeSpan.microseconds(400)

    /// Nil where nothing is sent.
    ///
    /// The stream was written each 20 ms. What was sent first into the hole depends on what was in
    /// flight and on a congestion window that the table does not tell, so the comparison begins
    /// with the probe. Its timeout had grown with round trips that the table does not tell either:
    /// here the variance's floor is that much higher. The 384 ms in the table were read before:
    /// the first doubled one ran out after 764 ms, so that it was 380.
    public init?(_ row: Measured.DeadPeer) {
      name = "\(row.kind), RTT \(fixed(row.rttMs, 0)) ms"
      measured = (row.sentIntoBlackholeS + [row.detectedS]).map {
        .milliseconds(Int64(($0 * 1_000).rounded()))
      }
      let path = Path(roundTrip: .milliseconds(Int64(row.rttMs)) + Self.lateness)
      switch row.kind {
      case "syn": break
      case "onemsg":
        var hole = BlackHole(path: path)
        hole.configuration.retries2 = 5
        self.hole = hole
      case "stream":
        var hole = BlackHole(path: path, interval: .milliseconds(20))
        hole.configuration.retries2 = 8
        hole.configuration.minimumTimeoutVariance = .milliseconds(380) - path.roundTrip
        hole.before = 100
        hole.after = .max
        hole.silence = .milliseconds(20)
        self.hole = hole
        skipped = 16
      default: return nil
      }
    }

    /// The same instants here, shifted so that the first one compared agrees.
    public func schedule(_ granularity: TimerGranularity) -> [TimeSpan] {
      let instants: [TimeSpan]
      if var hole {
        hole.configuration.timerGranularity = granularity
        let outcome = hole.run()
        instants = outcome.schedule(since: outcome.firstWrite)
      } else {
        var syn = UnansweredSYN()
        syn.configuration.timerGranularity = granularity
        instants = syn.schedule()
      }
      let compared = instants.suffix(measured.count - skipped)
      guard let first = compared.first else { return [] }
      return compared.map { measured[skipped] + ($0 - first) }
    }

    /// The largest difference at one phase of the wheel; nil when the counts differ.
    public func deviation(phase: TimeSpan) -> TimeSpan? {
      let here = schedule(.linuxHz250(phase: phase))
      let there = measured.dropFirst(skipped)
      guard here.count == there.count else { return nil }
      return zip(here, there).map { abs($0 - $1) }.max()
    }

    /// The phase that fits best, of all that a wheel of 16.384 s can have, and its deviation.
    public func fit() -> (phase: TimeSpan, deviation: TimeSpan)? {
      let deviations = inParallel(4_096) { deviation(phase: .milliseconds(Int64($0) * 4)) }
      let best = deviations.indices.filter { deviations[$0] != nil }
        .min { (deviations[$0] ?? .max, $0) < (deviations[$1] ?? .max, $1) }
      guard let best, let deviation = deviations[best] else { return nil }
      return (.milliseconds(Int64(best) * 4), deviation)
    }
  }

  public func compare(_ rows: [Measured.DeadPeer], into report: inout Report) {
    report.say("")
    report.say("Dead peers: seconds from the program's start, Linux's and here")
    for row in rows {
      guard let trace = Trace(row) else { continue }
      guard let (phase, deviation) = trace.fit() else {
        report.judge(false, "\(trace.name): another number of segments than Linux's")
        continue
      }
      let seconds = { (span: TimeSpan) in fixed(Double(span.nanoseconds) / 1e9) }
      let here = trace.schedule(.linuxHz250(phase: phase))
      report.say("  \(trace.name), Linux: " + trace.measured.map(seconds).joined(separator: " "))
      report.say("  \(trace.name), Weir:  " + here.map(seconds).joined(separator: " "))
      report.judge(
        deviation <= Self.tolerance,
        "\(trace.name): all within \(seconds(deviation)) s, to be at most 0.040, "
          + "with the wheel \(seconds(phase)) s into its turn")
    }
  }
}

private func abs(_ span: TimeSpan) -> TimeSpan { max(span, .zero - span) }
