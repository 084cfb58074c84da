internal import WeirAudit
public import WeirEndpoints
internal import WeirKernel
internal import WeirNetwork
internal import WeirPrimitives

extension World {
  /// Puts a client and, where planned, a server on each host, and consumers into the clients.
  mutating func addPrograms() {
    for (index, host) in plan.hosts.enumerated() {
      endpoints.append(EndpointRecord(program: .client(clients.count), host: index))
      clients.append(StreamClient())
      if let configuration = host.server {
        var configuration = configuration
        configuration.publications += publications(on: host.name)
        endpoints.append(EndpointRecord(program: .server(servers.count), host: index))
        serverCrashes.append(0)
        servers.append(
          StreamServer(
            name: host.name, seed: seed, configuration: configuration, recordings: recordings))
      }
    }
    for item in plan.workload { addConsumer(item) }
  }

  private func publications(on host: String) -> [ServerConfiguration.Publication] {
    plan.workload.compactMap { item in
      guard case .publish(let path, let script) = item.action, item.on == host else {
        return nil
      }
      return ServerConfiguration.Publication(path: path, startsAt: item.at, script: script)
    }
  }

  /// The recordings that items ask for, named by the item's place.
  private var recordings: [(name: String, recording: Recording)] {
    plan.workload.indices.compactMap { index in
      guard case .chat(.recording(let recording)) = plan.workload[index].action else {
        return nil
      }
      return ("\(plan.workload[index].on)-\(index)", recording)
    }
  }

  private mutating func addConsumer(_ item: WorkloadItem) {
    let request: ConsumerRequest
    let purpose: String
    switch item.action {
    case .publish:
      return
    case .follow(let path):
      request = .follow(path: path)
      purpose = path
    case .chat(let script):
      purpose = "chat"
      switch script {
      case .answer(let format, let tokens, let every):
        var query = "tokens=\(tokens)&every=\(every.text)"
        if format != .plain { query += "&format=\(format.rawValue)" }
        request = .chat(query: query, format: format)
      case .recording:
        let index = plan.workload.firstIndex(of: item) ?? 0
        request = .chat(query: "recording=\(item.on)-\(index)", format: .plain)
      case .publications:
        preconditionFailure("a chat is answered, not published")
      }
      unfinishedAnswers += 1
    }
    guard let host = plan.hosts.firstIndex(where: { $0.name == item.on }),
      let server = plan.server(for: item), let port = plan.hosts[server].server?.port,
      let endpoint = endpoints.firstIndex(where: { record in
        if case .client = record.program { return record.host == host }
        return false
      }),
      case .client(let client) = endpoints[endpoint].program
    else { preconditionFailure("the plan was checked before") }
    let number = UInt32(ledger.consumers.count)
    let ordinal = ledger.consumers.count { $0.host == item.on }
    let key = DrawKey(seed: seed, owner: item.on, purpose: "answer name")
    let draw = Draw(key, owner: item.on, purpose: "answer name", number: UInt64(ordinal))
    kernel.recorder.note(draw, at: .zero)
    let name = "c-" + String(draw.bits >> 16, radix: 16)
    ledger.add(ConsumerRecord(host: item.on, purpose: purpose))
    let command = clients[client].add(
      request, number: number, key: name, policy: plan.hosts[host].client,
      host: UInt32(server), port: port, hostName: plan.hosts[server].name)
    pendingCommands += 1
    kernel.schedule(
      at: item.at, target: UInt32(endpoint), kind: WorldEvent.command,
      argument: UInt64(command))
  }

  mutating func scheduleBeginning() {
    kernel.schedule(
      at: .zero + plan.duration, target: 0, kind: WorldEvent.durationReached)
    for index in faults.entries.indices
    where faults.entries[index].applies && faults.entries[index].remaining > 0 {
      if let instant = faults.beginning(of: index, seed: seed, into: &kernel.recorder) {
        kernel.schedule(
          at: instant, target: UInt32(index), kind: WorldEvent.faultBegins)
      }
    }
  }

  /// Puts a program of the user's own on a host.
  public mutating func add(_ endpoint: any Endpoint, on host: String) throws(PlanError) {
    guard let index = plan.hosts.firstIndex(where: { $0.name == host }) else {
      throw PlanError(
        path: "hosts.\(host)", problem: "there is no host called \(host)",
        remedy: "hosts are \(plan.hosts.map(\.name).joined(separator: ", "))")
    }
    endpoints.append(EndpointRecord(program: .custom(customs.count), host: index))
    customs.append(endpoint)
  }
}
