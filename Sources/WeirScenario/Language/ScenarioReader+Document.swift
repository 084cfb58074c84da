internal import WeirAudit
internal import WeirPrimitives
internal import WeirWorld

extension ScenarioReader {
  /// Decodes a whole scenario; errors go to the diagnostics and decoding goes on.
  mutating func decode(
    _ tree: JSON5Value, request: RunRequest, variant: String?, variants: [String]
  ) -> Scenario {
    var document = JSON5ObjectDecoder(
      JSON5Field(document: tree, diagnostics: diagnostics), as: ScenarioCatalogue.scenario)
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
    reportProblems(of: plan, in: tree)

    let (profiles, rules) = decodeProfiles(declaredProfiles, given: request.profiles)
    plan.faults = rules
    let isDefault = request.profiles.isEmpty && request.settings.isEmpty
    return Scenario(
      path: request.scenario, title: title, about: about, variant: variant,
      variants: variants, expectedVerdict: isDefault ? expected : nil, profiles: profiles,
      replacesProfiles: !request.profiles.isEmpty, settings: request.settings, plan: plan)
  }

  /// A year: what any time in a scenario may be at most.
  static let longestRun = TimeSpan.seconds(365 * 86_400)

  /// Checks all variants and returns the expected verdict of the one in force.
  private func decodeVariants(_ field: JSON5Field?, variant: String?) -> Verdict? {
    guard let field else { return nil }
    var expected: Verdict?
    field.object(as: "the variants") { variants in
      let entries = variants.entries()
      if entries.isEmpty, field.value?.object != nil {
        field.reportMismatch(
          found: "no variant", expected: "at least one, or no key \"variants\"")
      }
      for entry in entries {
        check(entry, isReservedWordFine: true)
        entry.field.object(as: ScenarioCatalogue.variant) { object in
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
    // Once errors are only counted, nobody can tell which problems are their echoes.
    guard diagnostics.omittedCount == 0, let hosts = tree.object?["hosts"], hosts.object != nil
    else { return }
    let areHostsRight = !diagnostics.hasError(in: hosts.span)
    let problems = plan.problems
    for (index, problem) in problems.enumerated() {
      if diagnostics.isFull {
        diagnostics.omit(problems.count - index)
        return
      }
      if problem.isAboutServers, !areHostsRight { continue }
      let place = ParameterPath(problem.path).flatMap { tree.nearestValue(to: $0) } ?? tree
      if diagnostics.hasError(in: place.span) { continue }
      let found = problem.name.map { name in
        problem.problem.replacing("\"\(name)\"", with: Shown.quoted(name))
      }
      diagnostics.report(
        at: place.span, found: found ?? problem.problem, expected: problem.remedy,
        suggestion: problem.name.flatMap { nearest(to: $0, among: problem.choices) }
          .map { Shown.quoted($0) })
    }
  }

  private func decodeExpectations(_ field: JSON5Field?) -> [RunExpectation] {
    guard let field else { return [] }
    return field.object(as: ScenarioCatalogue.expectations) { object in
      ExpectationForm.all.compactMap { form in
        object.optional(form.name).map { form.read($0, self) }
      }
    }
  }
}
