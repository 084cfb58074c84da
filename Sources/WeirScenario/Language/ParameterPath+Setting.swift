/// Why nothing can be set at a path.
struct PathProblem {
  let found: String
  let expected: String
  var suggestion: String?
}

extension JSON5Value {
  /// Sets the value at a path; objects on the way come into being.
  ///
  /// - Parameter pathSpan: where the path is written, and so the keys that come into being.
  /// - Returns: what is wrong with the path, or nil.
  mutating func set(
    _ value: JSON5Value, at path: ParameterPath, pathSpan: SourceSpan
  ) -> PathProblem? {
    var steps = path.steps
    guard case .key(let name)? = steps.first else {
      preconditionFailure("a path begins with a key")
    }
    if let section = section(of: name) {
      steps.insert(.key(section), at: 0)
    } else if !ScenarioNames.settable.contains(name) {
      return problem(unknown: name, in: path)
    }
    if case .key(let section)? = steps.first, ScenarioNames.sections.contains(section),
      steps.count > 3, case .index(let index) = steps[2]
    {
      return PathProblem(
        found: "a parameter of \(name)[\(index)] alone",
        expected: "one that all members share", suggestion: path.withoutFirstIndex.text)
    }
    removeHidingParameters(of: steps)
    return set(value, steps: steps[...], pathSpan: pathSpan)
  }

  /// Removes what would hide a link's parameter that is about to be set: what is set last counts.
  ///
  /// That is the same parameter of a direction, and of `rate` and `trace` the other. Part of a
  /// parameter (`radio.loss.gemodel.p`) hides what the whole would.
  private mutating func removeHidingParameters(of steps: [ParameterPath.Step]) {
    guard case .key("links")? = steps.first, steps.count >= 3, case .key(let link) = steps[1],
      case .key(let third) = steps[2], case .object(var root) = content,
      var links = root["links"]?.object, var members = links[link]?.object,
      let linkSpan = links[link]?.span, let linksSpan = root["links"]?.span
    else { return }
    let isOneWay = ["up", "down"].contains(third)
    let place = isOneWay ? 3 : 2
    guard place < steps.count, case .key(let parameter) = steps[place] else { return }
    let isPart = steps.count > place + 1
    let rivals = ["rate", "trace"].contains(parameter) ? ["rate", "trace"] : [parameter]
    for direction in isOneWay ? [third] : ["up", "down"] {
      guard var own = members[direction]?.object, let span = members[direction]?.span else {
        continue
      }
      for rival in rivals where !(isOneWay && isPart && rival == parameter) { own[rival] = nil }
      members[direction] = JSON5Value(.object(own), span: span)
    }
    if !isOneWay { for rival in rivals where rival != parameter { members[rival] = nil } }
    links[link] = JSON5Value(.object(members), span: linkSpan)
    root["links"] = JSON5Value(.object(links), span: linksSpan)
    content = .object(root)
  }

  /// Makes an object of a word that stands for one, so that the word is kept beside what is set.
  private mutating func spellOut(_ key: String) {
    guard case .string = content, let main = ScenarioCatalogue.mainKey(of: key) else { return }
    var object = JSON5Object()
    object[main] = self
    self = JSON5Value(.object(object), span: span)
  }

  /// What to say of a path whose first step names nothing that can be set.
  private func problem(unknown name: String, in path: ParameterPath) -> PathProblem {
    if ScenarioNames.fixed.contains(name) {
      return PathProblem(
        found: "\(Shown.quoted(name)), which cannot be set",
        expected: "a path into a host, a link or \(Shown.alternatives(ScenarioNames.settable))")
    }
    // `links.radio.delay` is the natural slip: sections are left out.
    if ScenarioNames.sections.contains(name), let inner = path.child {
      return PathProblem(
        found: "a path that begins with \(Shown.quoted(name))",
        expected: "one that begins with the name of a host or link", suggestion: inner.text)
    }
    return PathProblem(
      found: "nothing called \(Shown.quoted(name))",
      expected: "a host, a link or \(Shown.alternatives(ScenarioNames.settable))",
      suggestion: nearest(to: name, among: declaredNames + ScenarioNames.settable))
  }

  private mutating func set(
    _ value: JSON5Value, steps: ArraySlice<ParameterPath.Step>, pathSpan: SourceSpan
  ) -> PathProblem? {
    guard let step = steps.first else {
      self = value
      return nil
    }
    switch (step, content) {
    case (.key(let key), .array):
      return PathProblem(
        found: "no member \(Shown.quoted(key)) of a list", expected: "an index in brackets")
    case (.key(let key), _):
      // `history: "none"` may become `history: { ring: 4 }` step by step.
      var object = object ?? JSON5Object()
      content = .null  // the only reference must be `object`, or each step copies
      var member = object[key] ?? JSON5Value(.object(JSON5Object()), span: value.span)
      if steps.count > 1 { member.spellOut(key) }
      let problem = member.set(value, steps: steps.dropFirst(), pathSpan: pathSpan)
      if object.member(key) == nil {
        object.append(JSON5Member(key: key, keySpan: pathSpan, value: member))
      } else {
        object[key] = member
      }
      content = .object(object)
      return problem
    case (.index(let index), .array(var elements)):
      guard index < elements.count else {
        return PathProblem(
          found: "no element [\(index)]",
          expected: elements.isEmpty
            ? "no index: the list is empty" : "at most [\(elements.count - 1)]")
      }
      content = .null
      let problem = elements[index].set(value, steps: steps.dropFirst(), pathSpan: pathSpan)
      content = .array(elements)
      return problem
    case (.index(let index), _):
      return PathProblem(found: "the index [\(index)] into \(shown)", expected: "a key")
    }
  }
}
