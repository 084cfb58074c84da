internal import WeirEndpoints
internal import WeirKernel

extension WorldPlan {
  /// The same plan with everything counted written out.
  ///
  /// Each member of a counted host, and of the links at it, stands for itself, `phone[7]`; each
  /// item of the workload names one host and, where it was told, one server. Faults keep their
  /// targets, which select among the members. The outcome depends on the plan alone, and expanding
  /// it again changes nothing. The plan must be free of problems.
  public func expanded() -> WorldPlan { PlanExpansion(self).plan }
}

/// A plan written out, with its hosts by name.
struct PlanExpansion {
  private(set) var plan: WorldPlan
  let roster: Roster

  init(_ declared: WorldPlan) {
    plan = declared
    if declared.hosts.contains(where: { $0.count != nil }) {
      plan.hosts = Self.members(of: declared.hosts)
      plan.links = Self.members(of: declared.links, countedBy: declared.hosts)
    }
    roster = Roster(plan.hosts)
    nameLocations()
    if plan.workload.contains(where: { !isWrittenOut($0) }) {
      plan.workload = plan.workload.flatMap { items($0) }
    }
  }

  private static func members(of hosts: [HostPlan]) -> [HostPlan] {
    hosts.flatMap { host in
      guard let count = host.count else { return [host] }
      return (0..<count).map { index in
        var member = host
        member.name = "\(host.name)[\(index)]"
        member.count = nil
        return member
      }
    }
  }

  private static func members(of links: [LinkPlan], countedBy hosts: [HostPlan]) -> [LinkPlan] {
    var counts: [String: Int] = [:]  // lookup only
    for host in hosts { counts[host.name] = host.count }
    return links.flatMap { link in
      let first = counts[link.first]
      let second = counts[link.second]
      guard let count = first ?? second else { return [link] }
      return (0..<count).map { index in
        var member = link
        member.name = "\(link.name)[\(index)]"
        if first != nil { member.first = "\(link.first)[\(index)]" }
        if second != nil { member.second = "\(link.second)[\(index)]" }
        return member
      }
    }
  }

  /// Redirects lead to a host by its own name.
  private mutating func nameLocations() {
    for place in plan.hosts.indices {
      for index in plan.hosts[place].server?.overrides.indices ?? 0..<0 {
        guard let location = plan.hosts[place].server?.overrides[index].location else { continue }
        let name = hosts(location).first
        plan.hosts[place].server?.overrides[index].location = name
      }
    }
  }

  // MARK: Workload

  private func isWrittenOut(_ item: WorkloadItem) -> Bool {
    [item.on, item.to, item.followFrom].allSatisfy { name in
      name.map { roster.place(of: $0) != nil } ?? true
    }
  }

  private func items(_ item: WorkloadItem) -> [WorkloadItem] {
    let server = item.to.flatMap { hosts($0).first }
    let other = item.followFrom.flatMap { hosts($0).first }
    return hosts(item.on).map { host in
      var one = item
      one.followFrom = other
      one.on = host
      if let server { one.to = server }
      return one
    }
  }

  private func hosts(_ text: String) -> [String] {
    if roster.place(of: text) != nil { return [text] }
    let selected = SelectedName(text)
    // A share, which alone would need draws, is a problem of a workload.
    let draws = DrawKey(seed: 0, owner: "", purpose: "")
    return roster.places(of: selected.name, selected.selection, draws: draws)
      .map { plan.hosts[$0].name }
  }
}

extension WorkloadItem {
  /// The server of a topic that tabs follow, where it is another than that of the page.
  fileprivate var followFrom: String? {
    get { if case .openTabs(let tabs) = action { tabs.followFrom } else { nil } }
    set {
      guard case .openTabs(var tabs) = action else { return }
      tabs.followFrom = newValue
      action = .openTabs(tabs)
    }
  }
}
