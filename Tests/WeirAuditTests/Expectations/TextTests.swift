import Testing
import WeirAudit
import WeirPrimitives

@Suite struct TextTests {
  /// Three events whose texts have the hashes 11, 12 and 13.
  private func ledger() -> Ledger {
    var ledger = Ledger.owing(3)
    for number in 1...3 as ClosedRange<UInt32> {
      ledger.emittedText(stream: 0, number: number, hash: 10 + UInt64(number))
    }
    return ledger
  }

  private func hand(_ hashes: [UInt64], _ ledger: inout Ledger) {
    for (index, hash) in hashes.enumerated() {
      ledger.handedOverText(
        stream: 0, number: UInt32(index + 1), to: 0, hash: hash,
        at: at(1_000 * Int64(index + 1)))
    }
  }

  @Test func `Texts that are handed over as emitted pass`() {
    var ledger = ledger()
    hand([11, 12, 13], &ledger)
    expect(.textIntact, of: ledger, is: .passed, ["3 texts, each as emitted"])
  }

  @Test func `The first text that differs is named, with its instant`() {
    var ledger = ledger()
    hand([11, 99, 98], &ledger)
    expect(
      .textIntact, of: ledger, is: .failed,
      [
        "a's chat: 2 of 3 texts are not as they were emitted, first that of id 2 of s0, "
          + "handed over at 2.000 s"
      ])
  }

  @Test func `Events that nobody sent fail, whatever the rest`() {
    var ledger = ledger()
    hand([11], &ledger)
    ledger.handedOverUnsent(to: 0, at: at(1_500))
    expect(
      .textIntact, of: ledger, is: .failed,
      ["a's chat was handed 1 event that nobody sent, the first at 1.500 s"])
    ledger.handedOverUnsent(to: 0, at: at(1_600))
    expect(
      .textIntact, of: ledger, is: .failed,
      ["a's chat was handed 2 events that nobody sent, the first at 1.500 s"])
  }

  @Test func `Without a text on both sides there is nothing to tell`() {
    var ledger = Ledger.owing(3)
    ledger.emittedText(stream: 0, number: 2, hash: 1)
    for number in [0, 1, 3] as [UInt32] {
      ledger.handedOverText(stream: 0, number: number, to: 0, hash: 5, at: at(1))
    }
    ledger.handedOverText(stream: 7, number: 1, to: 0, hash: 5, at: at(1))
    expect(.textIntact, of: ledger, is: .inconclusive, ["no text was handed over"])
  }
}
