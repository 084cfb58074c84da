internal import WeirAudit
internal import WeirPrimitives

extension ExpectationForm {
  /// Every expectation, in the order in which they are listed and judged.
  public static let all: [ExpectationForm] = judged + planned

  private static let judged: [ExpectationForm] = [
    .bare(
      .inOrderOnce, "Each recipient is handed exactly what was emitted, once each, in order."),
    .time(
      "latency", "No event is handed over later than this after it was emitted.",
      example: "500ms", { .latency($0) },
      { if case .latency(let limit) = $0 { limit } else { nil } }),
    .time(
      "recovers-within",
      "So soon after an outage has ended, each consumer is handed something new.",
      example: "5s", { .recoversWithin($0) },
      { if case .recoversWithin(let limit) = $0 { limit } else { nil } }),
    .bare(
      .completeOnlyWhenFinished,
      "A consumer calls itself complete only if it was handed the last event."),
    .time(
      "ends-agree",
      "Both ends never disagree for longer than this on whether a connection is alive.",
      example: "45s", { .endsAgree($0) },
      { if case .endsAgree(let limit) = $0 { limit } else { nil } }),
    ExpectationForm(
      "connect-rate", "So many connections are begun at most in any window of this length.",
      example: "{ \"at-most\": 400, within: \"1s\" }", connectRate, { $0 },
      { if case .connectRate = $0 { $0 } else { nil } }),
    .bare(.runsOnce, "What each action of a user asks for is generated exactly once."),
    ExpectationForm(
      "isolation",
      "A stream is delayed no more than this by another load: compared with a world without it.",
      example: "{ of: \"/api/audio\", without: \"chat\", within: \"20ms\" }", isolation, { $0 },
      { if case .isolation = $0 { $0 } else { nil } }),
    .bare(.textIntact, "Text is handed over as it was sent, whatever the pieces it came in."),
    .bare(.gapsAnnounced, "Where events are missing, the consumer is told before the next one."),
    .time(
      "request-within", "Each plain request is answered so soon.", example: "2s",
      { .requestWithin($0) }, { if case .requestWithin(let limit) = $0 { limit } else { nil } }),
    .bare(
      .noCloseWhileHealthy,
      "No connection ends under a consumer that wants more of it, but in or behind an outage."),
    .bare(
      .reconnectHeader, "Each reconnection says where it left off as the standard wants it."),
  ]

  private static let planned: [ExpectationForm] = [
    ExpectationForm(
      "memory-bound", "Bytes queued for one connection in one process never exceed this.",
      example: "\"1MiB\"", .size(.zero...ByteCount(bytes: .max)), { .memoryBound($0) },
      { if case .memoryBound(let limit) = $0 { limit } else { nil } }),
    .time(
      "stops-within", "Nothing is generated later than this after the last consumer has left.",
      example: "1s", { .stopsWithin($0) },
      { if case .stopsWithin(let limit) = $0 { limit } else { nil } }),
    .bare(.subscriptions, "After each connect the server's subscriptions are those wanted."),
    .bare(.noSecretLogged, "No credential is in anything that a middlebox logs."),
    ExpectationForm(
      "radio-wakeups", "A radio wakes at most so often an hour while nothing happens.",
      example: "20", .whole(0...1_000_000), { .radioWakeups($0) },
      { if case .radioWakeups(let count) = $0 { count } else { nil } }),
    .time(
      "staleness", "What a consumer gets after a pause is at most so old.", example: "2s",
      { .staleness($0) }, { if case .staleness(let limit) = $0 { limit } else { nil } }),
  ]
}

// Expectations with several settings.
extension ExpectationForm {
  private static let longest = TimeSpan.zero...ScenarioReader.longestRun

  private static let connectRateShape = ObjectShape(
    kind: "a connect rate", meaning: "How many connections in what time.",
    keys: [
      KeyShape("at-most", .whole(0...1_000_000_000), .required, "How many."),
      KeyShape("within", .time(longest), .required, "The length of the window."),
      KeyShape(
        "per", .choice(RunExpectation.RateScope.allCases.map(\.rawValue)),
        .optional("`\"server\"`"), "Whose connections are counted together."),
    ])

  private static let connectRate = ValueForm<RunExpectation>(
    shape: .object(connectRateShape),
    read: { field, _ in
      field.object(as: connectRateShape) { object in
        .connectRate(
          atMost: object.required("at-most").integer(in: 0...1_000_000_000),
          within: object.required("within").timeSpan(in: longest),
          per: object.optional("per")?.oneOf(RunExpectation.RateScope.self) ?? .server)
      }
    },
    write: { expectation in
      guard case .connectRate(let count, let window, let scope) = expectation else {
        preconditionFailure("\(expectation.name) is no connect rate")
      }
      var value: JSON5Value = [
        "at-most": JSON5Value(integerLiteral: Int64(count)),
        "within": JSON5Value(.string(window.text)),
      ]
      if scope != .server, case .object(var object) = value.content {
        object["per"] = JSON5Value(.string(scope.rawValue))
        value.content = .object(object)
      }
      return value
    })

  private static let isolationShape = ObjectShape(
    kind: "an isolation", meaning: "Which stream is kept apart from which load.",
    keys: [
      KeyShape("of", .word("`chat` or a path"), .required, "The stream that is looked at."),
      KeyShape(
        "without", .word("`chat`, a path or `faults`"), .required,
        "The load that the other world lacks."),
      KeyShape("within", .time(longest), .required, "The most it may add to the delay."),
    ])

  private static let isolation = ValueForm<RunExpectation>(
    shape: .object(isolationShape),
    read: { field, reader in
      field.object(as: isolationShape) { object in
        .isolation(
          of: reader.decodeStream(object.required("of")),
          without: reader.decodeLoad(object.required("without")),
          within: object.required("within").timeSpan(in: longest))
      }
    },
    write: { expectation in
      guard case .isolation(let stream, let load, let limit) = expectation else {
        preconditionFailure("\(expectation.name) is no isolation")
      }
      return [
        "of": JSON5Value(.string(stream)), "without": JSON5Value(.string(load)),
        "within": JSON5Value(.string(limit.text)),
      ]
    })
}
