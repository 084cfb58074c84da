internal import WeirAudit
internal import WeirKernel
internal import WeirPrimitives
internal import WeirScenario
internal import WeirWorld

extension RunReport {
  /// The run in plain words, ending with the command that brings it back.
  public var text: String {
    var sections: [[String]] = [[heading]]
    sections.append(["What happened"] + narrative)
    sections.append(["Accounts (delays in seconds)"] + accountLines)
    sections.append(["Expectations"] + expectationLines)
    sections.append(closing)
    return visible(sections.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")) + "\n"
  }

  private var heading: String {
    var words = scenario.title
    if let variant = scenario.variant { words += ", variant \(variant)" }
    let profiles = scenario.profiles.map { Path.stem(of: $0) }
    if !profiles.isEmpty { words += ", profile \(profiles.joined(separator: " and "))" }
    return words + ", seed \(result.seed)"
  }

  /// The most accounts that are shown, and the most consumers whose stream never began.
  static let accountLimit = 100

  private var accountLines: [String] {
    let all = result.ledger.accounts
    let accounts = all.prefix(Self.accountLimit)
    let silent = result.unreachedConsumers
    var unreached = silent.prefix(Self.accountLimit).map {
      "  \($0.title): its stream never began"
    }
    if silent.count > unreached.count {
      unreached.append("  and \(grouped(silent.count - unreached.count)) more that never began")
    }
    if accounts.isEmpty { return unreached.isEmpty ? ["  nobody asked for anything"] : unreached }
    let titles = accounts.map(\.title)
    let width = max(8, titles.map(\.count).max() ?? 0)
    let columns = [
      "events", "delivered", "lost", "twice", "disorder", "pending", "p50", "p95", "p99", "max",
    ]
    var lines = [
      "  " + filled("", width) + columns.map { padded($0, 10) }.joined()
    ]
    for (account, title) in zip(accounts, titles) {
      let counts = [
        account.owed, account.delivered, account.lost.count, account.duplicated.count,
        account.reordered.count, account.pending.count,
      ].map { grouped($0) }
      let delays = [500, 950, 990, 1_000].map { permille in
        account.delay(permille: permille)?.seconds(decimals: 3) ?? "-"
      }
      lines.append(
        "  " + filled(title, width) + (counts + delays).map { padded($0, 10) }.joined())
    }
    if all.count > accounts.count {
      lines.append("  and \(grouped(all.count - accounts.count)) more; --ledger FILE tells of all")
    }
    lines += unreached
    return lines
  }

  private var expectationLines: [String] {
    var lines: [String] = []
    for finding in result.findings {
      lines.append("  \(filled(finding.verdict.rawValue, 13))\(finding.name)")
      for sentence in finding.evidence.prefix(12) { lines.append("               \(sentence)") }
      if finding.evidence.count > 12 {
        lines.append("               and \(finding.evidence.count - 12) more")
      }
    }
    for rule in result.notApplicable {
      lines.append("  not applicable: \(rule.profile) on \(rule.target.text) matches nothing here")
    }
    for rule in result.neverBegun {
      lines.append("  did not happen: \(rule.profile) on \(rule.target.text)")
    }
    for profile in result.idleProfiles {
      lines.append("  inconclusive: nothing of \(profile) happened")
    }
    if lines.isEmpty { lines.append("  inconclusive: the scenario expects nothing") }
    return lines
  }

  private var closing: [String] {
    var verdict = "Verdict: \(result.verdict.rawValue)"
    if let expected = scenario.expectedVerdict {
      verdict += expected == result.verdict ? ", as expected" : ", expected \(expected.rawValue)"
    }
    let virtual = TimeSpan(nanoseconds: result.endedAt.nanoseconds).seconds(decimals: 3)
    var run = "Run:     \(endText) after \(virtual) s, \(grouped(result.eventCount)) events"
    if let wallTime {
      run += " in \((wallTime.nanoseconds + 500) / 1_000) µs"
    }
    let packets =
      "Packets: \(grouped(result.packets.sent)) sent, \(grouped(result.packets.dropped)) dropped; "
      + "\(grouped(result.retransmissionCount)) segments sent again; "
      + "\(grouped(result.connectionCount)) connections"
    return [
      verdict, run, packets, "Digest:  \(result.digest.text) (version \(Digest.version))",
      "Replay:  \(replayCommand)",
    ]
  }
}

/// Text in which control characters of files cannot steer the terminal.
func visible(_ text: String) -> String {
  var shown = ""
  for scalar in text.unicodeScalars {
    let isControl = scalar.properties.generalCategory == .control && scalar != "\n"
    shown.unicodeScalars.append(isControl ? "·" : scalar)
  }
  return shown
}
