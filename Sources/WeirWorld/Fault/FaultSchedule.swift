internal import WeirEndpoints
internal import WeirKernel
internal import WeirPrimitives

/// The fault rules of a world, resolved against it: what each acts on, when each is due.
struct FaultSchedule {
  struct Entry {
    let rule: FaultRule
    /// Directions of links it acts on.
    let directions: [Int]
    /// Hosts it acts on.
    let hosts: [Int]
    /// Times it may still begin.
    var remaining: UInt32
    /// Its place among the rules of its profile, which its draws are keyed by.
    let place: Int
    /// Whether it has happened at all.
    var hasBegun = false

    var applies: Bool { !directions.isEmpty || !hosts.isEmpty }
  }

  var entries: [Entry] = []
  /// Whether any rule waits for a position.
  var watchesPositions = false

  init(_ rules: [FaultRule], plan: WorldPlan, directionNames: [String]) {
    var counts: [String: Int] = [:]  // lookup only
    for rule in rules {
      let place = counts[rule.profile, default: 0]
      counts[rule.profile] = place + 1
      var directions: [Int] = []
      var hosts: [Int] = []
      switch rule.kind {
      case .linkDown, .blackhole, .reset, .dropSegment:
        directions = Self.directions(rule.target, plan: plan, names: directionNames)
      case .serverCrash, .cut:
        hosts = Self.hosts(rule.target, plan: plan)
      }
      entries.append(
        Entry(
          rule: rule, directions: directions, hosts: hosts, remaining: rule.times, place: place))
      if case .position = rule.start { watchesPositions = true }
    }
  }

  private static func directions(
    _ target: FaultTarget, plan: WorldPlan, names: [String]
  ) -> [Int] {
    var found: [Int] = []
    for link in plan.links where link.name == target.name || link.roles.contains(target.name) {
      for direction in FaultTarget.Direction.allCases {
        if let wanted = target.direction, wanted != direction { continue }
        if let index = names.firstIndex(of: "\(link.name).\(direction.rawValue)") {
          found.append(index)
        }
      }
    }
    return found
  }

  private static func hosts(_ target: FaultTarget, plan: WorldPlan) -> [Int] {
    plan.hosts.indices.filter { index in
      let host = plan.hosts[index]
      return host.server != nil && (host.name == target.name || host.roles.contains(target.name))
    }
  }

  /// The instant at which a rule begins first by the clock; nil for one at a position.
  func beginning(of index: Int, seed: UInt64, into recorder: inout Recorder) -> Instant? {
    let rule = entries[index].rule
    switch rule.start {
    case .at(let instant):
      return instant
    case .drawn(let range):
      let place = UInt64(entries[index].place)
      let key = DrawKey(seed: seed, owner: rule.profile, purpose: "begin").entity(place)
      recorder.note(
        Draw(key, owner: rule.profile, purpose: "begin", entity: place, number: 0), at: .zero)
      let drawn = key.uniform(
        range.lowerBound.nanoseconds...range.upperBound.nanoseconds, 0)
      return Instant(nanoseconds: drawn)
    case .position:
      return nil
    }
  }

  /// Rules that act on nothing in this world.
  var notApplicable: [FaultRule] { entries.filter { !$0.applies }.map(\.rule) }

  /// Rules that act on something and did not happen: the run ended before, or the position was
  /// never reached.
  var neverBegun: [FaultRule] { entries.filter { $0.applies && !$0.hasBegun }.map(\.rule) }

  /// Profiles none of whose rules happened.
  var idleProfiles: [String] {
    var profiles: [String] = []
    var begun: Set<String> = []  // lookup only
    for entry in entries {
      if profiles.last != entry.rule.profile, !profiles.contains(entry.rule.profile) {
        profiles.append(entry.rule.profile)
      }
      if entry.hasBegun { begun.insert(entry.rule.profile) }
    }
    return profiles.filter { !begun.contains($0) }
  }
}
