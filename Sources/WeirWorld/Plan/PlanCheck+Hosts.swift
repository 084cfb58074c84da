internal import WeirNetwork
internal import WeirPrimitives

// Names, hosts and links.
extension PlanCheck {
  /// Names that cannot be told from others or from a selection.
  mutating func checkNames() {
    var seen: Set<String> = []  // lookup only
    for host in plan.hosts { checkName(host.name, "hosts", host.count, host.roles, &seen) }
    for link in plan.links {
      checkName(link.name, "links", counts(of: link).first, link.roles, &seen)
    }
    for host in plan.hosts { checkMember(host.name, "hosts") }
    if plan.hosts.isEmpty { report("hosts", "no host", "at least one") }
  }

  private mutating func checkName(
    _ name: String, _ section: String, _ count: Int?, _ roles: [String], _ seen: inout Set<String>
  ) {
    if !seen.insert(name).inserted {
      report(
        "\(section).\(name)", "the name \"\(name)\" a second time",
        "another name: hosts and links share one namespace")
    }
    if name.isEmpty { report(section, "a name without characters", "a name") }
    let isMember = SelectedName.member(name) != nil
    if name.utf8.contains(where: Self.isBracket), !isMember || count != nil {
      report(
        "\(section).\(name)", "the name \"\(name)\"",
        "a name without brackets: they select among several")
    }
    for role in roles where role.isEmpty || role.utf8.contains(where: Self.isBracket) {
      report("\(section).\(name).roles", "the role \"\(role)\"", "a word without brackets")
    }
  }

  private static func isBracket(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "[") || byte == UInt8(ascii: "]")
  }

  /// A member that stands for itself beside the counted host it would belong to.
  private mutating func checkMember(_ name: String, _ section: String) {
    guard let (family, index) = SelectedName.member(name), let place = hostPlaces[family],
      let count = plan.hosts[place].count, index < count
    else { return }
    report(
      "\(section).\(name)", "the name \"\(name)\" a second time",
      "another name: \"\(family)\" has \(count) members")
  }

  // MARK: Hosts

  mutating func checkHosts() {
    for host in plan.hosts {
      // Made on demand: a sweep checks its plan for every seed.
      func path() -> String { "hosts.\(host.name)" }
      if let count = host.count {
        check(count, in: 1...Selection.countLimit, of: "hosts", path() + ".count")
      }
      checkClient(host.client, path() + ".client")
      checkHTTP(host.http, path() + ".http")
      if let browser = host.browser { checkBrowser(browser, path() + ".browser") }
      if let server = host.server { checkServer(server, path() + ".server") }
    }
  }

  // MARK: Links

  mutating func checkLinks() {
    for link in plan.links {
      checkEnds(of: link)
      func path(_ direction: String) -> String { "links.\(link.name).\(direction)" }
      for (parameters, direction) in [(link.up, "up"), (link.down, "down")] {
        check(parameters, path(direction))
      }
    }
  }

  private mutating func checkEnds(of link: LinkPlan) {
    func path() -> String { "links.\(link.name).between" }
    if link.first == link.second {
      problems.append(
        PlanError(
          path: path(), problem: "\"\(link.first)\" at both ends", remedy: "two different hosts",
          name: link.first))
      return
    }
    for (index, end) in [link.first, link.second].enumerated() where !isOneOrCounted(end) {
      problems.append(unknownHost(end, "\(path())[\(index)]"))
    }
    let counts = counts(of: link)
    if counts.count == 2, counts[0] != counts[1] {
      report(
        path(), "\(counts[0]) \(link.first) and \(counts[1]) \(link.second)",
        "equal numbers, which pair up by index")
    }
  }

  /// The numbers of members at those ends that are counted.
  private func counts(of link: LinkPlan) -> [Int] {
    [link.first, link.second].compactMap { end in
      hostPlaces[end].flatMap { plan.hosts[$0].count }
    }
  }

  /// Whether a name stands for a host, all of a counted one, or one of its members.
  private func isOneOrCounted(_ name: String) -> Bool {
    if hostPlaces[name] != nil { return true }
    guard let (family, index) = SelectedName.member(name), let place = hostPlaces[family],
      let count = plan.hosts[place].count
    else { return false }
    return index < count
  }
}
