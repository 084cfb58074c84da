import Testing
import WeirPrimitives

@testable import WeirTCP

/// How long an acknowledgment is held back, as `icsk_ack` adapts it.
@Suite struct AcknowledgmentTimingTests {
  private func arrive(
    _ timing: inout AcknowledgmentTiming, at milliseconds: Int64, length: UInt32 = 100,
    isPushed: Bool = true, window: UInt32 = 60_000
  ) {
    timing.noteArrival(
      length: length, isPushed: isPushed, window: window, segmentSize: 1_448,
      timeout: .milliseconds(300), minimumDelay: .milliseconds(40),
      at: at(milliseconds: milliseconds))
  }

  private func held(_ timing: AcknowledgmentTiming, smoothed: Int64 = 0) -> TimeSpan {
    timing.holdingTime(smoothed: .milliseconds(smoothed), minimumDelay: .milliseconds(40))
  }

  @Test func `It begins with 40 ms and follows the pace of what arrives`() {
    var timing = AcknowledgmentTiming()
    arrive(&timing, at: 1_000)
    #expect(held(timing) == .milliseconds(40))
    arrive(&timing, at: 1_030)
    #expect(held(timing) == .milliseconds(50))
    arrive(&timing, at: 1_060)
    #expect(held(timing) == .milliseconds(55))
    // A burst brings it back; a pause longer than itself changes nothing.
    for number in 1...20 as ClosedRange<Int64> { arrive(&timing, at: 1_060 + number) }
    #expect(held(timing) == .milliseconds(40))
    arrive(&timing, at: 1_200)
    #expect(held(timing) == .milliseconds(40))
  }

  @Test func `The longest holding time there is can be doubled`() {
    var timing = AcknowledgmentTiming()
    let year = TimeSpan.seconds(365 * 86_400)
    timing.noteArrival(
      length: 100, isPushed: true, window: 60_000, segmentSize: 1_448, timeout: year,
      minimumDelay: year, at: .zero)
    for _ in 0..<3 { timing.expired(timeout: year, minimumDelay: year) }
    #expect(held(timing) == .milliseconds(200))
  }

  @Test func `It is held for no longer than a round trip, nor than 200 ms`() {
    var timing = AcknowledgmentTiming()
    arrive(&timing, at: 1_000)
    for _ in 0..<2 { timing.expired(timeout: .seconds(9), minimumDelay: .milliseconds(40)) }
    #expect(held(timing) == .milliseconds(160))
    #expect(held(timing, smoothed: 100) == .milliseconds(100))
    #expect(held(timing, smoothed: 10) == .milliseconds(40))
    timing.expired(timeout: .seconds(9), minimumDelay: .milliseconds(40))
    #expect(held(timing) == .milliseconds(200))
  }

  @Test func `The first data is acknowledged at once, sixteen segments or half a window`() {
    var wide = AcknowledgmentTiming()
    arrive(&wide, at: 1_000)
    #expect(wide.quick == 16)
    var narrow = AcknowledgmentTiming()
    arrive(&narrow, at: 1_000, window: 6_000)
    #expect(narrow.quick == 5)
    var shut = AcknowledgmentTiming()
    arrive(&shut, at: 1_000, window: 0)
    #expect(shut.quick == 2)
  }

  @Test func `A pause longer than the timeout hurries again`() {
    var timing = AcknowledgmentTiming()
    arrive(&timing, at: 1_000)
    timing.calm()
    arrive(&timing, at: 1_300)
    #expect(timing.quick == 0)
    arrive(&timing, at: 1_601)
    #expect(timing.quick == 16)
  }

  @Test func `A reply within the holding time makes it interactive, a late one does not`() {
    var timing = AcknowledgmentTiming()
    arrive(&timing, at: 1_000)
    timing.noteSent(at: at(milliseconds: 1_040), payloadLength: 10)
    #expect(!timing.isInteractive)
    timing.noteSent(at: at(milliseconds: 1_039), payloadLength: 0)
    #expect(!timing.isInteractive)
    timing.noteSent(at: at(milliseconds: 1_039), payloadLength: 10)
    #expect(timing.isInteractive)
    timing.expired(timeout: .seconds(9), minimumDelay: .milliseconds(40))
    #expect(!timing.isInteractive)
  }

  @Test func `The size of full segments is learnt, and only short ones count as pushed`() {
    var timing = AcknowledgmentTiming()
    arrive(&timing, at: 1_000, length: 1_000, isPushed: false)
    #expect(timing.receivedSize == 1_000)
    #expect(timing.pushes == 0)
    arrive(&timing, at: 1_001, length: 900, isPushed: false)
    #expect(timing.pushes == 1)
    arrive(&timing, at: 1_002, length: 9_000, isPushed: true)
    #expect(timing.receivedSize == 1_448)
    #expect(timing.pushes == 2)
  }
}
