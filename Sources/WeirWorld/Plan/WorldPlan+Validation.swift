internal import WeirEndpoints
internal import WeirKernel

extension WorldPlan {
  /// Everything that keeps the plan from being a world, in the order of the plan.
  public var problems: [PlanError] {
    var problems: [PlanError] = []
    var names: [String] = []
    for (path, name) in hosts.map({ ("hosts", $0.name) }) + links.map({ ("links", $0.name) }) {
      if names.contains(name) {
        problems.append(
          PlanError(
            path: "\(path).\(name)", problem: "there is already something called \(name)",
            remedy: "hosts and links share one namespace; choose another name"))
      }
      names.append(name)
    }
    if hosts.isEmpty {
      problems.append(
        PlanError(path: "hosts", problem: "there is no host", remedy: "declare at least two"))
    }
    for link in links {
      for end in [link.first, link.second] where !hosts.contains(where: { $0.name == end }) {
        problems.append(
          PlanError(
            path: "links.\(link.name).between", problem: "there is no host called \(end)",
            remedy: "hosts are \(hosts.map(\.name).joined(separator: ", "))"))
      }
      if link.first == link.second {
        problems.append(
          PlanError(
            path: "links.\(link.name).between", problem: "both ends are \(link.first)",
            remedy: "a link has two different ends"))
      }
    }
    for (index, item) in workload.enumerated() {
      if let problem = problem(of: item, index: index) { problems.append(problem) }
    }
    return problems
  }

  private func problem(of item: WorkloadItem, index: Int) -> PlanError? {
    let path = "workload[\(index)]"
    let known = hosts.map(\.name).joined(separator: ", ")
    guard let host = hosts.first(where: { $0.name == item.on }) else {
      return PlanError(
        path: path + ".on", problem: "there is no host called \(item.on)",
        remedy: "hosts are \(known)")
    }
    switch item.action {
    case .publish:
      if host.server == nil {
        return PlanError(
          path: path + ".on", problem: "\(item.on) has no server to publish with",
          remedy: "give it one, or publish on another host")
      }
    case .chat, .follow:
      let servers = hosts.filter { $0.server != nil }
      if let to = item.to {
        if !servers.contains(where: { $0.name == to }) {
          return PlanError(
            path: path + ".to", problem: "there is no server called \(to)",
            remedy: "servers are \(servers.map(\.name).joined(separator: ", "))")
        }
      } else if servers.count != 1 {
        return PlanError(
          path: path, problem: "there are \(servers.count) servers, and it does not say which",
          remedy: servers.isEmpty ? "give a host a server" : "add `to`")
      }
    }
    return nil
  }

  /// The index of the server an item turns to; the plan must be free of problems.
  func server(for item: WorkloadItem) -> Int? {
    if let to = item.to { return hosts.firstIndex { $0.name == to } }
    return hosts.firstIndex { $0.server != nil }
  }
}
