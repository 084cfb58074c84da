import Testing
import WeirAudit
import WeirPrimitives

@Suite struct ReconnectTests {
  private func tell(_ id: String, _ expected: String, _ ledger: inout Ledger) {
    ledger.told(Array(id.utf8)[...], expected: Array(expected.utf8)[...], by: 0, at: at(1_500))
  }

  @Test func `Each reconnection with the id it should tell passes, none included`() {
    var ledger = Ledger.with(consumers: 1)
    expect(.reconnectHeader, of: ledger, is: .inconclusive, ["nobody reconnected"])
    tell("7", "7", &ledger)
    tell("", "", &ledger)
    expect(
      .reconnectHeader, of: ledger, is: .passed,
      ["2 reconnections, each with the id it should tell"])
  }

  @Test func `A wrong id stands beside the right one, byte by byte`() {
    var ledger = Ledger.with(consumers: 1)
    tell("8", "7", &ledger)
    tell("", "7", &ledger)
    tell("7 ", "", &ledger)
    expect(
      .reconnectHeader, of: ledger, is: .failed,
      [
        #"a's chat reconnected at 1.500 s with the id "8", where the id "7" is right"#,
        #"a's chat reconnected at 1.500 s with no id, where the id "7" is right"#,
        #"a's chat reconnected at 1.500 s with the id "7 ", where no id is right"#,
      ])
  }
}
