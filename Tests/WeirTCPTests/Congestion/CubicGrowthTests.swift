import Testing
import WeirPrimitives

@testable import WeirTCP

/// CUBIC against RFC 9438, and HyStart's two ways out of slow start.
@Suite struct CubicGrowthTests {
  /// The window each round trip of 100 ms after a loss at a window of `peak`.
  private func windows(after peak: UInt32, rounds: Int) -> [Int] {
    var cubic = CubicGrowth()
    _ = cubic.endsSlowStart(
      delay: 100_000, window: 4, isInSlowStart: false, usesHyStart: false, unacknowledged: 1,
      next: 1, at: .zero)
    var window = cubic.thresholdAfterLoss(window: peak)
    var credit: UInt32 = 0
    var windows: [Int] = []
    for round in 0..<rounds {
      windows.append(Int(window))
      // The acknowledgments of a window are spread over the round trip.
      let flight = window
      for number in 0..<flight {
        let now = Instant(
          nanoseconds: Int64(round) * 100_000_000 + Int64(number) * 100_000_000 / Int64(flight))
        let pace = cubic.segmentsPerIncrease(window: window, acknowledged: 1, at: now)
        if credit >= pace { (credit, window) = (0, window + 1) }
        credit += 1
        if credit >= pace { (credit, window) = (credit % pace, window + credit / pace) }
      }
    }
    return windows
  }

  @Test func `The window follows 0,4 (t - K)^3 + Wmax within a segment, RFC 9438 section 4 2`() {
    let peak = 400.0
    let windows = windows(after: 400, rounds: 130)
    let inflection = 6.694_329_5  // the cube root of 400 * 0.3 / 0.4
    for (round, window) in windows.enumerated() where round > 1 {
      // Linux follows the curve a round trip ahead, and gets there within it.
      let time = Double(round) * 0.1 - inflection
      let expected = 0.4 * time * time * time + peak
      #expect(abs(Double(window) - expected) <= max(2, expected / 200), "round \(round)")
    }
    #expect(windows[0] == 280)
    #expect(windows[67] == 399 || windows[67] == 400)
  }

  @Test func `A small window grows as Reno's would, RFC 9438 section 4 3`() {
    // 3 (1 - 0.7) / (1 + 0.7) segments a round trip: 20 rounds give 10.6.
    let windows = windows(after: 20, rounds: 21)
    #expect(windows[0] == 14)
    #expect(windows[20] == 24 || windows[20] == 25)
  }

  @Test func `A loss takes the window to 717 of 1024, at least to two`() {
    var cubic = CubicGrowth()
    let thresholds = ([1_024, 10, 1] as [UInt32]).map { cubic.thresholdAfterLoss(window: $0) }
    #expect(thresholds == [717, 7, 2])
  }

  @Test func `A loss below the last peak gives way: fast convergence, RFC 9438 section 4 7`() {
    var cubic = CubicGrowth()
    _ = cubic.thresholdAfterLoss(window: 100)
    #expect(cubic.lastMaximum == 100)
    _ = cubic.thresholdAfterLoss(window: 80)
    #expect(cubic.lastMaximum == 68)
    _ = cubic.thresholdAfterLoss(window: 90)
    #expect(cubic.lastMaximum == 90)
  }

