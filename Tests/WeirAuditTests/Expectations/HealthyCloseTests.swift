import Testing
import WeirAudit
import WeirPrimitives

@Suite struct HealthyCloseTests {
  /// One consumer that was handed something at 1 s and whose connection was reset at 5 s.
  private func ledger(handedAgainAt again: Int64? = nil) -> Ledger {
    var ledger = Ledger.owing(2)
    ledger.setStatus(.running, of: 0, at: at(0))
    ledger.hand([1], at: 1_000)
    if let again { ledger.hand([1], at: again) }
    ledger.note(Observations.Close(consumer: 0, at: at(5_000), how: "was reset"))
    return ledger
  }

  private let failure =
    "a's chat: at 5.000 s its connection was reset, 4.000 s after it was last handed something, "
    + "and no outage was in force"

  @Test func `A close without an outage fails, with how long nothing had come`() {
    expect(.noCloseWhileHealthy, of: ledger(), is: .failed, [failure])
  }

  @Test(
    arguments: [(0, 1_000), (2_000, 3_000), (4_000, nil), (5_000, 5_000)] as [(Int64, Int64?)])
  func `An outage since the last hand-over excuses it`(begin: Int64, end: Int64?) {
    expect(
      .noCloseWhileHealthy, of: ledger(), outages: [Outage("tunnel", begin, end)], is: .passed,
      ["each close followed an outage"])
  }

  @Test(arguments: [(0, 999), (5_001, 6_000)] as [(Int64, Int64)])
  func `An outage that a hand-over proved over, or a later one, does not`(begin: Int64, end: Int64)
  {
    expect(
      .noCloseWhileHealthy, of: ledger(), outages: [Outage("tunnel", begin, end)], is: .failed,
      [failure])
  }

  @Test func `Something handed over again proves health like anything new`() {
    let outage = Outage("tunnel", 2_000, 3_000)
    #expect(
      RunExpectation.noCloseWhileHealthy.judge(ledger(handedAgainAt: 4_000), outages: [outage])
        .verdict == .failed)
  }

  @Test func `Nothing closed passes, once somebody has asked`() {
    var ledger = Ledger.owing(1)
    expect(.noCloseWhileHealthy, of: ledger, is: .inconclusive, ["nobody asked for anything"])
    ledger.setStatus(.running, of: 0, at: at(0))
    expect(.noCloseWhileHealthy, of: ledger, is: .passed, ["no connection was closed early"])
  }

  @Test func `A GOAWAY with an error is never excused`() {
    var ledger = Ledger.owing(1)
    ledger.note(
      Observations.Close(
        consumer: Ledger.nobody, at: at(30), how: "was ended by a GOAWAY with the error 11"))
    expect(
      .noCloseWhileHealthy, of: ledger, outages: [Outage("tunnel", 0, nil)], is: .failed,
      ["at 0.030 s a connection was ended by a GOAWAY with the error 11"])
  }
}
