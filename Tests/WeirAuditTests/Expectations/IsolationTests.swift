import Testing
import WeirAudit
import WeirPrimitives

@Suite struct IsolationTests {
  private let isolation = RunExpectation.isolation(
    of: "chat", without: "/bulk", within: .milliseconds(20))

  /// Events at 0, 100 and 200 ms, handed over after these delays; those without one are lost.
  private func ledger(_ delays: [Int64?]) -> Ledger {
    var ledger = Ledger.with(consumers: 1)
    ledger.subscribe(0, to: 0)
    for number in delays.indices { ledger.emit(at: 100 * Int64(number)) }
    for (number, delay) in delays.enumerated() {
      if let delay { ledger.hand([UInt32(number + 1)], at: 100 * Int64(number) + delay) }
    }
    return ledger
  }

  private func judge(
    _ ledger: Ledger, _ twin: [Int64?], endedAt: Int64 = 9_000, is verdict: Verdict,
    _ evidence: [String], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    expect(
      isolation, of: ledger, endedAt: at(endedAt), twin: .ledger(self.ledger(twin)), is: verdict,
      evidence, sourceLocation: sourceLocation)
  }

  @Test func `Events that are slower by no more than the limit pass`() {
    judge(
      ledger([40, 45, 60]), [40, 40, 40], is: .passed,
      ["a's chat: id 3 of s0 took 0.060 s, and 0.040 s without the load"])
  }

  @Test func `Events that are slower by more fail, and the worst is named`() {
    judge(
      ledger([40, 61, 140]), [40, 40, 40], is: .failed,
      [
        "2 of 3 were slower by more than 20ms",
        "a's chat: id 3 of s0 took 0.140 s, and 0.040 s without the load",
      ])
  }

  @Test func `What comes without the load and not with it fails`() {
    judge(
      ledger([40, nil, nil]), [40, 40, nil], is: .failed,
      [
        "a's chat: id 2 of s0 did not come, and did without the load",
        "a's chat: id 1 of s0 took 0.040 s, and 0.040 s without the load",
      ])
  }

  @Test func `What may still come in time is inconclusive, and fails once it is late`() {
    var pending = ledger([40, 40, nil])
    pending.markPending([2])
    judge(
      pending, [40, 40, 40], endedAt: 260, is: .inconclusive,
      [
        "a's chat: id 1 of s0 took 0.040 s, and 0.040 s without the load",
        "1 had not come when the run ended, and may have been in time",
      ])
    judge(
      pending, [40, 40, 40], endedAt: 261, is: .failed,
      [
        "a's chat: id 3 of s0 did not come, and did without the load",
        "a's chat: id 1 of s0 took 0.040 s, and 0.040 s without the load",
      ])
  }

  @Test func `Events are compared by number, wherever a follower began`() {
    var late = Ledger.with(consumers: 1)
    late.emit()
    late.subscribe(0, to: 0)
    late.emit(at: 100)
    late.hand([2], at: 150)
    judge(
      late, [10, 40], is: .passed,
      ["a's chat: id 2 of s0 took 0.050 s, and 0.040 s without the load"])
  }

  @Test func `Without another world, or anything in it, there is nothing to compare`() {
    expect(
      isolation, of: ledger([40]), is: .inconclusive,
      ["there is no world without the load to compare with"])
    expect(
      isolation, of: ledger([40]), twin: .missing("the run was broken off"), is: .inconclusive,
      ["the run was broken off"])
    judge(ledger([]), [], is: .inconclusive, ["no event was delivered in both worlds"])
  }
}
