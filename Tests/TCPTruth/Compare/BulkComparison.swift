internal import Foundation
internal import WeirPrimitives
internal import WeirTCP

/// Bulk transfers against `tcp_bulk.json`, cell by cell.
public struct BulkComparison {
  /// Runs a cell; `seeds` of them where there is loss, one where nothing is left to chance.
  public var seeds: Int
  /// How far a run may lie from Linux where nothing is lost: the emulator is late by a millisecond.
  public static let lossFreeTolerance = 0.005
  public static let medianTolerance = 0.15
  public static let meanTolerance = 0.05
  public static let retransmissionTolerance = 0.10
  /// A run limited by the rate is as good as equal within this.
  static let rounding = 0.0005

  public init(seeds: Int) { self.seeds = seeds }

  /// One cell's outcome here.
  struct Cell {
    var row: Measured.Bulk
    /// Sorted, Mbit/s.
    var goodputs: [Double]
    var retransmissions: Double

    var name: String {
      let megabytes = Double(row.bytes) / 1e6
      return "\(row.cc) \(fixed(row.rttMs, 0)) ms \(fixed(row.rateMbit, 0)) Mbit/s "
        + "\(fixed(megabytes, 0)) MB \(fixed(row.loss * 100, 0)) %"
    }
    var median: Double { quantile(goodputs, 0.5) }
    var logOfMedian: Double { log(median / row.goodputMbitMean) }
    var logOfMean: Double { log(mean(goodputs) / row.goodputMbitMean) }

    /// The places of the 2nd and the 98th percentile in the list.
    private var places: (Int, Int) {
      (Int(Double(goodputs.count) * 0.02), Int(Double(goodputs.count) * 0.98))
    }
    /// The chance that one more run lies outside them: a rank among so many is as good as another.
    var chanceOutside: Double {
      Double(places.0 + 1 + goodputs.count - places.1) / Double(goodputs.count + 1)
    }
    /// The runs of Linux that do.
    var outside: [Double] {
      row.values.filter {
        $0 * (1 + rounding) < goodputs[places.0] || $0 * (1 - rounding) > goodputs[places.1]
      }
    }
  }

  /// The transfer that a row tells of.
  public static func transfer(_ row: Measured.Bulk) throws(Measured.Unreadable) -> BulkTransfer {
    guard let congestion = TCPConfiguration.Congestion(rawValue: row.cc) else {
      throw Measured.Unreadable(path: "tcp_bulk.json", reason: "cc \"\(row.cc)\" is not known")
    }
    let path = Path(
      roundTrip: .microseconds(Int64(row.rttMs * 1_000)),
      rate: .kilobitsPerSecond(Int64(row.rateMbit * 1_000)),
      loss: Ratio(UInt64((row.loss * 1e6).rounded()), outOf: 1_000_000))
    return BulkTransfer(path: path, congestion: congestion, bytes: row.bytes)
  }

  private func run(_ row: Measured.Bulk) throws(Measured.Unreadable) -> Cell {
    let transfer = try Self.transfer(row)
    let outcomes = inParallel(row.loss == 0 ? 1 : seeds) { transfer.run(seed: UInt64($0 + 1)) }
    return Cell(
      row: row, goodputs: outcomes.map(\.goodput).sorted(),
      retransmissions: mean(outcomes.map { Double($0.retransmissions) }))
  }

  public func compare(
    _ rows: [Measured.Bulk], into report: inout Report
  ) throws(Measured.Unreadable) {
    report.say("Bulk transfer, goodput in Mbit/s; \(seeds) seeds a cell with loss, 1 without")
    report.say(
      "cell".padded(30) + "  Linux min    mean     max | Weir 2nd    50th    98th    mean"
        + " | ln 50th   mean | sent again")
    var cells: [Cell] = []
    for row in rows {
      let cell = try run(row)
      report.say(line(of: cell))
      cells.append(cell)
    }
    judgeWithLoss(cells.filter { $0.row.loss > 0 }, into: &report)
    judgeLossFree(cells.filter { $0.row.loss == 0 }, into: &report)
  }

