internal import WeirAudit
internal import WeirEndpoints
internal import WeirKernel
internal import WeirPrimitives

/// The browsers of a world and their tabs, while it is being built.
struct BrowserTabs {
  /// A browser: its endpoint, its place among the clients, and its pages by tab.
  struct Browser {
    let endpoint: UInt32
    let client: Int
    var pages: [UInt32] = []
    /// The commands that open them.
    var openings: [UInt32] = []
    /// Tabs that are opened by the workload so far.
    var opened = 0
    var ordinal: UInt64 = 1 << 32
    /// The consumers that all its tabs share, by server and path.
    var shared: [(server: Int, path: String, command: UInt32)] = []
  }

  /// By host; nil for those without a browser.
  var browsers: [Browser?]

  /// Adds what an item of the workload does in a tab; returns false for an item without one.
  ///
  /// - Parameter recording: the name under which the servers have the one that it asks for.
  mutating func take(
    _ item: WorkloadItem, recording: String?, host: Int, server: Int?, _ roster: Roster,
    into world: inout World
  ) -> Bool {
    switch item.action {
    case .openTabs(let tabs):
      guard let server else { preconditionFailure("the plan was checked before") }
      open(tabs, from: item.at, host: host, server: server, roster, into: &world)
      return true
    case .page(let action):
      guard let browser = browsers[host], let tab = item.tab else {
        preconditionFailure("the plan was checked before")
      }
      let command = world.clients[browser.client].add(action, to: browser.pages[tab - 1])
      world.schedule(command, at: item.at, for: browser.endpoint)
      return true
    case .chat, .follow, .request:
      guard let tab = item.tab else { return false }
      guard let server else { preconditionFailure("the plan was checked before") }
      run(item, recording: recording, inTab: tab, host: host, server: server, into: &world)
      return true
    case .publish, .audio, .transfer:
      return false
    }
  }

  private mutating func run(
    _ item: WorkloadItem, recording: String?, inTab tab: Int, host: Int, server: Int,
    into world: inout World
  ) {
    guard let browser = browsers[host],
      let (request, purpose) = world.request(item, recording: recording)
    else { preconditionFailure("the plan was checked before") }
    let command = add(request, purpose, tab: tab, host: host, server: server, into: &world)
    world.schedule(command, at: item.at, for: browser.endpoint)
  }

  /// Adds a consumer that runs in a tab and returns the command that begins it.
  private mutating func add(
    _ request: ConsumerRequest, _ purpose: String, tab: Int, host: Int, server: Int,
    into world: inout World
  ) -> UInt32 {
    guard var browser = browsers[host] else { preconditionFailure("there is no browser") }
    defer { browsers[host] = browser }
    browser.ordinal += 1
    return world.addConsumer(
      request, purpose: purpose, host: host, ordinal: browser.ordinal, server: server,
      client: browser.client, page: browser.pages[tab - 1], place: " tab \(tab)")
  }

  private mutating func open(
    _ tabs: TabsPlan, from start: Instant, host: Int, server: Int, _ roster: Roster,
    into world: inout World
  ) {
    let source = tabs.followFrom.flatMap { roster.place(of: $0) } ?? server
    let isShared = world.plan.hosts[host].browser?.sharesEventSource ?? false
    for index in 0..<tabs.count {
      guard let opened = browsers[host]?.opened else { preconditionFailure("no browser") }
      let tab = opened + 1
      browsers[host]?.opened = tab
      if let path = tabs.page {
        let document = add(
          .plain(path: path, reads: true), path, tab: tab, host: host, server: server,
          into: &world)
        place(document, asDocument: true, tab: tab, host: host, into: &world)
      }
      let content =
        isShared
        ? sharedConsumer(of: tabs.follow, host: host, server: source, into: &world)
        : add(
          .follow(path: tabs.follow), tabs.follow, tab: tab, host: host, server: source,
          into: &world)
      place(content, asDocument: false, tab: tab, host: host, into: &world)
      guard let browser = browsers[host] else { preconditionFailure("no browser") }
      let wait = TimeSpan.nanoseconds(tabs.every.nanoseconds * Int64(index))
      world.schedule(browser.openings[tab - 1], at: start + wait, for: browser.endpoint)
    }
  }

  private func place(
    _ command: UInt32, asDocument: Bool, tab: Int, host: Int, into world: inout World
  ) {
    guard let browser = browsers[host] else { preconditionFailure("there is no browser") }
    world.clients[browser.client].place(
      command, asDocument: asDocument, of: browser.pages[tab - 1])
  }

