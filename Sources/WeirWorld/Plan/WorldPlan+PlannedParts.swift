// Checks of what no world can run yet: a file with it is right or wrong all the same.
extension WorldPlan {
  /// What is wrong with browsers, devices and proxies and with what is done in them.
  var problemsOfPlannedParts: [PlanError] {
    var problems: [PlanError] = []
    for host in hosts {
      if let device = host.device { problems += self.problems(of: device, on: host) }
      if let proxy = host.proxy, !hasAnswerer(proxy.upstream, otherThan: host.name) {
        let choices = hosts.filter { $0.answersRequests && $0.name != host.name }.map(\.name)
        problems.append(
          PlanError(
            path: "hosts.\(host.name).proxy.upstream",
            problem: "nothing to turn to called \"\(proxy.upstream)\"",
            remedy: "another host with a server or a proxy, or a role of some",
            name: proxy.upstream, choices: choices))
      }
    }
    for (index, item) in workload.enumerated() where item.needsBrowser {
      let on = item.on.prefix { $0 != "[" }
      guard let host = hosts.first(where: { $0.name == String(on) }), host.browser == nil else {
        continue
      }
      problems.append(
        PlanError(
          path: "workload[\(index)].on", problem: "tabs on \"\(item.on)\", which has no browser",
          remedy: "a host with a browser"))
    }
    return problems
  }

  private func problems(of device: DevicePlan, on host: HostPlan) -> [PlanError] {
    let own = links.filter { $0.first == host.name || $0.second == host.name }.map(\.name)
    return device.networks.enumerated().compactMap { index, network in
      if own.contains(network) { return nil }
      return PlanError(
        path: "hosts.\(host.name).device.networks[\(index)]",
        problem: "no link of \"\(host.name)\" called \"\(network)\"",
        remedy: own.isEmpty
          ? "a link with \"\(host.name)\" at an end"
          : own.map { "\"\($0)\"" }.joined(separator: " or "),
        name: network, choices: own)
    }
  }

  private func hasAnswerer(_ name: String, otherThan own: String) -> Bool {
    hosts.contains { host in
      host.name != own && host.answersRequests
        && (host.name == name || host.roles.contains(name))
    }
  }
}

extension HostPlan {
  /// Whether clients and proxies may turn to it.
  var answersRequests: Bool { server != nil || proxy != nil }
}

extension WorkloadItem {
  fileprivate var needsBrowser: Bool {
    if case .openTabs = action { return true }
    return tab != nil
  }
}
