internal import WeirEndpoints
internal import WeirPrimitives
internal import WeirWorld

extension ScenarioCatalogue {
  static let host = RecordForm(
    "a host", "A machine, or any number of the same kind, and the programs on it.",
    blank: HostPlan(""),
    roleMembers(\.roles, meaning: "What it is to others: `client`, `edge`, `origin`, or any name.")
      + [
        MemberForm(
          "client", \.client, client.value, standing: "an object with every default",
          "How its client programs behave."),
        MemberForm(
          "server", \.server, server.value.optional, standing: "no server",
          "Its streaming server."),
        MemberForm(
          "count", \.count, ValueForm.whole(1...10_000_000).optional,
          standing: "one, without an index",
          "How many there are: `name[0]` and so on."),
        MemberForm(
          "browser", \.browser, browserValue.optional, standing: "no browser",
          "Its browser, whose tabs share connections. Cannot be run yet."),
        MemberForm(
          "device", \.device, device.value.optional, standing: "one network",
          "The networks it changes between. Cannot be run yet."),
        MemberForm(
          "proxy", \.proxy, proxy.value.optional, standing: "no proxy",
          "Its reverse proxy or balancer. Cannot be run yet."),
        hostTCP,
      ])

  static let client = RecordForm(
    "a client", "How clients on a host stream, and what they do when a stream goes quiet or ends.",
    blank: ClientPolicy(),
    [
      MemberForm(
        "watchdog", \.watchdog, .timeOrOff,
        "Drops the connection after so long without a byte."),
      MemberForm(
        "reconnect", \.reconnectDelay, .time(.zero...ScenarioReader.longestRun),
        "The wait before it connects again; who follows a topic obeys the server's `retry`."),
      MemberForm("resume", \.resume, .choice, "Whether it says where it left off."),
      MemberForm(
        "commits-id", \.commitsIDBeforeDispatch, earlyOrNot,
        "When it takes an id: as its event is dispatched, or already at its line, which is a bug."),
    ])

  private static let earlyOrNot = ValueForm<Bool>(
    shape: .choice(["at-dispatch", "before-dispatch"]),
    read: { field, _ in field.oneOf(["at-dispatch", "before-dispatch"]) == "before-dispatch" },
    write: { JSON5Value(.string($0 ? "before-dispatch" : "at-dispatch")) })

  static let server = RecordForm(
    "a server",
    "A streaming server: `POST /api/chat`, `GET /api/chat/NAME` and the topics it publishes.",
    blank: ServerConfiguration(),
    [
      MemberForm(
        "port", \.port, ValueForm.whole(1...65_535).mapped({ UInt16($0) }, from: Int.init),
        "The TCP port it listens on."),
      MemberForm(
        "history", \.history, history,
        "What it remembers of each stream: nothing, the last so many events, or everything."),
      MemberForm(
        "heartbeat", \.heartbeat, .timeOrOff,
        "How often it sends a comment on an open response."),
      MemberForm(
        "backlog-limit", \.backlogLimit, .sizeOrOff,
        "Bytes that may wait for a client that does not read before its connection is reset."),
      MemberForm(
        "line-ending", \.lineEnding, .choice,
        "What ends the lines of its event streams."),
    ])

  /// `"none"`, `"log"` or `{ ring: 64 }`.
  private static let history = ValueForm<HistoryPolicy>(
    shape: .either([.choice(["none", "log"]), .object(ring)]),
    read: { field, reader in reader.decodeHistory(field) },
    write: { policy in
      switch policy {
      case .none: "none"
      case .log: "log"
      case .ring(let count): ["ring": JSON5Value(integerLiteral: Int64(count))]
      }
    })

  static let ringSizes = 1...100_000_000

  static let ring = ObjectShape(
    kind: "a history", meaning: "The last so many events of each stream, in memory.",
    keys: [
      KeyShape("ring", .whole(ringSizes), .required, "How many events.")
    ])

