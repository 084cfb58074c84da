// What no world can run yet: a plan with it is right or wrong all the same.
extension PlanCheck {
  /// Devices whose networks are not theirs, and proxies that lead nowhere.
  mutating func checkPlannedParts() {
    for host in plan.hosts {
      if let device = host.device { checkNetworks(device, of: host) }
      if let proxy = host.proxy { checkUpstream(proxy, of: host) }
    }
  }

  private mutating func checkNetworks(_ device: DevicePlan, of host: HostPlan) {
    let path = "hosts.\(host.name).device.networks"
    let own = plan.links.filter { $0.first == host.name || $0.second == host.name }.map(\.name)
    if device.networks.isEmpty { report(path, "no network", "at least one") }
    for (index, network) in device.networks.enumerated() where !own.contains(network) {
      problems.append(
        PlanError(
          path: "\(path)[\(index)]",
          problem: "the unknown link \"\(network)\" of \"\(host.name)\"",
          remedy: own.isEmpty ? "a link with \"\(host.name)\" at an end" : alternatives(own),
          name: network, choices: own))
    }
  }

  private mutating func checkUpstream(_ proxy: ProxyPlan, of host: HostPlan) {
    let others = plan.hosts.filter { $0.answersRequests && $0.name != host.name }
    let isThere = others.contains { other in
      other.name == proxy.upstream || other.roles.contains(proxy.upstream)
    }
    if isThere { return }
    problems.append(
      PlanError(
        path: "hosts.\(host.name).proxy.upstream",
        problem: "nothing to turn to called \"\(proxy.upstream)\"",
        remedy: others.isEmpty
          ? "another host with a server or a proxy" : alternatives(others.map(\.name)),
        name: proxy.upstream, choices: others.map(\.name)))
  }
}

extension HostPlan {
  /// Whether clients and proxies may turn to it.
  var answersRequests: Bool { server != nil || proxy != nil }
}

extension WorkloadItem {
  /// Whether it is done in a tab.
  var needsBrowser: Bool {
    switch action {
    case .openTabs, .page: true
    case .chat, .follow, .publish, .request, .audio, .transfer: tab != nil
    }
  }
}
