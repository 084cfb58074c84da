internal import WeirAudit
internal import WeirKernel
internal import WeirNetwork
internal import WeirPrimitives

extension World {
  /// Captures packets at interfaces and hands them out as the run goes, in the order of time.
  ///
  /// Before the run begins. A packet comes once its fate is known; nothing of the run changes.
  ///
  /// - Throws: when there is no such host.
  public mutating func capturePackets(
    at point: CapturePoint, into take: @escaping (CapturedPacket) -> Void
  ) throws(PlanError) {
    network.listen(atInterfacesOf: try plan.hosts(capturedAt: point))
    packetTaker = take
  }

  mutating func handOverCaptured(all: Bool = false) {
    guard let take = packetTaker else { return }
    var packets: [TappedPacket] = []
    network.handOutTapped(all: all) { packets.append($0) }
    for packet in packets {
      take(CapturedPacket(packet: packet, comments: packet.notes.map { comment($0) }))
    }
  }

  private func comment(_ note: PacketNote) -> CaptureComment {
    switch note {
    case .passage(let mark, let part, let consumer):
      if mark.stream == Mark.request {
        return .request(of: ledger.consumers[Int(mark.number)].title, part)
      }
      if mark.stream == Mark.control {
        return .notice(
          to: consumer == .max ? "somebody" : ledger.consumers[Int(consumer)].title, part)
      }
      let whose =
        consumer == .max
        ? ledger.streams[Int(mark.stream)].name : ledger.consumers[Int(consumer)].title
      return .event(mark.number, of: whose, part)
    case .sentAgain:
      return .sentAgain
    case .dropped(let reason, let component, let rule):
      return .dropped(reason, at: network.componentName(component), fault: profile(rule))
    case .underWay:
      return .underWay
    case .forged(let rule):
      return .forged(fault: profile(rule))
    case .shortened(let rule):
      return .shortened(fault: profile(rule))
    case .faultBegan(let rule, let at):
      return .faultBegan(rule: Int(rule), at: at)
    case .faultEnded(let rule, let at):
      return .faultEnded(rule: Int(rule), at: at)
    }
  }

  private func profile(_ rule: UInt32?) -> String? { rule.map { plan.faults[Int($0)].profile } }

  /// Tells a capture that a rule has begun or ended.
  mutating func tellCapture(
    _ occurrence: OccurrenceKind, of kind: FaultKind, _ rule: UInt32, on directions: [Int]
  ) {
    guard packetTaker != nil else { return }
    guard occurrence == .faultBegan else {
      network.tapFaultEnded(rule, at: kernel.now)
      return
    }
    network.tapFaultBegan(rule, dropping: kind.dropReason, on: directions, at: kernel.now)
  }
}

extension FaultKind {
  /// Why packets are dropped while or because it acts; nil when none are.
  fileprivate var dropReason: DropReason? {
    switch self {
    case .linkDown: .linkDown
    case .blackhole: .blackhole
    case .dropSegment, .drop: .segmentFault
    case .reset, .cut: .severed
    case .serverCrash, .serverRestart, .handover, .split: nil
    }
  }
}

extension WorldPlan {
  /// The hosts whose interfaces are captured at a point, as places in the expanded plan.
  ///
  /// - Throws: when there is no such host; the names that would do are those of the expanded plan.
  public func hosts(capturedAt point: CapturePoint) throws(PlanError) -> [Int] {
    let plan = expanded()
    let places: [Int]
    switch point {
    case .everyHost:
      places = Array(plan.hosts.indices)
    case .firstClient:
      var works = Set<String>()  // lookup only
      for item in plan.workload { works.insert(item.on) }
      let first =
        plan.hosts.firstIndex { $0.server == nil && works.contains($0.name) }
        ?? plan.hosts.firstIndex { $0.server == nil } ?? plan.hosts.indices.first
      places = first.map { [$0] } ?? []
    case .host(let name):
      places = plan.hosts.firstIndex { $0.name == name }.map { [$0] } ?? []
    }
    if !places.isEmpty { return places }
    guard case .host(let name) = point else {
      throw PlanError(
        path: "capture", problem: "no host", remedy: "a plan with at least one host")
    }
    let names = plan.hosts.map(\.name)
    let family = names.filter { $0.hasPrefix(name + "[") }
    let known = family.isEmpty ? names : family
    throw PlanError(
      path: "capture",
      problem: family.isEmpty
        ? "the unknown host \"\(name)\"" : "\"\(name)\", which is \(family.count) hosts",
      remedy: known.prefix(8).joined(separator: ", ")
        + (known.count > 8 ? " or \(known.count - 8) more" : ""),
      name: name, choices: known)
  }
}
