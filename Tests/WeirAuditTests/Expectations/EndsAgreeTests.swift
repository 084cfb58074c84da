import Testing
import WeirAudit
import WeirPrimitives

@Suite struct EndsAgreeTests {
  private func ends(
    _ opener: (Int64?, Int64?), _ acceptor: (Int64?, Int64?), connection: UInt32 = 1
  ) -> ConnectionEnds {
    func view(_ host: String, _ times: (Int64?, Int64?)) -> ConnectionEnds.View {
      ConnectionEnds.View(
        host: host, establishedAt: times.0.map { at($0) }, overAt: times.1.map { at($0) })
    }
    return ConnectionEnds(
      connection: connection, opener: view("a", opener), acceptor: view("b", acceptor))
  }

  /// Judges with a limit of a second, in a run of a minute.
  private func judge(_ all: ConnectionEnds...) -> Finding {
    var ledger = Ledger(consumers: [])
    for ends in all { ledger.note(ends) }
    return RunExpectation.endsAgree(.seconds(1)).judge(
      ledger, outages: [], endedAt: at(60_000))
  }

  @Test func `Ends that come and go nearly together agree`() {
    let finding = judge(ends((100, 5_000), (150, 5_900)))
    #expect(finding.verdict == .passed)
    #expect(
      finding.evidence == ["connection 1: b held it alive for 0.900 s in which a did not"])
    #expect(judge(ends((100, nil), (150, nil))).verdict == .passed)
  }

  @Test func `One that lives on alone for too long does not agree`() {
    let finding = judge(
      ends((100, 5_000), (150, 6_001)), ends((100, nil), (150, 20_000), connection: 2))
    #expect(finding.verdict == .failed)
    #expect(
      finding.evidence == [
        "connection 2: a held it alive for 40.000 s in which b did not and did so when the run ended",
        "2 of 2 for too long",
      ])
  }

  @Test func `One that stands alone at the beginning does not agree either`() {
    #expect(judge(ends((100, 5_000), (2_000, 5_000))).verdict == .failed)
    #expect(judge(ends((100, 1_100), (nil, nil))).verdict == .passed)
    #expect(judge(ends((100, 1_101), (nil, nil))).verdict == .failed)
  }

  @Test func `A disagreement that the end of the run cut short proves nothing`() {
    #expect(judge(ends((100, 59_500), (150, nil))).verdict == .inconclusive)
    #expect(judge(ends((100, 58_999), (150, nil))).verdict == .failed)
  }

  @Test func `Without a connection there is nothing to agree on`() {
    let finding = judge(ends((nil, nil), (nil, nil)))
    #expect(finding.verdict == .inconclusive)
    #expect(finding.evidence == ["no connection was ever established"])
  }
}