  static let browser = RecordForm(
    "a browser", "A browser whose tabs share its connections. Cannot be run yet.",
    blank: BrowserPlan(),
    [
      MemberForm("engine", \.engine, .choice, "Whose limits and habits it has."),
      MemberForm("http", \.http, .choice([.http11, .http2]), "What it speaks with servers."),
      MemberForm(
        "connections-per-origin", \.connectionsPerOrigin, .whole(1...1_000),
        "HTTP/1.1 connections to one origin at a time, for all tabs together."),
      MemberForm(
        "shares-event-source", \.sharesEventSource, .truth,
        "Whether tabs share one `EventSource` for a path, as through a `SharedWorker`."),
    ])

  /// A browser, or only its engine: `"chromium"`.
  private static let browserValue = ValueForm<BrowserPlan>(
    shape: .either([.choice(BrowserPlan.Engine.allCases.map(\.rawValue)), .object(browser.shape)]),
    read: { field, reader in
      switch field.value?.content {
      case .object, nil: return browser.read(field, reader)
      case .string:
        var plan = BrowserPlan()
        plan.engine = field.oneOf(BrowserPlan.Engine.self)
        return plan
      case .null, .bool, .number, .array:
        let engines = Shown.alternatives(BrowserPlan.Engine.allCases.map(\.rawValue))
        field.reportMismatch(expected: engines + ", or a browser, an object in braces")
        return BrowserPlan()
      }
    },
    write: { plan in
      var usual = BrowserPlan()
      usual.engine = plan.engine
      return plan == usual
        ? JSON5Value(.string(plan.engine.rawValue)) : browser.value.write(plan)
    })

  static let device = RecordForm(
    "a device", "A device that changes between networks. Cannot be run yet.",
    blank: DevicePlan(),
    [
      MemberForm(
        "networks", \.networks, .names, isRequired: true,
        "Links of this host; the first is in use at the beginning, and is its `access` then.")
    ])

  static let proxy = RecordForm(
    "a proxy",
    "A reverse proxy or balancer, which ends connections on both sides. Cannot be run yet.",
    blank: ProxyPlan(),
    [
      MemberForm("model", \.model, .choice, isRequired: true, "The product it behaves as."),
      MemberForm(
        "upstream", \.upstream, .name, isRequired: true,
        "Where it sends requests on: a host, all of a counted one, or a role."),
      MemberForm("choose", \.choice, .choice, "How it chooses among several upstream servers."),
      MemberForm(
        "upstream-http", \.upstreamHTTP, ValueForm.choice([.http10, .http11]).optional,
        standing: "as the model", "What it speaks with the upstream server."),
      MemberForm(
        "buffering", \.isBuffering, ValueForm.truth.optional, standing: "as the model",
        "Whether it collects a response before it hands it on."),
      MemberForm(
        "read-timeout", \.readTimeout, limit.optional, standing: "as the model",
        "The longest silence of the upstream server."),
    ])

  private static let limit = ValueForm<TimeSpan?>.timeOrOff.mapped(
    { $0.map { ProxyPlan.Limit.after($0) } ?? .off },
    from: { limit in
      switch limit {
      case .off: nil
      case .after(let span): span
      }
    })

  /// `role: "client"` or `roles: ["client", "edge"]`.
  static func roleMembers<Record>(
    _ roles: any WritableKeyPath<Record, [String]> & Sendable, meaning: String
  ) -> [MemberForm<Record>] {
    [
      MemberForm(
        KeyShape("role", .name, meaning),
        read: { field, reader, record in record[keyPath: roles] = [reader.role(field)] },
        write: { record, _ in
          guard record[keyPath: roles].count == 1 else { return .none }
          return .some(JSON5Value(.string(record[keyPath: roles][0])))
        }),
      MemberForm(
        KeyShape("roles", .list(.name, count: nil), "Several of them."),
        read: { field, reader, record in
          guard record[keyPath: roles].isEmpty else {
            return field.reportMismatch(found: "\"roles\" beside \"role\"", expected: "one of them")
          }
          record[keyPath: roles] = field.array().map { reader.role($0) }
        },
        write: { record, _ in
          guard record[keyPath: roles].count > 1 else { return .none }
          return .some(ValueForm.names.write(record[keyPath: roles]))
        }),
    ]
  }
}
