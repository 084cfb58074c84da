internal import WeirAudit
internal import WeirKernel
internal import WeirPrimitives

extension PlanCheck {
  mutating func checkFaults() {
    for (index, rule) in plan.faults.enumerated() {
      func path() -> String { "faults[\(index)]" }
      if rule.profile.isEmpty { report(path() + ".profile", "a profile without a name", "a name") }
      checkTarget(of: rule, path() + ".on")
      checkStart(of: rule, path())
      if let duration = rule.duration {
        if rule.kind.lasts {
          check(duration, from: .nanoseconds(1), path() + ".for")
        } else {
          report(
            path() + ".for", "a duration of \(rule.kind.name), which is over at once", "no duration"
          )
        }
      }
      if case .dropSegment(0) = rule.kind {
        report(path() + ".segment", "segment 0", "at least 1, the first data segment")
      }
      if case .drop(0) = rule.kind {
        report(path() + ".count", "0 transmissions to be lost", "at least 1")
      }
      if case .serverRestart(let grace) = rule.kind {
        check(grace, from: .zero, to: .seconds(3_600), path() + ".grace")
      }
      if let stagger = rule.stagger {
        check(stagger, from: .nanoseconds(1), to: .seconds(3_600), path() + ".stagger")
      }
      checkRepetition(of: rule, path())
    }
  }

  private mutating func checkTarget(of rule: FaultRule, _ path: @autoclosure () -> String) {
    if rule.target.name.isEmpty { report(path(), "a target without a name", "a name or a role") }
    if rule.target.direction != nil, !rule.kind.actsOnLinks {
      report(path(), "a direction for \(rule.kind.name)", "a host, by name or role")
    }
    switch rule.target.selection {
    case .index(let index) where index < 0:
      report(path(), "the index \(index)", "an index of at least 0")
    case .range(let range) where range.lowerBound < 0 || range.isEmpty:
      report(path(), "the indices \(range)", "at least one, none below 0")
    case .index, .range, .share, nil:
      break
    }
  }

  private mutating func checkStart(of rule: FaultRule, _ path: @autoclosure () -> String) {
    switch rule.start {
    case .at(let instant):
      check(instant, path() + ".at")
    case .drawn(let range):
      check(range.upperBound, path() + ".at.between[1]")
    case .position(let position):
      if !rule.kind.beginsAtPosition {
        report(
          path() + ".at", "a position for \(rule.kind.name)",
          "an instant; positions are for \"cut\", \"drop\" and \"split\"")
      }
      if position.stream.isEmpty {
        report(path() + ".at.stream", "a stream without a name", "\"chat\" or the path of a topic")
      }
      switch position.anchor {
      case .event(0): report(path() + ".at.event", "event 0", "at least 1, the first")
      case .response(0): report(path() + ".at.response", "response 0", "at least 1, the first")
      case .lineEnd(0, _): report(path() + ".at.event", "event 0", "at least 1, the first")
      case .lineEnd(_, 0): report(path() + ".at.line", "line 0", "at least 1, the first")
      case .event, .response, .lineEnd: break
      }
      return
    }
    if rule.kind.beginsAtPosition {
      report(path() + ".at", "a \(rule.kind.name) by the clock", "a position in a stream")
    }
  }

  private mutating func checkRepetition(of rule: FaultRule, _ path: @autoclosure () -> String) {
    if rule.times == 0 { report(path() + ".times", "0 times", "at least 1") }
    if let every = rule.every { check(every, from: .nanoseconds(1), path() + ".every") }
    if case .position = rule.start {
      if rule.every != nil {
        report(
          path() + ".every", "\"every\" beside a position",
          "\"times\" alone: it comes when it comes")
      }
    } else if rule.times > 1, rule.every == nil {
      report(path() + ".times", "\"times\" without \"every\"", "both, or neither")
    }
  }

  // MARK: Expectations and settings

  mutating func checkExpectations() {
    for expectation in plan.expectations {
      switch expectation {
      case .latency(let limit), .recoversWithin(let limit), .stopsWithin(let limit),
        .endsAgree(let limit), .requestWithin(let limit), .staleness(let limit),
        .connectRate(_, let limit, _), .isolation(_, _, let limit):
        check(limit, from: .zero, "expect.\(expectation.name)")
      case .inOrderOnce, .completeOnlyWhenFinished, .memoryBound, .runsOnce, .textIntact,
        .subscriptions, .gapsAnnounced, .noSecretLogged, .radioWakeups, .noCloseWhileHealthy,
        .reconnectHeader:
        break
      }
    }
  }

  mutating func checkSettings() {
    check(plan.duration, from: .nanoseconds(1), "duration")
    check(plan.settle, from: .zero, "settle")
    if plan.bounds.events == 0 || plan.bounds.eventsAtOneInstant == 0 {
      report("bounds", "a bound of 0 events", "at least 1")
    }
  }
}

extension FaultKind {
  /// Whether it may last.
  fileprivate var lasts: Bool {
    switch self {
    case .linkDown, .blackhole, .serverCrash, .serverRestart, .handover: true
    case .reset, .dropSegment, .cut, .drop, .split: false
    }
  }

  /// Whether it acts on links, or else on hosts.
  fileprivate var actsOnLinks: Bool {
    switch self {
    case .linkDown, .blackhole, .reset, .dropSegment: true
    case .serverCrash, .serverRestart, .handover, .cut, .drop, .split: false
    }
  }

  /// Whether it begins at a position in a stream, or else by the clock.
  fileprivate var beginsAtPosition: Bool {
    switch self {
    case .cut, .drop, .split: true
    case .linkDown, .blackhole, .reset, .dropSegment, .serverCrash, .serverRestart, .handover:
      false
    }
  }
}