  private func line(of cell: Cell) -> String {
    let row = cell.row
    let linux = [row.goodputMin, row.goodputMbitMean, row.goodputMax]
    let weir = [0.02, 0.5, 0.98].map { quantile(cell.goodputs, $0) } + [mean(cell.goodputs)]
    let outside = cell.outside.map { fixed($0, 4) }.joined(separator: " ")
    return cell.name.padded(30) + "   " + linux.map { fixed($0, width: 8) }.joined() + " | "
      + weir.map { fixed($0, width: 8) }.joined() + " | "
      + [cell.logOfMedian, cell.logOfMean].map { fixed($0, width: 7) }.joined() + " | "
      + fixed(row.retransMean, 1, width: 5) + fixed(cell.retransmissions, 1, width: 6)
      + (row.loss == 0 ? "" : outside.isEmpty ? "  in" : "  OUT: \(outside)")
  }

  private func judgeWithLoss(_ cells: [Cell], into report: inout Report) {
    guard !cells.isEmpty else { return }
    let logOfMeans = mean(cells.map(\.logOfMean))
    report.judge(
      abs(logOfMeans) <= Self.meanTolerance,
      "mean ln(Weir's mean / Linux's) over \(cells.count) cells with loss "
        + "\(fixed(logOfMeans, 4)), within ±\(Self.meanTolerance); of Weir's median "
        + fixed(mean(cells.map(\.logOfMedian)), 4))
    for cell in cells where cell.row.bytes >= 10_000_000 {
      let ratio = cell.median / cell.row.goodputMbitMean
      report.judge(
        abs(ratio - 1) <= Self.medianTolerance,
        "median of \(cell.name): \(fixed((ratio - 1) * 100, 1)) % off Linux's mean, within 15 %")
    }
    let values = cells.reduce(0) { $0 + $1.row.values.count }
    let outside = cells.reduce(0) { $0 + $1.outside.count }
    let expected = cells.reduce(0.0) { $0 + $1.chanceOutside * Double($1.row.values.count) }
    let chance = binomialTail(
      atLeast: outside, of: values, chance: expected / Double(values))
    report.judge(
      chance >= 0.01,
      "\(outside) of Linux's \(values) values lie outside the 2nd to 98th percentile; "
        + "\(fixed(expected, 1)) would if it were a Weir, so many or more with chance "
        + "\(fixed(chance)), to be at least 0.01 (binomial)")
  }

  private func judgeLossFree(_ cells: [Cell], into report: inout Report) {
    for cell in cells {
      let here = cell.goodputs[0]
      let nearest = min(max(here, cell.row.goodputMin), cell.row.goodputMax)
      report.judge(
        abs(here / nearest - 1) <= Self.lossFreeTolerance,
        "\(cell.name): \(fixed((here / nearest - 1) * 100, 2)) % off Linux's nearest value, "
          + "within 0.5 %")
      guard Self.hasStableRetransmissions(cell.row) else { continue }
      report.judge(
        abs(cell.retransmissions / cell.row.retransMean - 1) <= Self.retransmissionTolerance,
        "\(cell.name): \(fixed(cell.retransmissions, 0)) segments sent again, "
          + "Linux \(fixed(cell.row.retransMean, 1)), within 10 %")
    }
  }

  /// Whether Linux sends the same number again in each run.
  ///
  /// CUBIC at 10 Mbit/s does not: its number hangs on when HyStart ends slow start, and that on
  /// fractions of a millisecond. At 100 ms it sent 130 again on average of the runs of 2 MB, 13 in
  /// those of 10 MB, which begin alike.
  static func hasStableRetransmissions(_ row: Measured.Bulk) -> Bool {
    row.cc == "reno" || row.rateMbit == 1
  }
}
