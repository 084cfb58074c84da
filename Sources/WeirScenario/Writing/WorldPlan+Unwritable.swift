internal import WeirEndpoints
internal import WeirNetwork
internal import WeirPrimitives
internal import WeirWorld

extension WorldPlan {
  /// The first thing in the plan that the language has no words for.
  var unwritable: PlanError? {
    let usual = WorldPlan()
    if bounds != usual.bounds { return .unwritable("bounds", at: "bounds") }
    return hosts.lazy.compactMap(\.unwritable).first
      ?? links.lazy.compactMap(\.unwritable).first
      ?? workload.indices.lazy.compactMap { index in
        workload[index].action.unwritable(at: "workload[\(index)]")
      }.first
      ?? faults.lazy.compactMap(\.unwritable).first
  }
}

extension HostPlan {
  fileprivate var unwritable: PlanError? {
    guard ScenarioNames.isName(name) else {
      return .unwritable("the name \"\(name)\"", at: "hosts.\(name)")
    }
    if server?.publications.isEmpty == false {
      return .unwritable("publications apart from the workload", at: "hosts.\(name).server")
    }
    if server?.resources.isEmpty == false {
      return .unwritable("resources apart from the workload", at: "hosts.\(name).server")
    }
    return nil
  }
}

extension LinkPlan {
  fileprivate var unwritable: PlanError? {
    let path = "links.\(name)"
    guard ScenarioNames.isName(name) else { return .unwritable("the name \"\(name)\"", at: path) }
    for direction in [up, down] {
      if direction.ratios.contains(where: { $0.text == nil }) {
        return .unwritable("a chance of no whole decimals", at: path)
      }
      if direction.lossModel != nil, direction.loss != .zero || direction.lossCorrelation != .zero {
        return .unwritable("a loss beside a model of loss", at: path)
      }
      if direction.rate == nil, direction.framing != .plain {
        return .unwritable("framing without a rate", at: path)
      }
    }
    return nil
  }
}

extension LinkParameters {
  /// All that are written in per cent.
  fileprivate var ratios: [Ratio] {
    let chances = [duplicate, corrupt.chance, reorder.chance].flatMap {
      [$0.share, $0.correlation]
    }
    let model: [Ratio]
    switch lossModel {
    case .gilbertElliott(let two)?: model = [two.p, two.r, two.oneMinusH, two.oneMinusK]
    case .state(let four)?: model = [four.p13, four.p31, four.p32, four.p23, four.p14]
    case nil: model = []
    }
    return [loss, lossCorrelation, jitterCorrelation] + chances + model
  }
}

extension WorkloadItem.Action {
  fileprivate func unwritable(at path: String) -> PlanError? {
    switch self {
    case .chat(.publications), .chat(.texts), .chat(.raw):
      return .unwritable("a chat of publications", at: path)
    case .publish(_, .answer), .publish(_, .recording):
      return .unwritable("a publication of an answer", at: path)
    case .chat(.recording(let recording)):
      let isExact = recording.pieces.allSatisfy { $0.at.nanoseconds % 1_000_000 == 0 }
      return isExact ? nil : .unwritable("a recording finer than a millisecond", at: path)
    case .chat, .follow, .publish, .openTabs, .page, .request, .audio, .transfer: return nil
    }
  }
}

extension FaultRule {
  fileprivate var unwritable: PlanError? {
    guard case .share(let share)? = target.selection, share.text == nil else { return nil }
    return .unwritable("a share of no whole decimals", at: profile)
  }
}

extension PlanError {
  fileprivate static func unwritable(_ what: String, at path: String) -> PlanError {
    PlanError(
      path: path, problem: "\(what), which scenario files have no words for",
      remedy: "what a scenario file can say")
  }
}
