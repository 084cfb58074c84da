internal import WeirAudit
internal import WeirPrimitives
internal import WeirWorld

extension ScenarioReader {
  /// Decodes a whole scenario; errors go to the diagnostics and decoding goes on.
  mutating func decode(
    _ tree: JSON5Value, request: RunRequest, variant: String?, variants: [String]
  ) -> Scenario? {
    var document = JSON5ObjectDecoder(
      JSON5Field(document: tree, diagnostics: diagnostics), as: "a scenario")
    let title = document.required("title").string()
    let about = document.optional("about")?.string()
    var plan = WorldPlan()
    plan.hosts = decodeHosts(document.required("hosts"))
    plan.links = decodeLinks(document.optional("links"))
    plan.workload = decodeWorkload(document.required("workload"))
    plan.expectations = decodeExpectations(document.optional("expect"))
    if let duration = document.optional("duration") {
      plan.duration = duration.timeSpan(in: .milliseconds(1)...Self.longestRun)
    }
    if let settle = document.optional("settle") {
      plan.settle = settle.timeSpan(in: .zero...Self.longestRun)
    }
    let declaredProfiles = document.optional("profiles")
    let expected = decodeVariants(document.optional("variants"), variant: variant)
    document.finish()

    let profiles = profilePaths(declaredProfiles, request: request)
    for path in profiles { plan.faults += decodeProfile(path) }
    reportProblems(of: plan, in: tree)
    let isDefault = request.profiles.isEmpty && request.settings.isEmpty
    return Scenario(
      path: request.scenario, title: title, about: about, variant: variant,
      variants: variants, expectedVerdict: isDefault ? expected : nil, profiles: profiles,
      settings: request.settings, plan: plan)
  }

  /// A year: what `duration` may be at most.
  static let longestRun = TimeSpan.seconds(365 * 86_400)

  private func profilePaths(_ field: JSON5Field?, request: RunRequest) -> [String] {
    if !request.profiles.isEmpty { return request.profiles }
    return field?.array().map { resolve($0.string(), in: $0.span) } ?? []
  }

  /// Checks all variants and returns the expected verdict of the one in force.
  private func decodeVariants(_ field: JSON5Field?, variant: String?) -> Verdict? {
    guard let field else { return nil }
    var expected: Verdict?
    field.object(as: "the variants") { variants in
      for entry in variants.entries() {
        entry.field.object(as: "a variant") { object in
          let verdict = object.required("expected").oneOf(["passed", "failed"])
          _ = object.optional("about")?.string()
          object.optional("set")?.object(as: "a set of overrides") { _ = $0.entries() }
          if entry.key == variant { expected = Verdict(rawValue: verdict) }
        }
      }
    }
    return expected
  }

  /// Reports what the plan itself finds wrong at the place of the file it comes from.
  private func reportProblems(of plan: WorldPlan, in tree: JSON5Value) {
    guard diagnostics.isEmpty else { return }  // placeholders would only cause echoes
    for problem in plan.problems {
      let place = ParameterPath(problem.path).flatMap { tree.nearestValue(to: $0) } ?? tree
      diagnostics.report(at: place.span, found: problem.problem, expected: problem.remedy)
    }
  }

  private func decodeExpectations(_ field: JSON5Field?) -> [Expectation] {
    guard let field else { return [] }
    var expectations: [Expectation] = []
    field.object(as: "the expectations") { object in
      for name in Expectation.names {
        guard let value = object.optional(name) else { continue }
        switch name {
        case "in-order-once":
          value.object(as: "no settings") { _ in }
          expectations.append(.inOrderOnce)
        case "latency":
          expectations.append(.latency(value.timeSpan()))
        case "recovers-within":
          expectations.append(.recoversWithin(value.timeSpan()))
        default:
          value.object(as: "no settings") { _ in }
          expectations.append(.completeOnlyWhenFinished)
        }
      }
    }
    return expectations
  }
}

extension JSON5Value {
  /// The value at a path, or at the longest part of it that exists.
  func nearestValue(to path: ParameterPath) -> JSON5Value? {
    var path = path
    while !path.steps.isEmpty {
      if let found = value(at: path) { return found }
      path.steps.removeLast()
    }
    return nil
  }
}

extension Diagnostics {
  /// The file that errors call by a name; the last one read, if several have it.
  func file(named name: String) -> SourceFile? {
    var id: UInt32 = 0
    var found: SourceFile?
    while let file = file(id) {
      if file.name == name { found = file }
      id += 1
    }
    return found
  }
}
