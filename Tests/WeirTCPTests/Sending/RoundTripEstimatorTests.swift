import Testing
import WeirPrimitives

@testable import WeirTCP

/// RFC 6298 as `tcp_rtt_estimator` computes it.
@Suite struct RoundTripEstimatorTests {
  private let configuration = TCPConfiguration()

  private func fresh() -> RoundTripEstimator {
    RoundTripEstimator(initialTimeout: configuration.initialTimeout)
  }

  /// Measures milliseconds, each in a round trip of its own.
  private func measured(_ milliseconds: UInt32...) -> RoundTripEstimator {
    var estimator = fresh()
    for (index, sample) in milliseconds.enumerated() {
      let position = SequencePosition(index) * 2 + 1
      estimator.measure(
        sample * 1_000, unacknowledged: position, next: position, configuration)
    }
    return estimator
  }

  @Test func `The first sample gives three round trips, variance at least 200 ms`() {
    #expect(fresh().timeout == .seconds(1))
    #expect(measured(200).timeout == .milliseconds(600))
    #expect(measured(200).smoothed == .milliseconds(200))
    #expect(measured(100).timeout == .milliseconds(300))
    #expect(measured(50).timeout == .milliseconds(250))
    #expect(measured(1).timeout == .milliseconds(201))
  }

  @Test func `The variance falls by a quarter of the distance, once a round trip`() {
    // Four deviations: 400, 300, 225 ms; the peak of a round trip counts.
    #expect(measured(200, 200).timeout == .milliseconds(600))
    #expect(measured(200, 200, 200).variance4 == 356_250)
    var within = measured(200, 200)
    within.measure(200_000, unacknowledged: 3, next: 9, configuration)
    within.measure(200_000, unacknowledged: 3, next: 9, configuration)
    #expect(within.timeout == .milliseconds(600))
  }

  @Test func `A rise of the round trip raises the variance at once`() {
    // SRTT 200 + 160 / 8; four deviations 400 + (160 - 100).
    let estimator = measured(200, 360)
    #expect(estimator.smoothed == .milliseconds(220))
    #expect(estimator.variance4 == 460_000)
    #expect(estimator.timeout == .milliseconds(680))
  }

  @Test func `A fall of the round trip raises it by an eighth only`() {
    // SRTT 200 - 160 / 8; four deviations 400 + (160 - 100) / 8.
    let estimator = measured(200, 40)
    #expect(estimator.smoothed == .milliseconds(180))
    #expect(estimator.variance4 == 407_500)
  }

  @Test func `A steady round trip settles at itself and 200 ms`() {
    var estimator = measured(30)
    for round in 1..<200 as Range<SequencePosition> {
      estimator.measure(
        30_000, unacknowledged: round * 10, next: round * 10 + 5, configuration)
    }
    #expect(estimator.timeout == .milliseconds(230))
  }

  @Test func `A sample of zero is a sample`() {
    let estimator = measured(0)
    #expect(estimator.hasMeasured)
    #expect(estimator.timeout == .microseconds(200_001))
  }

  @Test func `Each expiry doubles the timeout, up to two minutes`() {
    var estimator = measured(100)
    var timeouts: [Int64] = []
    for _ in 0..<11 {
      timeouts.append(estimator.timeout.nanoseconds / 1_000_000)
      estimator.backOff(configuration)
    }
    #expect(
      timeouts == [300, 600, 1_200, 2_400, 4_800, 9_600, 19_200, 38_400, 76_800, 120_000, 120_000])
    for _ in 0..<1_000 { estimator.backOff(configuration) }
    #expect(estimator.timeout == .seconds(120))
    estimator.resetBackoff(configuration)
    #expect(estimator.timeout == .milliseconds(300))
  }

  @Test func `A measurement ends the back-off`() {
    var estimator = measured(100)
    estimator.backOff(configuration)
    estimator.measure(100_000, unacknowledged: 1, next: 2, configuration)
    #expect(estimator.timeout == .milliseconds(300))
    #expect(estimator.backoffs == 0)
  }

  @Test func `Without a measurement of the handshake three seconds stand in, RFC 6298 (5 7)`() {
    var estimator = fresh()
    estimator.fallBack(configuration)
    #expect(estimator.timeout == .seconds(3))
    #expect(!estimator.hasMeasured)
    var known = measured(100)
    known.fallBack(configuration)
    #expect(known.timeout == .milliseconds(300))
  }

  @Test func `The minimum is the least sample, and is renewed after five minutes`() {
    var estimator = fresh()
    estimator.noteMinimum(100, mayBeDelayed: false, at: .zero)
    estimator.noteMinimum(120, mayBeDelayed: false, at: at(milliseconds: 300_000))
    #expect(estimator.minimum == 100)
    estimator.noteMinimum(120, mayBeDelayed: true, at: at(milliseconds: 301_000))
    #expect(estimator.minimum == 100)
    estimator.noteMinimum(120, mayBeDelayed: false, at: at(milliseconds: 301_000))
    #expect(estimator.minimum == 120)
    estimator.noteMinimum(80, mayBeDelayed: true, at: at(milliseconds: 301_000))
    #expect(estimator.minimum == 80)
  }
}
