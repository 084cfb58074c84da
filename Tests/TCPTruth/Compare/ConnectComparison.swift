internal import WeirPrimitives

/// Connecting over a lossy link, against `tcp_connect.json`.
public struct ConnectComparison {
  public var seeds: Int

  public init(seeds: Int) { self.seeds = seeds }

  public func compare(_ rows: [Measured.Connect], into report: inout Report) {
    report.say("")
    report.say("connect(), round trip 100 ms; \(seeds) seeds")
    for row in rows {
      let loss = Ratio(UInt64((row.loss * 1e6).rounded()), outOf: 1_000_000)
      let connecting = Connecting(
        path: Path(roundTrip: .microseconds(Int64(row.rttMs * 1_000)), loss: loss))
      let durations = inParallel(seeds) { connecting.duration(seed: UInt64($0 + 1)) }
      let extras = durations.map { $0.map { $0 - connecting.path.roundTrip } }
      let odd = extras.filter { extra in
        guard let extra else { return true }
        return extra.nanoseconds < 0 || extra.nanoseconds % 1_000_000_000 != 0
      }
      report.judge(
        odd.isEmpty,
        "\(fixed(row.loss * 100, 1)) %: each takes a round trip and whole seconds exactly")
      let slow = extras.filter { $0 != .zero }.count
      let share = 1 - (1 - row.loss) * (1 - row.loss)
      report.judge(
        isBinomial(slow, of: seeds, chance: share)
          && isBinomial(row.slow, of: row.n, chance: share),
        "slow: \(fixed(Double(slow) / Double(seeds) * 100, 2)) %, Linux "
          + "\(fixed(Double(row.slow) / Double(row.n) * 100, 2)) %, "
          + "1 − (1 − p)² = \(fixed(share * 100, 2)) %, both as chance has it (99.9 %)")
      compareTwoSeconds(extras, row, into: &report)
    }
  }

  /// Two seconds and more: a SYN lost and then a SYN or SYN-ACK; or a SYN-ACK lost and then what
  /// follows a second later.
  ///
  /// That is an answer to the next SYN and, unless it comes first and sets the server's timer anew,
  /// one by that timer. They are due at the same instant: the share lies between the two cases.
  private func compareTwoSeconds(
    _ extras: [TimeSpan?], _ row: Measured.Connect, into report: inout Report
  ) {
    guard row.loss > 0 else { return }
    let slow = 1 - (1 - row.loss) * (1 - row.loss)
    let answerLost = (1 - row.loss) * row.loss
    let least = row.loss * slow + answerLost * row.loss * slow
    let most = row.loss * slow + answerLost * row.loss
    let fits = { (count: Int, tries: Int) in
      isBinomial(count, of: tries, chance: least) || isBinomial(count, of: tries, chance: most)
    }
    let here = extras.filter { ($0 ?? .max) >= .seconds(2) }.count
    let linux = row.slow - row.slow(seconds: 1)
    report.judge(
      fits(here, seeds) && fits(linux, row.n),
      "two seconds and more: \(here) of \(seeds), Linux \(linux) of \(row.n), "
        + "\(fixed(least * 100)) to \(fixed(most * 100)) % as chance has it")
  }
}
