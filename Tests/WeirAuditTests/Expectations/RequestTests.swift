import Testing
import WeirAudit
import WeirPrimitives

@Suite struct RequestTests {
  private let limit = RunExpectation.requestWithin(.seconds(2))

  /// A page's requests for `/a` and `/b`, made at 1 s.
  private func ledger(aims: [ConsumerAim] = [.response, .response]) -> Ledger {
    var ledger = Ledger(
      consumers: zip(["/a", "/b"], aims).map {
        ConsumerRecord(host: "page", purpose: $0, aim: $1)
      })
    for consumer in 0...1 as ClosedRange<UInt32> {
      ledger.setStatus(.running, of: consumer, at: at(1_000))
    }
    return ledger
  }

  @Test func `Requests that are answered in time pass, the limit itself included`() {
    var ledger = ledger()
    ledger.setStatus(.complete, of: 0, at: at(1_250))
    ledger.setStatus(.complete, of: 1, at: at(3_000))
    expect(
      limit, of: ledger, is: .passed,
      ["the slowest, page's /b, asked for at 1.000 s, was answered after 2.000 s"])
  }

  @Test func `A late answer, a failure and none at all fail, each with its instants`() {
    var ledger = ledger()
    ledger.setStatus(.complete, of: 0, at: at(3_001))
    expect(
      limit, of: ledger, endedAt: at(9_000), is: .failed,
      [
        "page's /a, asked for at 1.000 s, was answered after 2.001 s",
        "page's /b, asked for at 1.000 s, had no answer when the run ended 8.000 s later",
      ])
    ledger.setStatus(.failed, of: 1, at: at(1_100))
    expect(
      limit, of: ledger, is: .failed,
      [
        "page's /a, asked for at 1.000 s, was answered after 2.001 s",
        "page's /b, asked for at 1.000 s, failed after 0.100 s",
      ])
  }

  @Test func `Why a request waits stands below it`() {
    var ledger = ledger()
    ledger.setStatus(.complete, of: 1, at: at(1_001))
    ledger.explain("waits for one of 6 connections to site:80", of: 0)
    ledger.explain("of another", of: 1)
    expect(
      limit, of: ledger, endedAt: at(9_000), is: .failed,
      [
        "page's /a, asked for at 1.000 s, had no answer when the run ended 8.000 s later",
        "  waits for one of 6 connections to site:80",
      ])
  }

  @Test func `A wait that the end of the run cuts short is inconclusive`() {
    var ledger = ledger()
    ledger.setStatus(.complete, of: 0, at: at(1_001))
    expect(
      limit, of: ledger, endedAt: at(3_000), is: .inconclusive,
      ["page's /b, asked for at 1.000 s, had no answer when the run ended 2.000 s later"])
  }

  @Test func `A request that its page dropped does not count, nor do streams`() {
    var ledger = ledger()
    ledger.setStatus(.stopped, of: 0, at: at(1_001))
    ledger.setStatus(.stopped, of: 1, at: at(1_001))
    expect(limit, of: ledger, is: .inconclusive, ["no plain request was made"])
    expect(
      limit, of: self.ledger(aims: [.events, .nothing]), is: .inconclusive,
      ["no plain request was made"])
  }

  @Test func `A request that is made twice is judged twice`() {
    var ledger = ledger()
    ledger.setStatus(.complete, of: 0, at: at(1_001))
    ledger.setStatus(.complete, of: 1, at: at(1_001))
    ledger.setStatus(.running, of: 0, at: at(5_000))
    ledger.setStatus(.running, of: 0, at: at(6_000))
    ledger.setStatus(.complete, of: 0, at: at(8_000))
    expect(
      limit, of: ledger, is: .failed,
      ["page's /a, asked for at 5.000 s, was answered after 3.000 s"])
    #expect(ledger.observed.asks.map(\.endedAt) == [at(1_001), at(1_001), at(8_000)])
  }
}
