public import WeirPrimitives

/// Something a scenario expects of a run.
public enum RunExpectation: Sendable, Equatable {
  /// Each recipient is handed exactly what was emitted, once each, in order.
  case inOrderOnce
  /// No event is handed over later than this after it was emitted.
  case latency(TimeSpan)
  /// So soon after an outage has ended, each consumer is handed something new.
  case recoversWithin(TimeSpan)
  /// A consumer calls itself complete only if it was handed the stream's last event.
  case completeOnlyWhenFinished
  /// Bytes queued for one connection in one process never exceed this.
  case memoryBound(ByteCount)
  /// Nothing is generated later than this after the last consumer has left.
  case stopsWithin(TimeSpan)
  /// So many connections are begun at most in any window of this length.
  case connectRate(atMost: Int, within: TimeSpan, per: RateScope)
  /// Each action of a user has its effect exactly once.
  case runsOnce
  /// Both ends never disagree for longer than this on whether a connection is alive.
  case endsAgree(TimeSpan)
  /// A stream is delayed no more than this by another load: compared with a world without it.
  case isolation(of: String, without: String, within: TimeSpan)
  /// Text is handed over as it was sent, whatever the pieces it came in.
  case textIntact
  /// After each connect the server's subscriptions are those the client wants.
  case subscriptions
  /// Where events are missing the consumer is told before the next one.
  case gapsAnnounced
  /// No credential is in anything that a middlebox logs.
  case noSecretLogged
  /// A radio wakes at most so often an hour while nothing happens.
  case radioWakeups(Int)
  /// Each plain request is answered so soon.
  case requestWithin(TimeSpan)
  /// No connection ends under a consumer that wants more of it, unless an outage was in force since
  /// it was last handed something; an error that a GOAWAY tells is never excused.
  case noCloseWhileHealthy
  /// Each reconnection says where it left off as the standard wants it.
  case reconnectHeader
  /// What a consumer gets after a pause is at most so old.
  case staleness(TimeSpan)

  /// The load that is the faults, in ``isolation(of:without:within:)``: the twin has none.
  public static let faultsAsLoad = "faults"

  /// Whose connections a rate counts.
  public enum RateScope: String, Sendable, CaseIterable {
    case server
    case client
  }

  /// The name in scenario files.
  public var name: String {
    switch self {
    case .inOrderOnce: "in-order-once"
    case .latency: "latency"
    case .recoversWithin: "recovers-within"
    case .completeOnlyWhenFinished: "complete-only-when-finished"
    case .memoryBound: "memory-bound"
    case .stopsWithin: "stops-within"
    case .connectRate: "connect-rate"
    case .runsOnce: "runs-once"
    case .endsAgree: "ends-agree"
    case .isolation: "isolation"
    case .textIntact: "text-intact"
    case .subscriptions: "subscriptions"
    case .gapsAnnounced: "gaps-announced"
    case .noSecretLogged: "no-secret-logged"
    case .radioWakeups: "radio-wakeups"
    case .requestWithin: "request-within"
    case .noCloseWhileHealthy: "no-close-while-healthy"
    case .reconnectHeader: "reconnect-header"
    case .staleness: "staleness"
    }
  }

  /// Whether there is something to judge it by yet.
  public var isJudged: Bool { Self.judgedNames.contains(name) }

  /// The names of those that are judged.
  public static let judgedNames = [
    "in-order-once", "latency", "recovers-within", "complete-only-when-finished", "ends-agree",
    "connect-rate", "runs-once", "isolation", "text-intact", "gaps-announced", "request-within",
    "no-close-while-healthy", "reconnect-header",
  ]

  /// The names of those that events have no part in.
  public static let namesNotAboutEvents = [
    "request-within", "connect-rate", "ends-agree", "runs-once", "no-close-while-healthy",
    "reconnect-header",
  ]

  /// All names, in the order in which they are listed to people.
  public static let names =
    judgedNames + [
      "memory-bound", "stops-within", "subscriptions", "no-secret-logged", "radio-wakeups",
      "staleness",
    ]

  /// Judges a finished run.
  ///
  /// - Parameters:
  ///   - endedAt: when it ended: what was still awaited then may yet have come.
  ///   - isCutShort: whether it ended because its time was over, whatever still went on.
  ///   - twin: what happened in the same world without a load, for
  ///     ``isolation(of:without:within:)``.
  public func judge(
    _ ledger: Ledger, outages: [Outage], endedAt: Instant = .distantFuture,
    isCutShort: Bool = false, twin: TwinRun? = nil
  ) -> Finding {
    switch self {
    case .inOrderOnce: inOrderOnceFinding(ledger, isCutShort: isCutShort)
    case .latency(let limit): latencyFinding(ledger, limit: limit, endedAt: endedAt)
    case .recoversWithin(let limit):
      recoveryFinding(ledger, outages, limit: limit, endedAt: endedAt)
    case .completeOnlyWhenFinished: completionFinding(ledger)
    case .endsAgree(let limit): agreementFinding(ledger, limit: limit, endedAt: endedAt)
    case .connectRate(let most, let window, let scope):
      connectRateFinding(ledger, atMost: most, within: window, per: scope)
    case .runsOnce: actionFinding(ledger)
    case .isolation(let stream, _, let limit):
      isolationFinding(ledger, of: stream, limit: limit, endedAt: endedAt, twin: twin)
    case .textIntact: textFinding(ledger)
    case .gapsAnnounced: gapFinding(ledger)
    case .requestWithin(let limit): requestFinding(ledger, limit: limit, endedAt: endedAt)
    case .noCloseWhileHealthy: closeFinding(ledger, outages)
    case .reconnectHeader: reconnectFinding(ledger)
    case .memoryBound, .stopsWithin, .subscriptions, .noSecretLogged, .radioWakeups, .staleness:
      finding(.inconclusive, ["nothing judges \(name) yet"])
    }
  }

  func finding(_ verdict: Verdict, _ evidence: [String]) -> Finding {
    Finding(name: name, verdict: verdict, evidence: evidence)
  }
}
