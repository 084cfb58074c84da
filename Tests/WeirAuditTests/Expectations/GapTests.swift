import Testing
import WeirAudit
import WeirPrimitives

@Suite struct GapTests {
  @Test func `Events in a row have no gap, and none at all tell nothing`() {
    var ledger = Ledger.owing(3)
    expect(.gapsAnnounced, of: ledger, is: .inconclusive, ["no event was handed over"])
    ledger.hand([1, 2, 3])
    expect(.gapsAnnounced, of: ledger, is: .passed, ["no event was missing before another"])
  }

  @Test func `A gap that was announced before what follows passes`() {
    var ledger = Ledger.owing(9)
    ledger.hand([1, 2])
    ledger.announcedGap(to: 0)
    ledger.announcedGap(to: 0)
    ledger.hand([5, 6])
    expect(
      .gapsAnnounced, of: ledger, is: .passed, ["1 gap, each announced before what follows"])
  }

  @Test func `An announcement holds for the next event only`() {
    var ledger = Ledger.owing(9)
    ledger.announcedGap(to: 0)
    ledger.hand([1])
    ledger.hand([3], at: 2_000)
    ledger.hand([4])
    ledger.announcedGap(to: 0)
    ledger.hand([7, 9], at: 3_000)
    expect(
      .gapsAnnounced, of: ledger, is: .failed,
      [
        "a's chat: id 2 was missing when id 3 was handed over at 2.000 s, and no gap was announced "
          + "before",
        "a's chat: id 8 was missing when id 9 was handed over at 3.000 s, and no gap was announced "
          + "before",
      ])
  }

  @Test func `An announcement to one consumer is none to another`() {
    var ledger = Ledger.with(consumers: 2)
    for consumer in 0...1 as ClosedRange<UInt32> { ledger.subscribe(consumer, to: 0) }
    for _ in 1...4 { ledger.emit() }
    ledger.announcedGap(to: 1)
    ledger.hand([4], to: 0)
    ledger.hand([4], to: 1)
    expect(
      .gapsAnnounced, of: ledger, is: .failed,
      [
        "a's chat: ids 1–3 were missing when id 4 was handed over at 0.000 s, and no gap was "
          + "announced before"
      ])
  }

  @Test func `What was emitted before a follower came is not missing, and what came behind is`() {
    for (first, missing) in [(6, nil), (8, 6...7)] as [(UInt32, ClosedRange<UInt32>?)] {
      var ledger = Ledger.with(consumers: 2)
      ledger.subscribe(1, to: 0)
      for _ in 1...5 { ledger.emit() }
      ledger.subscribe(0, to: 0)
      for _ in 6...9 { ledger.emit() }
      ledger.hand([first])
      #expect(ledger.observed.gaps.map(\.missing) == (missing.map { [$0] } ?? []))
    }
  }

  @Test func `Asking for the beginning too makes no gap of what was skipped there`() {
    var ledger = Ledger.with(consumers: 1)
    for _ in 1...5 { ledger.emit() }
    ledger.subscribe(0, to: 0)
    ledger.emit()
    ledger.hand([2, 4, 6, 3])
    #expect(ledger.observed.gaps.isEmpty)
  }
}
