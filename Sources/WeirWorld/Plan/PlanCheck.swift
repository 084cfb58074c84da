internal import WeirPrimitives

extension WorldPlan {
  /// Everything that keeps the plan from being a world, in the order of the plan: names that name
  /// nothing or two things, values that mean nothing, settings that contradict each other.
  ///
  /// The limits are those of scenario files. A rule that matches nothing is no problem, see
  /// ``RunResult/notApplicable``.
  public var problems: [PlanError] {
    var check = PlanCheck(self)
    check.checkNames()
    check.checkHosts()
    check.checkLinks()
    check.checkWorkload()
    check.checkFaults()
    check.checkExpectations()
    check.checkSettings()
    check.checkTCP()
    check.checkPlannedParts()
    return check.problems
  }
}

/// A plan under examination, with the names in it at hand: it may have a hundred thousand of them.
struct PlanCheck {
  /// What any time in a plan may be at most: sums of a few of them stay far from overflowing.
  static let longestRun = TimeSpan.seconds(365 * 86_400)
  /// The most names that a message lists.
  private static let nameLimit = 20

  let plan: WorldPlan
  var problems: [PlanError] = []
  /// Declared hosts by name: their places.
  let hostPlaces: [String: Int]  // lookup only
  /// Declared hosts, those counted as one.
  let roster: Roster
  private let hostNames: [String]
  /// Declared hosts that one may turn to: with a server or a proxy.
  let servers: [String]
  /// The same, each member of a counted host being one.
  let serverCount: Int

  init(_ plan: WorldPlan) {
    self.plan = plan
    roster = Roster(plan.hosts)
    hostNames = plan.hosts.map(\.name)
    let answering = plan.hosts.filter(\.answersRequests)
    servers = answering.map(\.name)
    serverCount = answering.reduce(0) { $0 + max(0, $1.count ?? 1) }
    var places: [String: Int] = [:]
    places.reserveCapacity(plan.hosts.count)
    for (place, host) in plan.hosts.enumerated() where places[host.name] == nil {
      places[host.name] = place
    }
    hostPlaces = places
  }

  // MARK: Reports

  mutating func report(_ path: String, _ problem: String, _ remedy: String) {
    problems.append(PlanError(path: path, problem: problem, remedy: remedy))
  }

  /// Reports a time outside its bounds.
  mutating func check(
    _ span: TimeSpan, from least: TimeSpan, to most: TimeSpan = longestRun,
    _ path: @autoclosure () -> String
  ) {
    if least...most ~= span { return }
    report(
      path(), "a time of \(span)", "a time of at least \(least) and at most \(Self.text(most))")
  }

  /// Reports a number outside its bounds.
  mutating func check(
    _ number: Int, in bounds: ClosedRange<Int>, of what: String, _ path: @autoclosure () -> String
  ) {
    if bounds ~= number { return }
    report(
      path(), "\(number) \(what)",
      bounds.upperBound == .max
        ? "at least \(bounds.lowerBound)" : "\(bounds.lowerBound) to \(bounds.upperBound)")
  }

  /// Reports an instant that no run reaches.
  mutating func check(_ instant: Instant, _ path: @autoclosure () -> String) {
    check(instant.elapsed(since: .zero), from: .zero, path())
  }

  private static func text(_ span: TimeSpan) -> String {
    let hour = TimeSpan.seconds(3_600).nanoseconds
    return span.nanoseconds % hour == 0 ? "\(span.nanoseconds / hour)h" : span.text
  }

  /// Names for a sentence: `"a", "b" or "c"`.
  func alternatives(_ names: [String]) -> String {
    var quoted = names.prefix(Self.nameLimit).map { "\"\($0)\"" }
    if names.count > Self.nameLimit { quoted.append("\(names.count - Self.nameLimit) more") }
    guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "nothing" }
    return quoted.dropLast().joined(separator: ", ") + " or " + last
  }

  func unknownHost(_ name: String, _ path: String) -> PlanError {
    PlanError(
      path: path, problem: "the unknown host \"\(name)\"", remedy: alternatives(hostNames),
      name: name, choices: hostNames)
  }
}
