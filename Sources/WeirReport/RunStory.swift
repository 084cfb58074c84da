internal import WeirAudit
internal import WeirKernel
public import WeirPrimitives
public import WeirWorld

/// What can be told of one run without knowing where its plan came from.
public struct RunStory: Sendable {
  public let plan: WorldPlan
  public let result: RunResult

  public init(_ plan: WorldPlan, _ result: RunResult) {
    self.plan = plan
    self.result = result
  }

  /// What happened, the accounts and the expectations, each under its title.
  public var sections: [[String]] {
    [
      ["What happened"] + narrative,
      ["Accounts (delays in seconds)"] + accountLines,
    ] + (result.transfers.isEmpty ? [] : [["Transfers"] + transferLines])
      + (result.pools.isEmpty ? [] : [["Connections of browsers as the run ended"] + poolLines]) + [
        ["Expectations"] + expectationLines
      ]
  }

  /// Sections as one text, in which control characters of names cannot steer a terminal.
  public static func text(_ sections: [[String]]) -> String {
    visible(sections.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")) + "\n"
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
    if accounts.isEmpty {
      let nothing = result.transfers.isEmpty ? "asked for anything" : "sent anything"
      return unreached.isEmpty ? ["  nobody \(nothing)"] : unreached
    }
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

  /// Each expectation with its verdict and evidence, and what kept faults from counting.
  public var expectationLines: [String] {
    var lines: [String] = []
    for finding in result.findings {
      lines.append("  \(filled(finding.verdict.rawValue, 13))\(finding.name)")
      for sentence in finding.evidence.prefix(12) { lines.append("               \(sentence)") }
      if finding.evidence.count > 12 {
        lines.append("               and \(finding.evidence.count - 12) more")
      }
    }
    if case .deadlock(let waits) = result.end {
      for sentence in waits { lines.append("  deadlock: \(sentence)") }
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

  /// Whom events never reached, with their ids: `phone's chat lost 62: ids 143–204`.
  public var lossLines: [String] {
    result.ledger.accounts.filter { !$0.lost.isEmpty }.map { account in
      "  \(account.title) lost \(grouped(account.lost.count)): ids \(listing(account.lost))"
    }
  }

  /// How the run ended, its packets and its digest.
  public func figures(wallTime: TimeSpan? = nil) -> [String] {
    let virtual = TimeSpan(nanoseconds: result.endedAt.nanoseconds).seconds(decimals: 3)
    var run = "Run:     \(endText) after \(virtual) s, \(grouped(result.eventCount)) events"
    if let wallTime {
      run += " in \((wallTime.nanoseconds + 500) / 1_000) µs"
    }
    let packets =
      "Packets: \(grouped(result.packets.sent)) sent, \(grouped(result.packets.dropped)) dropped; "
      + "\(grouped(result.retransmissionCount)) segments sent again; "
      + "\(grouped(result.connectionCount)) connections"
    return [run, packets, "Digest:  \(result.digest.text) (version \(Digest.version))"]
  }

  /// Why the run ended.
  var endText: String {
    switch result.end {
    case .finished: "finished"
    case .settled: "settled"
    case .durationReached: "duration reached"
    case .idle: "idle"
    case .deadlock: "deadlocked"
    case .interrupted: "interrupted"
    case .bound(.events(let limit)): "stopped at the bound of \(grouped(limit)) events"
    case .bound(.bytesOnConnection(let limit)):
      "stopped at the bound of \(grouped(limit)) bytes held on one connection"
    case .bound(.eventsAtOneInstant(let limit)):
      "stopped at the bound of \(grouped(limit)) events at one instant"
    case .misuse(let misuse): "stopped because \(misuse.text)"
    }
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
