internal import WeirPrimitives
internal import WeirWorld

extension ScenarioReader {
  /// Reads the profiles in force: those given, else those that the scenario declares.
  mutating func decodeProfiles(
    _ declared: JSON5Field?, given: [String]
  ) -> (paths: [String], profiles: [FaultProfile]) {
    // A profile is known by its name, in draws and in reports: a name twice would be one profile.
    var names: [String] = []
    var paths: [String] = []
    var profiles: [FaultProfile] = []
    var fields = declared?.array() ?? []
    if !given.isEmpty {
      fields = given.map { path in
        JSON5Field(document: argument("--profile", path), diagnostics: diagnostics)
      }
    }
    for field in fields {
      guard let (path, bytes) = contents(of: field, expected: "a fault profile") else { continue }
      let name = Path.stem(of: path)
      if names.contains(name) {
        field.reportMismatch(
          found: "a second profile called \(Shown.quoted(name))", expected: "another name")
        continue
      }
      names.append(name)
      paths.append(path)
      guard let tree = document(path, bytes: bytes) else { continue }
      profiles.append(decodeProfile(tree, name: name))
    }
    return (paths, profiles)
  }

  /// Decodes a fault profile.
  func decodeProfile(_ tree: JSON5Value, name: String) -> FaultProfile {
    var profile = FaultProfile(name: name, title: "", rules: [])
    let field = JSON5Field(document: tree, diagnostics: diagnostics)
    if tree.object?.looksLikeScenario ?? false {
      field.reportMismatch(found: "a scenario", expected: "a fault profile")
      return profile
    }
    field.object(as: ScenarioCatalogue.profile) { object in
      profile.title = object.required("title").string()
      profile.about = object.optional("about")?.string()
      let rules = object.required("rules")
      if case .array(let elements)? = rules.value?.content, elements.isEmpty {
        rules.reportMismatch(found: "no rule", expected: "at least one")
      }
      profile.rules = rules.array().map { element in
        element.object(as: ScenarioCatalogue.rule) { decodeRule(&$0, profile: name) }
      }
    }
    return profile
  }

  private func decodeRule(
    _ object: inout JSON5ObjectDecoder, profile: String
  ) -> FaultRule {
    let (form, kind) = decodeKind(&object)
    let target = decodeTarget(object.required("on"), form: form)
    let at = object.required("at")
    let duration = object.optional("for")
    let every = object.optional("every")
    let times = object.optional("times")
    let stagger = object.optional("stagger")
    var rule = FaultRule(
      profile: profile, kind, on: target, start: decodeStart(at),
      duration: duration?.timeSpan(in: .nanoseconds(1)...Self.longestRun),
      every: every?.timeSpan(in: .nanoseconds(1)...Self.longestRun))
    rule.times = UInt32(times?.integer(in: ScenarioCatalogue.repetitions) ?? 1)
    rule.stagger = stagger?.timeSpan(in: .nanoseconds(1)...ScenarioCatalogue.hour)
    if rule.isAtPosition {
      stagger?.reportMismatch(
        found: "\"stagger\" beside a position", expected: "a fault by the clock")
    }
    if let form { reportConflicts(rule, form: form, at: at, duration: duration) }
    reportRepetition(rule, at: at, every: every, times: times)
    return rule
  }

  /// The form is nil when the rule names no kind there is; what it then may hold is unknown.
  private func decodeKind(_ object: inout JSON5ObjectDecoder) -> (FaultForm?, FaultKind) {
    let fault = object.required("fault")
    let name = fault.oneOf(FaultForm.all.map(\.name))
    guard case .string(name)? = fault.value?.content,
      let form = FaultForm.all.first(where: { $0.name == name })
    else {
      for key in FaultForm.ownKeys { _ = object.optional(key) }
      return (nil, .linkDown)
    }
    switch name {
    case "link-down": return (form, .linkDown)
    case "blackhole": return (form, .blackhole)
    case "reset": return (form, .reset)
    case "server-crash": return (form, .serverCrash)
    case "server-restart":
      let grace = object.required("grace").timeSpan(in: .zero...ScenarioCatalogue.hour)
      return (form, .serverRestart(grace: grace))
    case "handover":
      return (form, .handover(to: self.name(object.required("to"), of: "network")))
    case "drop-segment":
      let segment = object.required("segment").integer(in: ScenarioCatalogue.numbers)
      return (form, .dropSegment(UInt32(segment)))
    case "cut":
      return (form, .cut(object.required("how").oneOf(CutAction.self)))
    case "drop":
      let count = object.optional("count")?.integer(in: ScenarioCatalogue.repetitions)
      return (form, .drop(count: UInt32(count ?? 1)))
    case "split": return (form, .split)
    default: preconditionFailure("a form that no rule is made from: \(name)")
    }
  }

  /// Reports what means nothing for this kind of fault.
  private func reportConflicts(
    _ rule: FaultRule, form: FaultForm, at: JSON5Field, duration: JSON5Field?
  ) {
    if !diagnostics.hasError(in: at.span) {
      if form.beginsAtPosition, !rule.isAtPosition {
        at.reportMismatch(
          found: "a \(form.name) by the clock",
          expected: "a position: { stream: \"chat\", event: 7, byte: 3 }")
      }
      if !form.beginsAtPosition, rule.isAtPosition {
        at.reportMismatch(
          found: "a position for \(form.name)",
          expected: "an instant; positions are for "
            + "\"cut\", \"drop\" and \"split\"")
      }
    }
    if !form.lasts {
      duration?.reportMismatch(
        found: "a duration of \(form.name), which is over at once", expected: "no \"for\"")
    }
  }

  /// Reports repetitions that are half said or go on for ever.
  private func reportRepetition(
    _ rule: FaultRule, at: JSON5Field, every: JSON5Field?, times: JSON5Field?
  ) {
    if rule.isAtPosition {
      every?.reportMismatch(
        found: "\"every\" beside a position", expected: "\"times\" alone: it comes when it comes")
      return
    }
    switch (every, times) {
    case (let every?, nil):
      every.reportMismatch(found: "\"every\" without \"times\"", expected: "both, or neither")
    case (nil, let times?):
      times.reportMismatch(found: "\"times\" without \"every\"", expected: "both, or neither")
    case (let every?, let times?):
      let interval = rule.every ?? .zero
      let (length, isTooLong) = interval.nanoseconds.multipliedReportingOverflow(
        by: Int64(rule.times))
      if isTooLong || length > Self.longestRun.nanoseconds, !diagnostics.hasError(in: every.span) {
        times.reportMismatch(
          found: "\(rule.times) times every \(interval), which is more than a year",
          expected: "at most \(Self.longestRun.nanoseconds / interval.nanoseconds)")
      }
    case (nil, nil): break
    }
  }
}

extension FaultRule {
  fileprivate var isAtPosition: Bool {
    if case .position = start { true } else { false }
  }
}
