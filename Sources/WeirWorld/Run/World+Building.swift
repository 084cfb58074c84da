internal import WeirAudit
public import WeirEndpoints
internal import WeirKernel
internal import WeirNetwork
internal import WeirPrimitives

extension World {
  /// Puts a client, a browser and a server on each host that has one, and consumers into them.
  ///
  /// Every host has a client: its number among the clients is the host's; browsers follow.
  mutating func addPrograms(_ roster: Roster) {
    let recordings = NamedRecordings(plan.workload)
    let publications = publications(roster)
    let resources = resources(roster)
    var clientEndpoints: [UInt32] = []
    clientEndpoints.reserveCapacity(plan.hosts.count)
    for (index, host) in plan.hosts.enumerated() {
      clientEndpoints.append(UInt32(endpoints.count))
      endpoints.append(EndpointRecord(program: .client(index), host: index))
      clients.append(StreamClient(options: host.http, name: host.name, seed: seed))
      if let configuration = host.server {
        var configuration = configuration
        configuration.publications += publications[index] ?? []
        configuration.resources += resources[index] ?? []
        var record = EndpointRecord(program: .server(servers.count), host: index)
        record.backlogLimit = configuration.backlogLimit.map { Int($0.bytes) } ?? .max
        endpoints.append(record)
        serverCrashes.append(0)
        servers.append(
          StreamServer(
            name: host.name, seed: seed, configuration: configuration,
            recordings: recordings.list))
      }
    }
    var tabs = addBrowsers(roster)
    let onlyServer = plan.hosts.firstIndex { $0.server != nil }
    var ordinals = [UInt64](repeating: 0, count: plan.hosts.count)
    for (index, item) in plan.workload.enumerated() {
      guard let host = roster.place(of: item.on) else {
        preconditionFailure("the plan was checked before")
      }
      let server = item.to.map { roster.place(of: $0) } ?? onlyServer
      let recording = recordings.names[index]
      let isInTab = tabs.take(
        item, recording: recording, host: host, server: server, roster, into: &self)
      if isInTab { continue }
      guard let (request, purpose) = request(item, recording: recording) else {
        continue
      }
      guard let server else { preconditionFailure("the plan was checked before") }
      let command = addConsumer(
        request, purpose: purpose, host: host, ordinal: ordinals[host], server: server)
      ordinals[host] += 1
      schedule(command, at: item.at, for: clientEndpoints[host])
    }
    makeServersKnown()
  }

  /// Gives a command to an endpoint when it is time.
  mutating func schedule(_ command: UInt32, at instant: Instant, for endpoint: UInt32) {
    pendingCommands += 1
    kernel.schedule(
      at: instant, target: endpoint, kind: WorldEvent.command, argument: UInt64(command))
  }

  /// Lets clients find the servers that redirects may lead to.
  private mutating func makeServersKnown() {
    let redirects = plan.hosts.contains { host in
      host.server?.overrides.contains { $0.location != nil } ?? false
    }
    guard redirects else { return }
    for client in clients.indices {
      for (index, host) in plan.hosts.enumerated() {
        guard let server = host.server else { continue }
        clients[client].know(host: UInt32(index), port: server.port, hostName: host.name)
      }
    }
  }

  /// What each host's server is asked for that is answered at once, by host.
  private func resources(_ roster: Roster) -> [Int: [String]] {
    let onlyServer = plan.hosts.firstIndex { $0.server != nil }
    var found: [Int: [String]] = [:]  // lookup only
    for item in plan.workload {
      let path: String
      switch item.action {
      case .request(let asked, _): path = asked
      case .openTabs(let tabs): path = tabs.page ?? "/"
      case .chat, .follow, .publish, .page, .audio, .transfer: continue
      }
      guard let server = item.to.map({ roster.place(of: $0) }) ?? onlyServer else { continue }
      let resource = String(path.prefix { $0 != "?" })
      if !found[server, default: []].contains(resource) {
        found[server, default: []].append(resource)
      }
    }
    return found
  }

  /// What each host's server publishes, by host.
  private func publications(_ roster: Roster) -> [Int: [ServerConfiguration.Publication]] {
    var found: [Int: [ServerConfiguration.Publication]] = [:]  // lookup only
    for item in plan.workload {
      guard case .publish(let path, let script) = item.action, let host = roster.place(of: item.on)
      else { continue }
      found[host, default: []].append(
        ServerConfiguration.Publication(path: path, startsAt: item.at, script: script))
    }
    return found
  }

