import TestSupport
import Testing
import WeirPrimitives

@testable import WeirTCP

/// The expiries of a kernel's timer wheel with 250 jiffies a second.
@Suite struct TimerGranularityTests {
  private func expiry(
    after milliseconds: Int64, at start: Int64 = 0, phase: TimeSpan = .zero
  ) -> Instant {
    TimerGranularity.linuxHz250(phase: phase).expiry(
      of: at(milliseconds: start + milliseconds), setAt: at(milliseconds: start))
  }

  @Test func `Without granularity a timer expires at its deadline`() {
    let deadline = Instant(nanoseconds: 12_345)
    #expect(TimerGranularity.none.expiry(of: deadline, setAt: .zero) == deadline)
  }

  @Test func `A timer that is off stays off`() {
    let wheel = TimerGranularity.linuxHz250(phase: .zero)
    #expect(wheel.expiry(of: .distantFuture, setAt: .zero) == .distantFuture)
  }

  @Test func `The next jiffy has begun already: one more is added`() {
    #expect(expiry(after: 0) == at(milliseconds: 4))
    #expect(expiry(after: 4) == at(milliseconds: 8))
    #expect(expiry(after: 5) == at(milliseconds: 12))
    #expect(expiry(after: 40) == at(milliseconds: 44))
  }

  /// The last delay of each level and the first of the next, in jiffies of 4 ms.
  @Test(
    arguments: [
      (62, 252), (63, 256), (503, 2_016), (504, 2_048), (4_031, 16_128), (4_032, 16_384),
      (32_255, 129_024), (32_256, 131_072),
    ] as [(Int64, Int64)])
  func `Levels begin at 63, 504, 4032 and 32256 jiffies`(jiffies: Int64, milliseconds: Int64) {
    #expect(expiry(after: jiffies * 4) == at(milliseconds: milliseconds))
  }

  @Test func `The phase moves what the wheel rounds to`() {
    #expect(expiry(after: 4, phase: .milliseconds(1)) == at(milliseconds: 7))
    #expect(expiry(after: 300) == at(milliseconds: 320))
    #expect(expiry(after: 300, phase: .milliseconds(20)) == at(milliseconds: 332))
    #expect(expiry(after: 300, phase: .milliseconds(19)) == at(milliseconds: 301))
  }

  @Test func `No timer expires early, none later than an eighth and a jiffy`() {
    var choices = TestChoices(seed: 1)
    for _ in 0..<20_000 {
      let phase = TimeSpan(nanoseconds: Int64(choices.below(17_000_000_000)))
      let start = Instant(nanoseconds: Int64(choices.below(1_000_000_000_000)))
      let span = TimeSpan(nanoseconds: Int64(choices.below(120_000_000_000)))
      let expiry = TimerGranularity.linuxHz250(phase: phase).expiry(
        of: start + span, setAt: start)
      let late = expiry.elapsed(since: start + span)
      #expect(late >= .zero)
      #expect(late <= span / 7 + .milliseconds(8))
    }
  }
}