  /// The one `EventSource` of all tabs, as in a `SharedWorker`: it begins with the first of them.
  private mutating func sharedConsumer(
    of path: String, host: Int, server: Int, into world: inout World
  ) -> UInt32 {
    guard var browser = browsers[host] else { preconditionFailure("there is no browser") }
    defer { browsers[host] = browser }
    if let known = browser.shared.first(where: { $0.server == server && $0.path == path }) {
      return known.command
    }
    browser.ordinal += 1
    let command = world.addConsumer(
      .follow(path: path), purpose: path, host: host, ordinal: browser.ordinal, server: server,
      client: browser.client, place: " shared worker")
    browser.shared.append((server, path, command))
    return command
  }
}

extension World {
  /// Puts a browser on each host that has one, with a page for every tab the workload speaks of.
  mutating func addBrowsers(_ roster: Roster) -> BrowserTabs {
    var tabs = BrowserTabs(browsers: [])
    for (index, host) in plan.hosts.enumerated() {
      guard let browser = host.browser else {
        tabs.browsers.append(nil)
        continue
      }
      let client = clients.count
      let endpoint = UInt32(endpoints.count)
      endpoints.append(EndpointRecord(program: .client(client), host: index))
      clients.append(
        StreamClient(
          options: browser.options, limits: browser.limits, habits: browser.habits,
          name: host.name, seed: seed))
      var record = BrowserTabs.Browser(endpoint: endpoint, client: client)
      for closes in pages(of: index, roster) {
        let (page, command) = clients[client].addPage(closesWhenHidden: closes)
        record.pages.append(page)
        record.openings.append(command)
      }
      tabs.browsers.append(record)
    }
    return tabs
  }

  /// For each tab of a browser, whether its page closes its stream while it is hidden.
  private func pages(of host: Int, _ roster: Roster) -> [Bool] {
    var pages: [Bool] = []
    var most = 0
    for item in plan.workload where roster.place(of: item.on) == host {
      if case .openTabs(let tabs) = item.action {
        pages += [Bool](repeating: tabs.closesWhenHidden, count: tabs.count)
      }
      most = max(most, item.tab ?? 0)
    }
    while pages.count < most { pages.append(false) }
    return pages
  }
}

extension BrowserPlan {
  var options: HTTPClientOptions {
    var options = HTTPClientOptions()
    options.version = http
    options.tls = tls
    options.streamWindow = streamWindow ?? engine.streamWindow
    options.connectionWindow = connectionWindow ?? engine.connectionWindow
    options.credit = credit
    return options
  }

  var limits: PoolLimits {
    PoolLimits(
      perOrigin: connectionsPerOrigin, total: maximumConnections ?? engine.maximumConnections,
      resumesAt: maximumConnections == nil ? engine.connectionsLeftWhenFull : nil, keeps: true,
      idle: engine.idleConnection)
  }

  var habits: BrowserHabits {
    BrowserHabits(
      backForwardCache: backForwardCache ?? engine.backForwardCache, closing: engine.closing)
  }
}

extension BrowserPlan.Engine {
  /// SETTINGS_INITIAL_WINDOW_SIZE: 6 MiB in Chromium, 128 KiB in Firefox (both from their sources,
  /// from memory); Safari as RFC 9113 begins.
  var streamWindow: UInt32 {
    switch self {
    case .chromium: 6 << 20
    case .firefox: 128 << 10
    case .safari: 65_535
    }
  }

  /// 15 MiB in Chromium, 12 MiB in Firefox (from memory).
  var connectionWindow: UInt32 {
    switch self {
    case .chromium: 15 << 20
    case .firefox: 12 << 20
    case .safari: 65_535
    }
  }

  /// Connections to all hosts together: Chromium 156 opened 311 of 1,200 streams in the one run
  /// measured, Firefox has 900 (`network.http.max-connections`, from memory).
  var maximumConnections: Int? {
    switch self {
    case .chromium: 311
    case .firefox: 900
    case .safari: nil
    }
  }

  /// Chromium did not open another for one that was closed; how many must go was not measured.
  ///
  /// Taken to be its older limit, 256 (from memory).
  var connectionsLeftWhenFull: Int? {
    switch self {
    case .chromium: 256
    case .firefox, .safari: nil
    }
  }

  /// How long a connection is kept idle: 300 s in Chromium, 115 s in Firefox
  /// (`network.http.keep-alive.timeout`), both from memory.
  var idleConnection: TimeSpan {
    switch self {
    case .chromium, .safari: .seconds(300)
    case .firefox: .seconds(115)
    }
  }

  /// Chromium 156: its streams ended 60.09 and 60.12 s after the command, measured: 60 s and what
  /// leaving itself takes.
  ///
  /// The others close streams as their pages are left (not measured).
  var backForwardCache: TimeSpan? {
    switch self {
    case .chromium: .milliseconds(60_105)
    case .firefox, .safari: nil
    }
  }

  /// How long a closed tab's streams stay open: 87 ms in the one run measured of Chromium 156.
  var closing: TimeSpan? {
    switch self {
    case .chromium: .milliseconds(87)
    case .firefox, .safari: nil
    }
  }
}
