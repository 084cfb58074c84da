import Testing
import WeirAudit
import WeirPrimitives

@Suite struct AccountTests {
  @Test("There is one account for each stream and recipient, with everything it was owed")
  func accounts() {
    var ledger = Ledger.with(consumers: 2, streams: 2)
    ledger.subscribe(1, to: 0)
    for _ in 1...2 { ledger.emit(at: 10) }
    ledger.subscribe(0, to: 0)
    for _ in 3...6 { ledger.emit(at: 20) }
    ledger.subscribe(1, to: 1)
    ledger.emit(1, at: 30)
    ledger.hand([1, 3, 2, 2], to: 1, at: 50)
    ledger.hand([6], to: 0, at: 25)
    ledger.markPending([ledger.obligations.count - 3])
    let accounts = ledger.accounts
    #expect(accounts.map { [$0.stream, $0.consumer] } == [[0, 1], [0, 0], [1, 1]])
    #expect(accounts.map(\.title) == ["b's chat", "a's chat", "b's chat"])
    #expect(accounts.map(\.owed) == [6, 4, 1])
    #expect(accounts.map(\.delivered) == [3, 1, 0])
    #expect(accounts.map(\.lost) == [[4, 5], [3, 4, 5], [1]])
    #expect(accounts.map(\.pending) == [[6], [], []])
    #expect(accounts.map(\.duplicated) == [[2], [], []])
    #expect(accounts.map(\.reordered) == [[2], [], []])
    #expect(
      accounts.map(\.delays) == [
        [.milliseconds(30), .milliseconds(40), .milliseconds(40)], [.milliseconds(5)], [],
      ])
  }

  @Test("A percentile is the nearest rank, never a value between two")
  func percentiles() {
    var ledger = Ledger.owing(10)
    for number in 1...10 as ClosedRange<UInt32> { ledger.hand([number], at: Int64(number) * 7) }
    let account = ledger.accounts[0]
    let ranks = [
      (0, 1), (1, 1), (100, 1), (101, 2), (500, 5), (501, 6), (950, 10), (990, 10), (1_000, 10),
    ]
    for (permille, rank) in ranks {
      #expect(account.delay(permille: permille) == .milliseconds(Int64(rank) * 7), "\(permille)")
    }
    #expect(Ledger.owing(1).accounts[0].delay(permille: 500) == nil)
  }
}
