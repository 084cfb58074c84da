extension RunExpectation {
  /// Each reconnection tells the id that the standard wants, byte by byte, or none.
  func reconnectFinding(_ ledger: Ledger) -> Finding {
    let observed = ledger.observed
    guard observed.tellCount > 0 else { return finding(.inconclusive, ["nobody reconnected"]) }
    guard !observed.wrongTells.isEmpty else {
      return finding(
        .passed, ["\(counted(observed.tellCount, "reconnection")), each with the id it should tell"]
      )
    }
    return finding(
      .failed,
      observed.wrongTells.map { tell in
        "\(ledger.consumers[Int(tell.consumer)].title) reconnected at \(tell.at.text) with "
          + "\(Self.shown(tell.id)), where \(Self.shown(tell.expected)) is right"
      })
  }

  private static func shown(_ id: [UInt8]) -> String {
    guard !id.isEmpty else { return "no id" }
    return "the id " + String(decoding: id, as: UTF8.self).debugDescription
  }
}
