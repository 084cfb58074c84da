internal import WeirEndpoints
internal import WeirKernel

extension WorldPlan {
  /// Everything that keeps the plan from being a world, in the order of the plan.
  public var problems: [PlanError] { PlanCheck(self).problems + problemsOfPlannedParts }

  /// The index of the server an item turns to; the plan must be free of problems.
  func server(for item: WorkloadItem) -> Int? {
    if let to = item.to { return hosts.firstIndex { $0.name == to } }
    return hosts.firstIndex { $0.server != nil }
  }
}

/// A plan with the names in it at hand: a plan may have a hundred thousand of them.
private struct PlanCheck {
  private let plan: WorldPlan
  private let hosts: [String]
  private let servers: [String]
  private let hostNames: Set<String>  // lookup only
  private let serverNames: Set<String>  // lookup only

  init(_ plan: WorldPlan) {
    self.plan = plan
    hosts = plan.hosts.map(\.name)
    servers = plan.hosts.filter(\.answersRequests).map(\.name)
    hostNames = Set(hosts)
    serverNames = Set(servers)
  }

  var problems: [PlanError] {
    var problems = repeatedNames
    if hosts.isEmpty {
      problems.append(PlanError(path: "hosts", problem: "no host", remedy: "at least one"))
    }
    for link in plan.links { problems += self.problems(of: link) }
    for (index, item) in plan.workload.enumerated() {
      if let problem = problem(of: item, path: "workload[\(index)]") { problems.append(problem) }
    }
    return problems + publicationProblems
  }

  /// Topics that nobody could follow, or that are published twice.
  private var publicationProblems: [PlanError] {
    var seen: Set<[String]> = []  // lookup only
    var problems: [PlanError] = []
    for (index, item) in plan.workload.enumerated() {
      guard case .publish(let path, _) = item.action else { continue }
      let place = "workload[\(index)].publish.to"
      if path.contains("?") || path == "/api/chat" || path.hasPrefix("/api/chat/") || path == "/" {
        problems.append(
          PlanError(
            path: place, problem: "a topic at \(path)",
            remedy: "a path without a query that is not \"/\" or under \"/api/chat\""))
      } else if !seen.insert([item.on, path]).inserted {
        problems.append(
          PlanError(
            path: place, problem: "a second publication of \(path) on \(item.on)",
            remedy: "one publication a topic"))
      }
    }
    return problems
  }

  private var repeatedNames: [PlanError] {
    var seen: Set<String> = []
    let named = hosts.map { ("hosts", $0) } + plan.links.map { ("links", $0.name) }
    return named.compactMap { section, name in
      if seen.insert(name).inserted { return nil }
      return PlanError(
        path: "\(section).\(name)", problem: "the name \"\(name)\" a second time",
        remedy: "another name: hosts and links share one namespace")
    }
  }

  private func problems(of link: LinkPlan) -> [PlanError] {
    let path = "links.\(link.name).between"
    if link.first == link.second {
      return [
        PlanError(
          path: path, problem: "\"\(link.first)\" at both ends", remedy: "two different hosts",
          name: link.first)
      ]
    }
    return [link.first, link.second].enumerated().compactMap { index, end in
      unknownHost(end, path: "\(path)[\(index)]")
    }
  }

  private func problem(of item: WorkloadItem, path: String) -> PlanError? {
    if let problem = unknownHost(item.on, path: path + ".on") { return problem }
    switch item.action {
    case .publish:
      if serverNames.contains(item.on) { return nil }
      return PlanError(
        path: path + ".on", problem: "a publication on \"\(item.on)\", which has no server",
        remedy: anyServer, isAboutServers: true)
    case .chat, .follow, .openTabs, .request, .audio:
      if let to = item.to {
        if serverNames.contains(to) { return nil }
        return PlanError(
          path: path + ".to", problem: "the unknown server \"\(to)\"", remedy: anyServer,
          name: to, choices: servers, isAboutServers: true)
      }
      if servers.count == 1 { return nil }
      return PlanError(
        path: path,
        problem: servers.isEmpty
          ? "no server to turn to" : "\(servers.count) servers and no \"to\"",
        remedy: servers.isEmpty ? anyServer : "\"to\" with \(anyServer)", isAboutServers: true)
    }
  }

  private func unknownHost(_ name: String, path: String) -> PlanError? {
    if hostNames.contains(name) { return nil }
    return PlanError(
      path: path, problem: "the unknown host \"\(name)\"", remedy: alternatives(hosts),
      name: name, choices: hosts)
  }

  private var anyServer: String {
    servers.isEmpty ? "a host with a server" : alternatives(servers)
  }

  /// The most names that a message lists.
  private static let nameLimit = 20

  /// Names for a sentence: `"a", "b" or "c"`.
  private func alternatives(_ names: [String]) -> String {
    var quoted = names.prefix(Self.nameLimit).map { "\"\($0)\"" }
    if names.count > Self.nameLimit { quoted.append("\(names.count - Self.nameLimit) more") }
    guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "nothing" }
    return quoted.dropLast().joined(separator: ", ") + " or " + last
  }
}
