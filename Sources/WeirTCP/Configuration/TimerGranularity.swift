public import WeirPrimitives

/// How finely a host's TCP timers expire.
public enum TimerGranularity: Sendable, Equatable {
  /// At the instant that the rules name.
  case none
  /// As the timer wheel of a kernel with 250 jiffies a second.
  ///
  /// `calc_wheel_index` in kernel/time/timer.c: rounded up to 4, 32, 256 ms, 2.048 s or 16.384 s,
  /// the farther the coarser. The phase is how far the wheel is from a turn at the start of the
  /// run, as it depends on when the machine was switched on: what the wheel rounds up to are whole
  /// multiples less this; up to 16.384 s make a difference.
  case linuxHz250(phase: TimeSpan)

  private static let jiffy: Int64 = 4_000_000

  /// A timeout in whole jiffies, rounded up, as `icsk_rto` is kept: it doubles from there.
  func rounding(_ timeout: TimeSpan) -> TimeSpan {
    guard case .linuxHz250 = self else { return timeout }
    return TimeSpan(
      nanoseconds: (timeout.nanoseconds + Self.jiffy - 1) / Self.jiffy * Self.jiffy)
  }

  /// When a timer expires that was set at `now` for `deadline`.
  func expiry(of deadline: Instant, setAt now: Instant) -> Instant {
    guard case .linuxHz250(let phase) = self, deadline < .distantFuture else { return deadline }
    let clock = (now.nanoseconds + phase.nanoseconds) / Self.jiffy
    let span = max(0, deadline.nanoseconds - now.nanoseconds)
    // usecs_to_jiffies rounds a span up; the wheel then rounds so that none expires early.
    let jiffies = (span + Self.jiffy - 1) / Self.jiffy
    let shift: Int64 =
      switch jiffies {
      case ..<63: 0
      case ..<504: 3
      case ..<4_032: 6
      case ..<32_256: 9
      default: 12
      }
    let expires = ((clock + jiffies + (1 << shift)) >> shift) << shift
    return Instant(nanoseconds: expires * Self.jiffy - phase.nanoseconds)
  }
}
