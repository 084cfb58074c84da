import Testing
import WeirAudit
import WeirPrimitives

/// Runs that end before everything was there to be judged.
@Suite struct CutShortTests {
  /// A ledger with one consumer, who got all of the three events there were so far.
  private func ledger(_ aim: ConsumerAim, hasLast: Bool = false) -> Ledger {
    var ledger = Ledger(consumers: [ConsumerRecord(host: "a", purpose: "chat", aim: aim)])
    ledger.openStream(name: "s", host: "api")
    ledger.subscribe(0, to: 0)
    ledger.setStatus(.running, of: 0, at: at(0))
    for number in 1...3 {
      ledger.emit(isLast: hasLast && number == 3)
      ledger.hand([UInt32(number)])
    }
    return ledger
  }

  private func verdict(_ ledger: Ledger, isCutShort: Bool = true) -> Verdict {
    RunExpectation.inOrderOnce.judge(ledger, outages: [], isCutShort: isCutShort).verdict
  }

  @Test func `An answer that the end of the run cut short proves nothing`() {
    let finding = RunExpectation.inOrderOnce.judge(
      ledger(.lastEvent), outages: [], isCutShort: true)
    #expect(finding.verdict == .inconclusive)
    #expect(finding.evidence == ["a's chat was cut short by the run's end"])
  }

  @Test func `What has its last event, or never has one, is whole`() {
    #expect(verdict(ledger(.lastEvent, hasLast: true)) == .passed)
    #expect(verdict(ledger(.events)) == .passed)
    #expect(verdict(ledger(.lastEvent), isCutShort: false) == .passed)
  }

  @Test func `Whoever gave up before the end was not cut short by it`() {
    var ledger = ledger(.lastEvent)
    ledger.setStatus(.failed, of: 0, at: at(0))
    #expect(verdict(ledger) == .passed)
  }

  @Test func `A loss fails a run that was cut short all the same`() {
    var ledger = ledger(.lastEvent)
    ledger.emit()
    #expect(verdict(ledger) == .failed)
  }

  @Test func `Who waits for nothing is complete without a last event`() {
    var ledger = ledger(.lastEvent, hasLast: true)
    ledger.setStatus(.complete, of: 0, at: at(0))
    ledger.add(ConsumerRecord(host: "a", purpose: "connect", aim: .nothing))
    ledger.setStatus(.complete, of: 1, at: at(0))
    let finding = RunExpectation.completeOnlyWhenFinished.judge(ledger, outages: [])
    #expect(finding.evidence == ["1 complete, each with its last event"])
  }
}
