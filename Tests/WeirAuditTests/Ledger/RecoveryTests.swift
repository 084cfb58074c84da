import Testing
import WeirAudit
import WeirPrimitives

@Suite struct RecoveryTests {
  /// Consumer 0 is owed one event each 100 ms from 100 ms on; those given are handed over.
  private func ledger(_ deliveries: [(UInt32, Int64)], count: Int64 = 20) -> Ledger {
    var ledger = Ledger.with(consumers: 2)
    ledger.subscribe(0, to: 0)
    var left = deliveries[...]
    for number in 1...count {
      ledger.emit(at: number * 100)
      while let (delivered, instant) = left.first, Int64(delivered) <= number {
        ledger.hand([delivered], at: instant)
        left.removeFirst()
      }
    }
    return ledger
  }

  private func delays(
    _ ledger: Ledger, _ outages: [Outage], limit: Int64 = 1_000
  ) -> [TimeSpan?] {
    ledger.recoveries(after: outages, within: .milliseconds(limit)).map(\.delay)
  }

  @Test("The wait is that for the first new event behind the outage")
  func first() {
    let ledger = ledger([(1, 110), (2, 210), (3, 950), (4, 955)], count: 4)
    let recoveries = ledger.recoveries(
      after: [Outage("tunnel", 250, 900)], within: .milliseconds(1_000))
    #expect(recoveries.map(\.consumer) == [0])
    #expect(recoveries.map(\.outage) == ["tunnel"])
    #expect(recoveries.map(\.delay) == [.milliseconds(50)])
  }

  @Test("An event handed over as the outage ends counts with no delay")
  func atTheEnd() {
    #expect(delays(ledger([(1, 900)], count: 1), [Outage("t", 50, 900)]) == [.zero])
  }

  @Test("Nothing new is no delay at all")
  func nothing() {
    #expect(delays(ledger([(1, 110)], count: 3), [Outage("t", 150, 900)]) == [nil])
  }

  @Test("Nobody waits where all had arrived and nothing came in time")
  func nothingDue() {
    let ledger = ledger([(1, 110), (2, 210)], count: 2)
    #expect(delays(ledger, [Outage("t", 300, 900)]) == [])
    let later = self.ledger([(1, 110), (2, 210), (3, 310)], count: 3)
    #expect(delays(later, [Outage("t", 220, 250)], limit: 49) == [])
    #expect(delays(later, [Outage("t", 220, 250)], limit: 50) == [.milliseconds(10)])
  }

  @Test("Each of several outages is judged by what was due behind it")
  func several() {
    let ledger = ledger([(1, 110), (2, 450), (3, 455), (4, 900), (5, 910)], count: 5)
    let outages = [Outage("one", 150, 400), Outage("two", 460, 800), Outage("three", 950, 990)]
    #expect(delays(ledger, outages) == [.milliseconds(50), .milliseconds(100)])
  }

  @Test("What was lost in one outage is not waited for behind the next")
  func lostBefore() {
    let ledger = ledger([(1, 110), (4, 420)], count: 4)
    #expect(
      delays(ledger, [Outage("one", 150, 390), Outage("two", 500, 600)])
        == [.milliseconds(30)])
  }

  @Test("An outage that ends while another lasts is passed over; one without end too")
  func overlapping() {
    let ledger = ledger([(1, 950)], count: 1)
    let outages = [Outage("inner", 60, 500), Outage("outer", 50, 900), Outage("reset", 700, 700)]
    #expect(
      ledger.recoveries(after: outages, within: .seconds(1)).map(\.outage) == ["outer"])
    #expect(delays(ledger, [Outage("ever", 50, nil), Outage("inner", 60, 500)]) == [])
    #expect(delays(ledger, [Outage("a", 50, 900), Outage("b", 60, 900)]).count == 2)
  }

  @Test("Each consumer that waits is told, by number")
  func consumers() {
    var ledger = Ledger.with(consumers: 3)
    for consumer in [2, 0] as [UInt32] { ledger.subscribe(consumer, to: 0) }
    ledger.emit(at: 100)
    ledger.hand([1], to: 2, at: 800)
    let recoveries = ledger.recoveries(after: [Outage("t", 50, 700)], within: .seconds(1))
    #expect(recoveries.map(\.consumer) == [0, 2])
    #expect(recoveries.map(\.delay) == [nil, .milliseconds(100)])
  }
}
