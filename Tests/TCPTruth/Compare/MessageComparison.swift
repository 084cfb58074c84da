internal import Foundation
internal import WeirPrimitives
internal import WeirTCP

/// Small messages against `tcp_small.json`, and what Nagle's algorithm does to them.
public struct MessageComparison {
  /// Runs a row, an even number; Linux's were two.
  public var runs: Int
  public static let quantileTolerance = 0.10
  public static let shareTolerance = 0.15
  static let messages = 12_000
  /// Of the measurement's link; the messages are far from filling it.
  static let rate = BitRate.megabitsPerSecond(10)

  public init(runs: Int) { self.runs = runs }

  public func compare(_ rows: [Measured.Small], into report: inout Report) {
    for row in rows { compare(row, into: &report) }
  }

  private func compare(_ row: Measured.Small, into report: inout Report) {
    var path = Path(roundTrip: .microseconds(Int64(row.rttMs * 1_000)), rate: Self.rate)
    path.lossDown = Ratio(row.emuLost[0], outOf: row.emuPackets[0])
    path.lossUp = Ratio(row.emuLost[1], outOf: row.emuPackets[1])
    let stream = MessageStream(
      path: path, interval: .microseconds(Int64(row.intervalMs * 1_000)), count: Self.messages)
    let pairs = Self.delays(stream, pairs: runs / 2)
    let sorted = pairs.flatMap { $0 }.sorted()
    report.say("")
    report.say(
      "60-byte messages at \(fixed(row.loss * 100, 0)) % loss, "
        + "\(fixed(Double(row.emuLost[1]) / Double(row.emuPackets[1]) * 100)) % of them and "
        + "\(fixed(Double(row.emuLost[0]) / Double(row.emuPackets[0]) * 100)) % of "
        + "acknowledgments as realised; \(sorted.count) messages")
    for (name, share, linux) in [
      ("p50", 0.5, row.p50), ("p95", 0.95, row.p95), ("p99", 0.99, row.p99),
    ] {
      let here = quantile(sorted, share)
      let byPair = pairs.map { quantile($0, share) }.sorted()
      let (low, high) = (quantile(byPair, 0.02), quantile(byPair, 0.98))
      report.judge(
        abs(here / linux - 1) <= Self.quantileTolerance || (low...high).contains(linux),
        "\(name) \(fixed(here, 2)) ms, Linux \(fixed(linux, 2)), within 10 %, or in what two runs "
          + "can give (98 %): \(fixed(low, 2)) to \(fixed(high, 2))")
    }
    let extras = sorted.map { $0 - sorted[0] }
    let share = Double(extras.filter { $0 > 20 }.count) / Double(extras.count)
    report.judge(
      abs(share - row.shareDelayedOver20Ms) <= Self.shareTolerance * row.shareDelayedOver20Ms,
      "delayed \(fixed(share * 100)) %, Linux \(fixed(row.shareDelayedOver20Ms * 100)) %, "
        + "within 15 %")
    if row.loss > 0 { compareHistograms(extras, row, into: &report) }
  }

  /// Delays in milliseconds, sorted, of two runs each, as Linux's are of two.
  ///
  /// Each run has another phase of the kernel's timer wheel.
  static func delays(_ stream: MessageStream, pairs: Int) -> [[Double]] {
    inParallel(pairs) { pair in
      var delays: [Double] = []
      for run in [pair * 2, pair * 2 + 1] {
        var stream = stream
        stream.configuration.timerGranularity = .linuxHz250(
          phase: .milliseconds(Int64(run) * 7_919 % 16_384))
        delays += stream.delays(seed: UInt64(run + 1)).map { Double($0.nanoseconds) / 1e6 }
      }
      return delays.sorted()
    }
  }

  /// Prints the histograms side by side, bins of fewer than 20 of Linux's messages thrown together
  /// with the next, and how many times their chance deviation the two differ by.
  private func compareHistograms(
    _ extras: [Double], _ row: Measured.Small, into report: inout Report
  ) {
    // What is sent again comes a little late there: a bin begins a millisecond early here.
    var here: [Int: Int] = [:]  // lookup only
    for extra in extras { here[max(0, Int((extra + 1) / 25)) * 25, default: 0] += 1 }
    let scale = Double(row.n) / Double(extras.count)
    let linux = Dictionary(uniqueKeysWithValues: row.histogram.map { ($0.milliseconds, $0.count) })
    let last = max(row.histogram.last?.milliseconds ?? 0, Int(extras.last ?? 0) + 25)
    var (from, theirs, ours) = (0, 0, 0)
    var (bins, sum) = (0, 0.0)
    var texts: [String] = []
    for bin in stride(from: 0, through: last, by: 25) {
      theirs += linux[bin] ?? 0
      ours += here[bin] ?? 0
      guard theirs >= 20 || bin + 25 > last else { continue }
      let expected = Double(ours) * scale
      // Linux's count is the noisier by far; head-of-line blocking delays messages in threes.
      sum += pow(Double(theirs) - expected, 2) / max(expected, 1)
      bins += 1
      texts.append("+\(from)…\(bin + 24): \(theirs)/\(fixed(expected, 0))")
      (from, theirs, ours) = (bin + 25, 0, 0)
    }
    report.say("  by extra delay in ms, Linux/Weir: " + texts.joined(separator: ", "))
    report.say("  chi² \(fixed(sum, 1)) over \(bins) bins (messages are late in threes: not χ²)")
  }

  /// Nagle's algorithm: without loss each message waits for the last one's acknowledgment.
  public func compareNagle(into report: inout Report) {
    let roundTrip = 100.0
    var stream = MessageStream(
      path: Path(roundTrip: .milliseconds(100), rate: Self.rate), interval: .milliseconds(50),
      count: Self.messages)
    stream.configuration.noDelay = false
    let sorted = Self.delays(stream, pairs: 1)[0]
    let extras = sorted.map { $0 - sorted[0] }
    let distance = distanceFromUniform(extras, end: roundTrip)
    report.say("")
    report.say("The same without TCP_NODELAY and without loss: uniform from 0 to a round trip")
    let average = mean(extras)
    report.judge(
      abs(average / (roundTrip / 2) - 1) <= 0.05,
      "mean extra delay \(fixed(average, 1)) ms, half a round trip within 5 %")
    report.judge(
      abs(quantile(sorted, 0.5) / 100.6 - 1) <= Self.quantileTolerance,
      "p50 \(fixed(quantile(sorted, 0.5), 1)) ms, Linux 100.6, within 10 %")
    report.judge(
      distance <= 0.05, "Kolmogorov–Smirnov distance \(fixed(distance)), to be at most 0.05")
  }
}
