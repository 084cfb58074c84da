internal import Foundation
internal import WeirPrimitives
internal import WeirTCP

/// Long transfers against what theory says of them; needs no measurement.
public struct ClosedFormComparison {
  public init() {}

  /// A case: loss in the data's direction only, a link that takes no time, round trip 100 ms.
  struct Case: Sendable {
    var congestion: TCPConfiguration.Congestion
    var lossDenominator: UInt64
    /// The mean window in segments by RFC 9438 section 5.1.
    var window: Double
    /// So long that about a hundred losses are seen, or more.
    var seconds: Int64
    var seeds: Int

    var loss: Double { 1 / Double(lossDenominator) }
  }

  static let cases = [
    Case(congestion: .cubic, lossDenominator: 100, window: 12, seconds: 1_000, seeds: 4),
    Case(congestion: .cubic, lossDenominator: 1_000, window: 38, seconds: 1_000, seeds: 4),
    Case(congestion: .cubic, lossDenominator: 10_000, window: 187, seconds: 600, seeds: 4),
    Case(congestion: .cubic, lossDenominator: 100_000, window: 1_054, seconds: 400, seeds: 4),
    Case(congestion: .reno, lossDenominator: 100, window: 12, seconds: 1_000, seeds: 4),
    Case(congestion: .reno, lossDenominator: 1_000, window: 38, seconds: 1_000, seeds: 4),
    Case(congestion: .reno, lossDenominator: 10_000, window: 120, seconds: 900, seeds: 4),
    Case(congestion: .reno, lossDenominator: 100_000, window: 379, seconds: 900, seeds: 4),
  ]
  /// Where CUBIC's two curves meet, at 1/1,000, it follows the higher of the two at each instant,
  /// and so does more than the mean of either.
  static func tolerance(_ element: Case) -> Double {
    element.congestion == .cubic && element.lossDenominator == 1_000 ? 0.20 : 0.15
  }
  /// Losses at equal distances are the model's, but CUBIC in whole segments has then more than one
  /// window that it comes back to: one that was lost at is not lowered for the next time so long as
  /// it is reached again, and the curve is level around it.
  static let regularTolerance = 0.25
  /// Small segments make the same windows in fewer bytes; Linux does not open its receive window
  /// for any below 128.
  static let segment: UInt16 = 200
  static let roundTrip = TimeSpan.milliseconds(100)

  /// How losses come: each so-manieth segment, or by chance.
  enum Losses {
    case period(UInt32)
    case chance(Ratio)
  }

  /// The mean window in segments: what arrives in a round trip, without the first fifth of the run.
  ///
  /// The send buffer keeps slow start, which no queue ends here, within five times what is due.
  static func window(
    _ congestion: TCPConfiguration.Congestion, _ losses: Losses, expected: Double,
    seconds: Int64, seeds: Int
  ) -> Double {
    var transfer = BulkTransfer(
      path: Path(roundTrip: roundTrip), congestion: congestion, bytes: .max)
    switch losses {
    case .period(let period): transfer.lossPeriod = period
    case .chance(let ratio): transfer.path.lossUp = ratio
    }
    transfer.configuration.maximumSegmentSize = segment
    let buffer = UInt32(max(expected, 20) * 5) * UInt32(segment)
    transfer.configuration.sendBuffer = buffer
    transfer.configuration.sendBufferMaximum = buffer
    transfer.configuration.receiveBuffer = 33_554_432
    transfer.limit = .seconds(seconds)
    let warmUp = TimeSpan.seconds(seconds / 5)
    let warm = inParallel(seeds) { [transfer] in
      transfer.run(seed: UInt64($0 + 1), warmUp: warmUp).receivedWarm
    }
    let roundTrips = Double((transfer.limit - warmUp).nanoseconds) / Double(roundTrip.nanoseconds)
    return mean(warm.map { Double($0) }) / Double(segment) / roundTrips
  }

  public func compare(into report: inout Report) {
    report.say("")
    report.say("Mean windows in segments, round trip 100 ms, against RFC 9438 section 5.1")
    for element in Self.cases {
      let name = "\(element.congestion) at 1/\(element.lossDenominator)"
      let regular = Self.window(
        element.congestion, .period(UInt32(element.lossDenominator)), expected: element.window,
        seconds: element.seconds, seeds: 1)
      let random = Self.window(
        element.congestion, .chance(Ratio(1, outOf: element.lossDenominator)),
        expected: element.window, seconds: element.seconds, seeds: element.seeds)
      let tolerance = Self.tolerance(element)
      report.judge(
        Swift.abs(random / element.window - 1) <= tolerance
          && Swift.abs(regular / element.window - 1) <= Self.regularTolerance,
        "\(name): \(fixed(random, 1)) with losses by chance, \(fixed(element.window, 0)) in the "
          + "table, within \(fixed(tolerance * 100, 0)) %; \(fixed(regular, 1)) with losses at "
          + "equal distances, within 25 %")
    }
    compareReno(into: &report)
  }

  /// Reno's rate against Mathis for little loss and PFTK for more.
  ///
  /// At 10 % PFTK has Reno wait for timeouts most of the time, which SACK and RACK avoid.
  private func compareReno(into report: inout Report) {
    report.say("")
    report.say("Reno in Mbit/s with segments of 1,460 bytes against Mathis and PFTK")
    for perThousand in [1, 10, 20, 50, 100] as [UInt64] {
      let loss = Double(perThousand) / 1_000
      let window = Self.window(
        .reno, .chance(Ratio(perThousand, outOf: 1_000)),
        expected: ClosedForm.renoWindow(loss: loss), seconds: 1_000, seeds: 4)
      let here = window * 1_460 * 8 / 0.1 / 1e6
      let mathis = ClosedForm.mathis(segment: 1_460, roundTrip: 0.1, loss: loss)
      let pftk = ClosedForm.pftk(segment: 1_460, roundTrip: 0.1, timeout: 0.3, loss: loss)
      let figures =
        "\(fixed(loss * 100, 1)) %: \(fixed(here)), Mathis \(fixed(mathis)), PFTK \(fixed(pftk))"
      switch perThousand {
      case ...10:
        report.judge(Swift.abs(here / mathis - 1) <= 0.1, "\(figures): within 10 % of Mathis")
      case ...50:
        report.judge(Swift.abs(here / pftk - 1) <= 0.25, "\(figures): within 25 % of PFTK")
      default:
        report.judge(pftk <= here && here <= mathis, "\(figures): between the two")
      }
    }
  }
}
