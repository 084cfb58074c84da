internal import WeirEndpoints
internal import WeirPrimitives
internal import WeirWorld

extension ScenarioCatalogue {
  static let browser = RecordForm(
    "a browser", "A browser whose tabs share its connections.", blank: BrowserPlan(),
    [
      MemberForm("engine", \.engine, .choice, "Whose limits and habits it has."),
      MemberForm("http", \.http, httpVersion, "What it speaks with servers."),
      MemberForm("tls", \.tls, .choice, tlsMeaning),
      MemberForm(
        "connections-per-origin", \.connectionsPerOrigin, .whole(HTTPLimits.connectionsPerOrigin),
        "HTTP/1.1 connections to one origin at a time, for all tabs together."),
      MemberForm(
        "maximum-connections", \.maximumConnections,
        ValueForm.whole(HTTPLimits.connections).optional, standing: asTheEngine,
        "Connections to all origins together."),
      MemberForm(
        "shares-event-source", \.sharesEventSource, .truth,
        "Whether tabs share one `EventSource` for a path, as through a `SharedWorker`."),
      MemberForm(
        "back-forward-cache", \.backForwardCache,
        ValueForm<TimeSpan?>.timeOrOff.mapped({ $0 ?? .zero }, from: { $0 == .zero ? nil : $0 })
          .optional, standing: asTheEngine,
        "How long a page that was left keeps its streams open."),
      MemberForm(
        "stream-window", \.streamWindow, streamWindow.optional, standing: asTheEngine,
        streamWindowMeaning),
      MemberForm(
        "connection-window", \.connectionWindow, connectionWindow.optional, standing: asTheEngine,
        connectionWindowMeaning),
      MemberForm("credit", \.credit, .choice, creditMeaning),
    ])

  private static let asTheEngine = "as the engine"

  /// A browser, or only its engine: `"chromium"`.
  static let browserValue = ValueForm<BrowserPlan>(
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

  // MARK: What its pages do

  static let tabs = RecordForm(
    "tabs", "Pages of one site, each of which follows a topic.",
    blank: TabsPlan(count: 1, every: .zero, follow: "/"),
    [
      MemberForm("count", \.count, .whole(tabNumbers), isRequired: true, "How many."),
      MemberForm(
        "every", \.every, .time(.zero...ScenarioReader.longestRun),
        "From one to the next."),
      MemberForm("follow", \.follow, .path, isRequired: true, "The topic that each page follows."),
      MemberForm("page", \.page, document, "The document that each fetches first."),
      MemberForm(
        "follow-from", \.followFrom,
        ValueForm<String>.word("a host, by name or `app[1]`").optional,
        standing: "the page's own", "The server of the topic."),
      MemberForm(
        "closes-when-hidden", \.closesWhenHidden, .truth,
        "Whether a page closes its stream while it is hidden."),
    ])

  private static let document = ValueForm<String?>(
    shape: .either([.path, .choice(["none"])]),
    read: { field, reader in
      if case .string("none")? = field.value?.content { return nil }
      return reader.decodePath(field)
    },
    write: { JSON5Value(.string($0 ?? "none")) })

  /// A plain request, or only its path.
  static let request = shorthand(\.path, .path, plainRequest)

  private static let plainRequest = RecordForm(
    "a request", "Something that ends by itself.", blank: PlainRequest(),
    [
      MemberForm(
        "path", \.path, .path, isRequired: true,
        "Its path; a query says what it is: `bytes=1MB`, `after=100ms`."),
      MemberForm(
        "reads", \.reads, .truth,
        "Whether the program reads the answer; else it stays where it is."),
    ])
}

/// What a plain request asks for.
struct PlainRequest: Sendable, Equatable {
  var path = "/"
  var reads = true
}
