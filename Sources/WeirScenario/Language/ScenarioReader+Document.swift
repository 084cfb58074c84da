internal import WeirAudit
internal import WeirPrimitives
internal import WeirWorld

extension ScenarioReader {
  /// Decodes a whole scenario; errors go to the diagnostics and decoding goes on.
  ///
  /// - Parameter givenProfiles: take the place of those it declares, unless empty.
  mutating func decode(
    _ tree: JSON5Value, givenProfiles: [String]
  ) -> (document: ScenarioDocument, profilePaths: [String]) {
    var document = JSON5ObjectDecoder(
      JSON5Field(document: tree, diagnostics: diagnostics), as: ScenarioCatalogue.scenario)
    let title = document.required("title").string()
    let about = document.optional("about")?.string()
    var plan = WorldPlan()
    if let tcp = document.optional("tcp") {
      plan.tcp = ScenarioCatalogue.tcp.read(tcp, self)
      sharedTCP = plan.tcp
    }
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
    let variants = decodeVariants(document.optional("variants"))
    document.finish()
    reportProblems(of: plan, in: tree)

    let (paths, profiles) = decodeProfiles(declaredProfiles, given: givenProfiles)
    return (
      ScenarioDocument(
        title: title, about: about, plan: plan, profiles: profiles, variants: variants),
      paths
    )
  }

  /// A year: what any time in a scenario may be at most.
  static let longestRun = TimeSpan.seconds(365 * 86_400)

  private func decodeVariants(_ field: JSON5Field?) -> [VariantDocument] {
    guard let field else { return [] }
    return field.object(as: "the variants") { variants in
      let entries = variants.entries()
      if entries.isEmpty, field.value?.object != nil {
        field.reportMismatch(
          found: "no variant", expected: "at least one, or no key \"variants\"")
      }
      return entries.map { entry in
        check(entry, isReservedWordFine: true)
        return entry.field.object(as: ScenarioCatalogue.variant) { object in
          let verdict = object.required("expected").oneOf(["passed", "failed"])
          let about = object.optional("about")?.string()
          let settings = object.optional("set")?.object(as: "a set of overrides") { $0.entries() }
          return VariantDocument(
            name: entry.key, expected: Verdict(rawValue: verdict) ?? .passed, about: about,
            settings: (settings ?? []).compactMap { entry in
              entry.field.value.map { VariantDocument.Setting(path: entry.key, value: $0) }
            })
        }
      }
    }
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