  /// What an item asks of a server, and its name for people; nil for one that asks nothing.
  func request(
    _ item: WorkloadItem, recording: String?
  ) -> (ConsumerRequest, purpose: String)? {
    switch item.action {
    case .publish, .transfer:
      return nil
    case .openTabs, .page:
      preconditionFailure("tabs are a browser's")
    case .audio:
      preconditionFailure("nothing runs these yet, and no world is built with them")
    case .request(let path, let reads):
      return (.plain(path: path, reads: reads), path)
    case .follow(let path):
      return (.follow(path: path), path)
    case .chat(.answer(let format, let tokens, let every)):
      var query = "tokens=\(tokens)&every=\(every.text)"
      if format != .plain { query += "&format=\(format.rawValue)" }
      return (.chat(query: query, format: format), "chat")
    case .chat(.recording):
      return (.chat(query: "recording=\(recording ?? "")", format: .plain), "chat")
    case .chat(.publications), .chat(.texts), .chat(.raw):
      preconditionFailure("a chat is answered, not published")
    }
  }

  /// Adds a consumer to a host's client and returns the number of the command that starts it.
  ///
  /// - Parameters:
  ///   - ordinal: how many the host has had: it decides the name of an answer.
  ///   - client: which client it is of; nil for the host's own.
  ///   - page: the page it runs in, by the client's number.
  ///   - place: what is said behind the host's name: ` tab 3`.
  mutating func addConsumer(
    _ request: ConsumerRequest, purpose: String, host: Int, ordinal: UInt64, server: Int,
    client: Int? = nil, page: UInt32? = nil, place: String = ""
  ) -> UInt32 {
    guard let port = plan.hosts[server].server?.port else {
      preconditionFailure("the plan was checked before")
    }
    let number = UInt32(ledger.consumers.count)
    let hostName = plan.hosts[host].name
    let key = DrawKey(seed: seed, owner: hostName, purpose: "answer name")
    let draw = Draw(key, owner: hostName, purpose: "answer name", number: ordinal)
    kernel.recorder.note(draw, at: .zero)
    var aim = ConsumerAim.events
    switch request {
    case .chat:
      aim = .lastEvent
      unfinishedAnswers += 1
    case .follow: break
    case .plain(_, let reads):
      aim = reads ? .response : .nothing
    }
    var record = ConsumerRecord(host: hostName + place, purpose: purpose, aim: aim)
    record.isAction = aim == .lastEvent
    ledger.add(record)
    return clients[client ?? host].add(
      request, number: number, key: "c-" + String(draw.bits >> 16, radix: 16),
      policy: plan.hosts[host].client, host: UInt32(server), port: port,
      hostName: plan.hosts[server].name, page: page)
  }

  /// Schedules the faults, before anything else: what begins with the run acts on all of it.
  mutating func scheduleFaults() {
    for index in faults.entries.indices
    where faults.entries[index].applies && faults.entries[index].remaining > 0 {
      if let instant = faults.beginning(of: index, seed: seed, into: &kernel.recorder) {
        kernel.schedule(
          at: instant, target: UInt32(index), kind: WorldEvent.faultBegins)
      }
    }
  }

  mutating func scheduleEnd() {
    kernel.schedule(
      at: .zero + plan.duration, target: 0, kind: WorldEvent.durationReached)
  }

  /// Puts a program of the user's own on a host, before the run begins.
  @discardableResult
  public mutating func add(
    _ endpoint: any Endpoint, on host: String
  ) throws(PlanError) -> EndpointID {
    guard let index = plan.hosts.firstIndex(where: { $0.name == host }) else {
      throw PlanError(
        path: "hosts", problem: "the unknown host \"\(host)\"",
        remedy: plan.hosts.map { "\"\($0.name)\"" }.joined(separator: ", "), name: host,
        choices: plan.hosts.map(\.name))
    }
    var record = EndpointRecord(program: .custom(customs.count), host: index)
    record.readsOnRequest = endpoint.readsOnRequest
    record.backlogLimit = endpoint.backlogLimit.map { Int($0.bytes) } ?? .max
    endpoints.append(record)
    customs.append(endpoint)
    return EndpointID(UInt32(endpoints.count - 1))
  }
}

/// The recordings that a workload asks for, each once where consecutive items share it.
struct NamedRecordings {
  private(set) var list: [(name: String, recording: Recording)] = []
  /// By item; nil for those that ask for none.
  private(set) var names: [String?] = []

  init(_ workload: [WorkloadItem]) {
    names.reserveCapacity(workload.count)
    for (index, item) in workload.enumerated() {
      guard case .chat(.recording(let recording)) = item.action else {
        names.append(nil)
        continue
      }
      if index == 0 || workload[index - 1].action != item.action {
        list.append(("\(item.on)-\(index)", recording))
      }
      names.append(list.last?.name)
    }
  }
}
