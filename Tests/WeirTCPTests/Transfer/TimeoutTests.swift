import Testing
import WeirPrimitives

@testable import WeirTCP

/// The retransmission timer: its length, its back-off and its end.
@Suite struct TimeoutTests {
  /// Both ends settled on a round trip of 100 ms: 304 ms as Linux shows, less its steps of 4 ms.
  private func settled(retries2: UInt8 = 15) -> TCPPair {
    var client = TCPConfiguration()
    client.retries2 = retries2
    var pair = TCPPair(client: client)
    pair.establish()
    for _ in 0..<40 {
      pair.write(.client, 60)
      pair.write(.server, 60)
      pair.run(for: .milliseconds(200))
    }
    pair.clearLog()
    return pair
  }

  @Test("The timeout after n samples is that of RFC 6298 with a floor on the variance")
  func estimator() {
    let configuration = TCPConfiguration()
    var estimator = RoundTripEstimator()
    #expect(estimator.timeout(configuration) == .seconds(1))
    estimator.measure(.milliseconds(200))
    // SRTT 200, RTTVAR 100: 200 + 400. Linux shows 604 after the first sample.
    #expect(estimator.timeout(configuration) == .milliseconds(600))
    estimator.measure(.milliseconds(200))
    #expect(estimator.variance == .milliseconds(75))
    #expect(estimator.timeout(configuration) == .milliseconds(500))
    estimator.measure(.milliseconds(360))
    // RTTVAR (3 * 75 + 160) / 4 = 96.25, SRTT (7 * 200 + 360) / 8 = 220.
    #expect(estimator.smoothed == .milliseconds(220))
    #expect(estimator.variance == .microseconds(96_250))
    #expect(estimator.timeout(configuration) == .milliseconds(605))
    for _ in 0..<100 { estimator.measure(.milliseconds(100)) }
    #expect(estimator.timeout(configuration) <= .microseconds(300_001))
  }

  @Test("A sample of zero is a sample")
  func zeroSample() {
    var estimator = RoundTripEstimator()
    estimator.measure(.zero)
    #expect(
      estimator.timeout(TCPConfiguration()) == .milliseconds(200) + .nanoseconds(1))
  }

  @Test("Each expiry doubles the timeout, up to two minutes")
  func backOff() {
    let configuration = TCPConfiguration()
    var estimator = RoundTripEstimator()
    estimator.measure(.milliseconds(100))
    var timeouts: [Int64] = []
    for _ in 0..<11 {
      timeouts.append(estimator.timeout(configuration).nanoseconds / 1_000_000)
      estimator.backOff()
    }
    #expect(
      timeouts == [300, 600, 1_200, 2_400, 4_800, 9_600, 19_200, 38_400, 76_800, 120_000, 120_000])
    for _ in 0..<1_000 { estimator.backOff() }
    #expect(estimator.timeout(configuration) == .seconds(120))
    estimator.resetBackoff()
    #expect(estimator.timeout(configuration) == .milliseconds(300))
  }

  @Test("A silent peer is tried at 1, 3, 7, … timeouts")
  func schedule() {
    var pair = settled()
    let start = pair.now
    pair.isCut[0] = true
    pair.write(.client, 60)
    pair.run(for: .seconds(40))
    let instants = pair.log.filter { $0.side == .client }.map {
      $0.at.elapsed(since: start).nanoseconds / 1_000_000
    }
    #expect(instants == [0, 300, 900, 2_100, 4_500, 9_300, 18_900, 38_100])
    #expect(pair[.client].congestionWindow == 1)
  }

  @Test("With retries2 = 5 a dead peer is noticed at the first expiry past 12.6 s")
  func fiveRetries() {
    var pair = settled(retries2: 5)
    let start = pair.now
    pair.isCut[0] = true
    pair.write(.client, 60)
    pair.run(for: .seconds(100))
    // First repeated at 300 ms; expiries 9.3 s (9.0 s later) and 18.9 s (18.6 s later).
    // Measured on Linux at RTO 304: 20.3 s, with a tail loss probe before it.
    #expect(pair.failure(.client) == .timedOut)
    #expect(pair.instant(.failed, .client) == start + .milliseconds(18_900))
  }

  @Test(
    "The patience after the first repetition is Linux's",
    arguments: [(0, 200), (5, 12_600), (8, 102_200), (9, 204_600), (15, 924_600)])
  func limits(doublings: UInt8, milliseconds: Int64) {
    let limit = TCPConfiguration().retransmissionLimit(doublings: doublings)
    #expect(limit == .milliseconds(milliseconds))
  }

  @Test("With the default a dead peer is noticed no sooner than 924.6 s after the first repetition")
  func defaultRetries() {
    var pair = settled()
    let start = pair.now
    pair.isCut[0] = true
    pair.write(.client, 60)
    pair.run(for: .seconds(5_000))
    // Expiries 0.3 * (2^n - 1) s up to 153.3 s (n = 9), then every 120 s: 993.3 is the first
    // that lies 924.6 s behind 0.3 s.
    #expect(pair.instant(.failed, .client) == start + .milliseconds(993_300))
    #expect(pair[.client].state == .closed)
  }

  @Test("An end that the application has closed is less patient: eight doublings, 102.2 s")
  func orphan() {
    var pair = settled()
    let start = pair.now
    pair.isCut[0] = true
    pair.write(.client, 60)
    pair.close(.client)
    pair.run(for: .seconds(5_000))
    #expect(pair.instant(.failed, .client) == start + .milliseconds(153_300))
  }

  @Test("A peer that only listens never notices")
  func listener() {
    var pair = settled()
    pair.isCut = [true, true]
    pair.run(for: .seconds(100_000))
    #expect(pair[.server].state == .established)
    #expect(pair.lines == [])
  }

  @Test("The round trip is not measured from a repeated segment, nor from those held up behind it")
  func karn() {
    var pair = settled()
    let smoothed = pair[.client].smoothedRoundTrip
    pair.script[0][0] = .drop
    pair.write(.client, 1_448 * 2)
    pair.run(for: .seconds(2))
    #expect(pair[.client].retransmissionCount == 1)
    #expect(pair[.client].acknowledgedEnd == 40 * 60 + 1_448 * 2)
    #expect(pair[.client].smoothedRoundTrip == smoothed)
  }

  @Test("An acknowledgment of new data ends the back-off")
  func newDataEndsBackOff() {
    var pair = settled()
    pair.isCut[0] = true
    pair.write(.client, 60)
    pair.run(for: .seconds(1))
    #expect(pair[.client].retransmissionTimeout == .milliseconds(1_200))
    pair.isCut[0] = false
    pair.run(for: .seconds(3))
    #expect(pair[.client].retransmissionTimeout == .milliseconds(300))
    #expect(pair[.client].nextDeadline == .distantFuture)
    #expect(pair[.server].receivedEnd == 40 * 60 + 60)
  }

  @Test("After a timeout everything in flight is sent again, from one segment in slow start")
  func goBackN() {
    var pair = settled()
    pair.isCut[0] = true
    pair.write(.client, 1_448 * 8)
    pair.run(for: .milliseconds(299))
    pair.isCut[0] = false
    pair.clearLog()
    pair.run(for: .seconds(1))
    let times = pair.data(from: .client).map { $0.at.nanoseconds / 1_000_000 - 8_150 }
    #expect(times == [300, 400, 400, 500, 500, 500, 500, 600])
    #expect(pair[.client].congestion.threshold == 5)
    #expect(pair[.server].receivedEnd == 40 * 60 + 1_448 * 8)
  }
}
