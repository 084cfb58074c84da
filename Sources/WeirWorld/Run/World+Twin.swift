internal import WeirAudit
internal import WeirEndpoints

extension World {
  /// Runs the same world without the load that an isolation names; nil for other expectations.
  ///
  /// Same hosts, seed and draws. A twin expects nothing, so it has no twin of its own.
  func twin(for expectation: RunExpectation) -> TwinRun? {
    guard case .isolation(let stream, let load, _) = expectation else { return nil }
    guard customs.isEmpty else {
      return .missing("programs of the user's own cannot be run a second time for comparison")
    }
    switch end {
    case .interrupted, .bound, .misuse: return .missing("the run was broken off")
    case .finished, .settled, .durationReached, .idle, .deadlock, nil: break
    }
    guard ledger.consumers.contains(where: { $0.purpose == stream }) else {
      return .missing("nobody asks for \"\(stream)\"")
    }
    var other = plan
    other.expectations = []
    if load == RunExpectation.faultsAsLoad {
      other.faults = []
    } else {
      other.workload.removeAll { $0.isPart(of: load) }
      if other.workload == plan.workload {
        return .missing("nothing in the workload that could be left out is \"\(load)\"")
      }
    }
    do throws(PlanError) {
      var twin = try World(other, seed: seed)
      return .ledger(twin.run().ledger)
    } catch {
      return .missing("the world without the load is none: \(error.problem) at \(error.path)")
    }
  }
}

extension WorkloadItem {
  /// Whether it is what a purpose names: `chat`, or the path of what is asked for or published.
  ///
  /// Tabs are opened for more than their streams: they are no part of a load.
  fileprivate func isPart(of purpose: String) -> Bool {
    switch action {
    case .chat: purpose == "chat"
    case .follow(let path), .publish(let path, _), .request(let path, _): path == purpose
    case .transfer(let request): request.name == purpose
    case .audio, .openTabs, .page: false
    }
  }
}
