internal import WeirAudit
internal import WeirEndpoints

/// Something in a plan that no world can run yet.
public struct UnsupportedPart: Sendable, Equatable {
  /// What it is: `a browser`.
  public let name: String
  /// Where it stands, as errors of scenarios name it.
  public let path: String

  init(_ name: String, at path: String) {
    self.name = name
    self.path = path
  }

  /// Both in words: `a browser at hosts.laptop.browser`.
  public var words: String { "\(name) at \(path)" }

  /// Why no world is built with it.
  var error: PlanError {
    PlanError(
      path: path, problem: "\(name), which cannot be run yet",
      remedy: "only what this version of weir can run")
  }
}

// A plan may say more than a world can do: files are written and checked before the models exist.
extension WorldPlan {
  /// Everything in the plan that no world can run yet, in the order of the plan.
  ///
  /// A world is not built from a plan that has any.
  public var unsupported: [UnsupportedPart] {
    var found: [UnsupportedPart] = []
    for host in hosts { found += host.unsupported }
    for (index, item) in workload.enumerated() {
      if let key = item.unsupportedKey {
        found.append(UnsupportedPart("the action \(key)", at: "workload[\(index)].\(key)"))
      }
    }
    for expectation in expectations where !expectation.isJudged {
      found.append(
        UnsupportedPart("the expectation \(expectation.name)", at: "expect.\(expectation.name)"))
    }
    return found + unsupportedFaults
  }

  private var unsupportedFaults: [UnsupportedPart] {
    var found: [UnsupportedPart] = []
    var counts: [String: Int] = [:]  // lookup only
    for rule in faults {
      let place = counts[rule.profile, default: 0]
      counts[rule.profile] = place + 1
      for name in rule.unsupportedParts {
        found.append(UnsupportedPart(name, at: "\(rule.profile).rules[\(place)]"))
      }
    }
    return found
  }
}

extension FaultRule {
  /// What no world can do yet of this rule.
  public var unsupportedParts: [String] {
    var parts: [String] = []
    switch kind {
    case .serverRestart, .handover: parts.append("the fault \(kind.name)")
    case .linkDown, .blackhole, .reset, .dropSegment, .serverCrash, .cut, .drop, .split: break
    }
    if stagger != nil { parts.append("a stagger") }
    return parts
  }
}

extension HostPlan {
  fileprivate var unsupported: [UnsupportedPart] {
    var parts: [String] = []
    if device != nil { parts.append("device") }
    if proxy != nil { parts.append("proxy") }
    return parts.map { UnsupportedPart("a \($0)", at: "hosts.\(name).\($0)") }
  }
}

extension WorkloadItem {
  fileprivate var unsupportedKey: String? {
    switch action {
    case .audio: "audio"
    case .chat, .follow, .publish, .openTabs, .page, .request, .transfer: nil
    }
  }
}