  @Test func `The cube root is rounded down`() {
    for root in [0, 1, 2, 63, 1_000, 65_535, 1_048_575] as [UInt64] {
      #expect(UInt64(CubicGrowth.cubeRoot(root * root * root)) == root)
      if root > 1 { #expect(UInt64(CubicGrowth.cubeRoot(root * root * root - 1)) == root - 1) }
    }
  }

  @Test func `An idle time shifts the curve`() {
    var moved = CubicGrowth()
    var still = CubicGrowth()
    for start in [0, 100] as [Int64] {
      _ = moved.segmentsPerIncrease(window: 50, acknowledged: 1, at: at(milliseconds: start))
      _ = still.segmentsPerIncrease(window: 50, acknowledged: 1, at: at(milliseconds: start))
    }
    moved.shift(by: .seconds(10), at: at(milliseconds: 10_100))
    let after = moved.segmentsPerIncrease(
      window: 50, acknowledged: 1, at: at(milliseconds: 10_200))
    let unmoved = still.segmentsPerIncrease(
      window: 50, acknowledged: 1, at: at(milliseconds: 200))
    #expect(after == unmoved)
  }

  // MARK: HyStart

  private func sample(
    _ cubic: inout CubicGrowth, _ delay: UInt32, window: UInt32 = 20, una: SequencePosition,
    next: SequencePosition, at milliseconds: Int64
  ) -> Bool {
    cubic.endsSlowStart(
      delay: delay * 1_000, window: window, isInSlowStart: true, usesHyStart: true,
      unacknowledged: una, next: next, at: at(milliseconds: milliseconds))
  }

  @Test func `The ninth round trip an eighth above the shortest ends slow start`() {
    var cubic = CubicGrowth()
    let begins = sample(&cubic, 100, una: 10, next: 20, at: 0)
    #expect(!begins)
    var ends: [Bool] = []
    for number in 0..<9 as Range<Int64> {
      ends.append(sample(&cubic, 113, una: 21, next: 90, at: 200 + number * 5))
    }
    #expect(ends == Array(repeating: false, count: 8) + [true])
    #expect(cubic.hasFoundExit)
  }

  @Test func `Round trips within an eighth do not`() {
    var cubic = CubicGrowth()
    _ = sample(&cubic, 100, una: 10, next: 20, at: 0)
    for number in 0..<50 as Range<Int64> {
      let ends = sample(&cubic, 112, una: 21, next: 90, at: 200 + number * 5)
      #expect(!ends)
    }
  }

  @Test func `A train of acknowledgments half a round trip long ends it`() {
    var cubic = CubicGrowth()
    var endedAt: Int64?
    for millisecond in 0..<80 as Range<Int64> where endedAt == nil {
      if sample(&cubic, 100, una: 10, next: 90, at: millisecond) { endedAt = millisecond }
      // The first begins the round, the rest lie within it.
    }
    // Half of the round trip and the millisecond Linux adds: later than 50.5 ms.
    #expect(endedAt == 51)
  }

  @Test func `A gap of more than 2 ms breaks the train`() {
    var cubic = CubicGrowth()
    for number in 0..<60 as Range<Int64> {
      let ends = sample(&cubic, 100, una: 10, next: 90, at: number * 3)
      #expect(!ends)
    }
  }

  @Test func `A window below sixteen is left alone`() {
    var cubic = CubicGrowth()
    for millisecond in 0..<90 as Range<Int64> {
      let ends = sample(&cubic, 100, window: 15, una: 10, next: 90, at: millisecond)
      #expect(!ends)
    }
  }

  @Test func `Round trips longer than can be counted do not end slow start`() {
    var cubic = CubicGrowth()
    for number in 0..<20 as Range<Int64> {
      let ends = cubic.endsSlowStart(
        delay: .max, window: 20, isInSlowStart: true, usesHyStart: true, unacknowledged: 2,
        next: 9, at: Instant(nanoseconds: 5_000_000_000_000 + number * 10_000_000))
      #expect(!ends)
    }
  }

  @Test func `A pause of a hundred years moves the curve no further than to now`() {
    var cubic = CubicGrowth()
    _ = cubic.thresholdAfterLoss(window: 100)
    let now = Instant(nanoseconds: 1_000_000_000)
    let before = cubic.segmentsPerIncrease(window: 70, acknowledged: 1, at: now)
    cubic.shift(by: .seconds(36_500 * 86_400), at: now)
    #expect(cubic.segmentsPerIncrease(window: 70, acknowledged: 1, at: now) == before)
  }
}
