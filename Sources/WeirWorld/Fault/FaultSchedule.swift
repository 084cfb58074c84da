internal import WeirEndpoints
internal import WeirKernel
internal import WeirPrimitives

/// The fault rules of a world, resolved against it: what each acts on, when each is due.
struct FaultSchedule {
  struct Entry {
    let rule: FaultRule
    /// Directions of links it acts on: of each link the network has up at 2n, down at 2n + 1.
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

  /// Resolves the rules of an expanded plan.
  init(_ plan: WorldPlan, hosts roster: Roster, seed: UInt64) {
    guard !plan.faults.isEmpty else { return }
    let links = Roster(plan.links)
    var counts: [String: Int] = [:]  // lookup only
    for rule in plan.faults {
      let place = counts[rule.profile, default: 0]
      counts[rule.profile] = place + 1
      // Keyed by the rule alone: no other rule changes whom a share takes.
      let draws = DrawKey(seed: seed, owner: rule.profile, purpose: "selection")
        .entity(UInt64(place))
      let target = rule.target
      var directions: [Int] = []
      var hosts: [Int] = []
      switch rule.kind {
      case .linkDown, .blackhole, .reset, .dropSegment:
        for link in links.places(of: target.name, target.selection, draws: draws) {
          if target.direction != .down { directions.append(2 * link) }
          if target.direction != .up { directions.append(2 * link + 1) }
        }
      case .serverCrash, .serverRestart, .cut, .drop, .split:
        hosts = roster.places(of: target.name, target.selection, draws: draws)
          .filter { plan.hosts[$0].server != nil }
      case .handover:
        break  // no world is built with one
      }
      entries.append(
        Entry(
          rule: rule, directions: directions, hosts: hosts, remaining: rule.times, place: place))
      if case .position = rule.start { watchesPositions = true }
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
    guard entries.contains(where: { !$0.hasBegun }) else { return [] }
    var profiles: [String] = []
    var seen: Set<String> = []  // lookup only
    var begun: Set<String> = []  // lookup only
    for entry in entries {
      if seen.insert(entry.rule.profile).inserted { profiles.append(entry.rule.profile) }
      if entry.hasBegun { begun.insert(entry.rule.profile) }
    }
    return profiles.filter { !begun.contains($0) }
  }
}
