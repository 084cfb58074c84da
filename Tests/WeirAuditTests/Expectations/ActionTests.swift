import Testing
import WeirAudit
import WeirPrimitives

@Suite struct ActionTests {
  /// Two chats, each an action of a user.
  private func ledger() -> Ledger {
    var ledger = Ledger(
      consumers: ["a", "b"].map { host in
        var record = ConsumerRecord(host: host, purpose: "chat", aim: .lastEvent)
        record.isAction = true
        return record
      })
    for name in ["s0", "s1"] { ledger.openStream(name: name, host: "api") }
    return ledger
  }

  @Test func `What is generated once for each passes`() {
    var ledger = ledger()
    ledger.generated(0, for: 1, at: at(20))
    ledger.generated(1, for: 0, at: at(30))
    expect(.runsOnce, of: ledger, is: .passed, ["2 answers, each generated once"])
  }

  @Test func `What is generated again fails, with the instants`() {
    var ledger = ledger()
    ledger.generated(0, for: 0, at: at(20))
    ledger.generated(1, for: 0, at: at(7_040))
    expect(
      .runsOnce, of: ledger, is: .failed,
      ["a's chat was generated 2 times: at 0.020 s, 7.040 s"])
  }

  @Test func `What was never generated is inconclusive, and a failure once it is complete`() {
    var ledger = ledger()
    ledger.generated(0, for: 0, at: at(20))
    expect(.runsOnce, of: ledger, is: .inconclusive, ["b's chat was never generated"])
    ledger.setStatus(.complete, of: 1, at: at(30))
    expect(
      .runsOnce, of: ledger, is: .failed, ["b's chat is complete and was never generated"])
  }

  @Test func `A transfer is no action of a user`() {
    var ledger = Ledger(
      consumers: [ConsumerRecord(host: "a", purpose: "bulk", aim: .lastEvent)])
    ledger.setStatus(.complete, of: 0, at: at(1))
    expect(.runsOnce, of: ledger, is: .inconclusive, ["nobody asked for an answer"])
  }
}
