import Testing
import WeirAudit
import WeirPrimitives

@Suite struct ConnectRateTests {
  private func ledger(_ connects: [(Int64, String, String)]) -> Ledger {
    var ledger = Ledger(consumers: [])
    for (instant, client, server) in connects {
      ledger.note(Observations.Connect(at: at(instant), client: client, server: server))
    }
    return ledger
  }

  private func rate(
    _ most: Int, _ scope: RunExpectation.RateScope = .server, within: TimeSpan = .seconds(1)
  ) -> RunExpectation {
    .connectRate(atMost: most, within: within, per: scope)
  }

  @Test func `A window slides: it holds what is less than its length apart`() {
    let ledger = ledger([(0, "a", "s"), (900, "b", "s"), (1_000, "c", "s"), (1_899, "d", "s")])
    expect(
      rate(3), of: ledger, is: .passed,
      ["at most 3 connections to s begun within 1s from 0.900 s on"])
    expect(
      rate(2), of: ledger, is: .failed,
      ["3 connections to s begun within 1s from 0.900 s on, where 2 may be"])
  }

  @Test func `Each server is counted for itself, or each client`() {
    let ledger = ledger([(0, "a", "s"), (1, "a", "t"), (2, "b", "s"), (3, "b", "t")])
    expect(
      rate(1), of: ledger, is: .failed,
      [
        "2 connections to s begun within 1s from 0.000 s on, where 1 may be",
        "2 of 2 have too many",
      ])
    expect(
      rate(2, .client), of: ledger, is: .passed,
      ["at most 2 connections by a begun within 1s from 0.000 s on"])
  }

  @Test func `A window of no length holds what is begun at one instant`() {
    let ledger = ledger([(5, "a", "s"), (5, "b", "s"), (6, "c", "s")])
    expect(
      rate(1, within: .zero), of: ledger, is: .failed,
      ["2 connections to s begun within 0s from 0.005 s on, where 1 may be"])
  }

  @Test func `Without a connection there is no rate`() {
    expect(rate(0), of: ledger([]), is: .inconclusive, ["no connection was begun"])
  }

  @Test func `The densest window is found whatever the order of bursts`() {
    var instants: [Int64] = []
    for burst in [3, 9, 4] {
      let begin = Int64(instants.count) * 10_000
      instants += (0..<burst).map { begin + Int64($0) * 100 }
    }
    let ledger = ledger(instants.map { ($0, "a", "s") })
    let begin = instants[3]
    expect(
      rate(8), of: ledger, is: .failed,
      [
        "9 connections to s begun within 1s from \(begin / 1_000).000 s on, where 8 may be"
      ])
  }
}
