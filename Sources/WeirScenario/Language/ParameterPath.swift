/// A path as `--set`, variants and errors write it: `radio.down.trace`, `workload[0].chat.tokens`.
///
/// The first step may be the name of a host or link, whose section is then left out.
struct ParameterPath {
  enum Step: Equatable {
    case key(String)
    case index(Int)
  }

  var steps: [Step]

  /// Returns nil when the text is not a path.
  init?(_ text: String) {
    steps = []
    for part in text.split(separator: ".", omittingEmptySubsequences: false) {
      var name = part
      var indices: [Int] = []
      if let bracket = part.firstIndex(of: "[") {
        name = part[..<bracket]
        var rest = part[bracket...]
        while rest.first == "[" {
          guard let close = rest.firstIndex(of: "]"),
            let index = Int(rest[rest.index(after: rest.startIndex)..<close]), index >= 0
          else { return nil }
          indices.append(index)
          rest = rest[rest.index(after: close)...]
        }
        guard rest.isEmpty else { return nil }
      }
      guard !name.isEmpty else { return nil }
      steps.append(.key(String(name)))
      steps.append(contentsOf: indices.map { .index($0) })
    }
    guard !steps.isEmpty else { return nil }
  }
}

extension JSON5Value {
  /// The sections whose members are named in one flat namespace.
  static let namedSections = ["hosts", "links"]

  /// The value at a path; nil when there is none.
  func value(at path: ParameterPath) -> JSON5Value? {
    var steps = path.steps
    if case .key(let name)? = steps.first, let section = section(of: name) {
      steps.insert(.key(section), at: 0)
    }
    var current = self
    for step in steps {
      switch (step, current.content) {
      case (.key(let key), .object(let object)):
        guard let next = object[key] else { return nil }
        current = next
      case (.index(let index), .array(let elements)):
        guard index < elements.count else { return nil }
        current = elements[index]
      default:
        return nil
      }
    }
    return current
  }

  /// Sets the value at a path; objects on the way come into being.
  ///
  /// Returns what is wrong with the path, or nil.
  mutating func set(_ value: JSON5Value, at path: ParameterPath) -> PathProblem? {
    var steps = path.steps
    if case .key(let name)? = steps.first {
      if let section = section(of: name) {
        steps.insert(.key(section), at: 0)
      } else if !ScenarioKeys.settable.contains(name) {
        return PathProblem(
          found: "nothing called \(Shown.quoted(name))",
          expected: "a host, a link or \(Shown.alternatives(ScenarioKeys.settable))",
          suggestion: nearest(to: name, among: names + ScenarioKeys.settable))
      }
    }
    return set(value, steps: steps[...])
  }

  private mutating func set(_ value: JSON5Value, steps: ArraySlice<ParameterPath.Step>)
    -> PathProblem?
  {
    guard let step = steps.first else {
      self = value
      return nil
    }
    switch (step, content) {
    case (.key(let key), .object(var object)):
      var member = object[key] ?? JSON5Value(.object(JSON5Object()), span: value.span)
      content = .null  // the only reference must be `object`, or each step copies
      let problem = member.set(value, steps: steps.dropFirst())
      object.set(key, to: member, keySpan: value.span)
      content = .object(object)
      return problem
    case (.index(let index), .array(var elements)):
      guard index < elements.count else {
        return PathProblem(
          found: "no element [\(index)]",
          expected: "an index below \(elements.count)", suggestion: nil)
      }
      content = .null
      let problem = elements[index].set(value, steps: steps.dropFirst())
      content = .array(elements)
      return problem
    case (.key(let key), _) where isReplaceable:
      // `history: "none"` may become `history: { ring: 4 }` step by step.
      var object = JSON5Object()
      var member = JSON5Value(.object(JSON5Object()), span: value.span)
      let problem = member.set(value, steps: steps.dropFirst())
      object.set(key, to: member, keySpan: value.span)
      content = .object(object)
      return problem
    case (.key(let key), _):
      return PathProblem(
        found: "no member \(Shown.quoted(key)) of a list", expected: "an index in brackets",
        suggestion: nil)
    case (.index(let index), _):
      return PathProblem(
        found: "no element [\(index)]", expected: "a path into a list", suggestion: nil)
    }
  }

  private var isReplaceable: Bool {
    switch content {
    case .null, .bool, .number, .string: true
    case .array, .object: false
    }
  }

  private func section(of name: String) -> String? {
    guard case .object(let root) = content else { return nil }
    return Self.namedSections.first { section in
      guard case .object(let members)? = root[section]?.content else { return false }
      return members.member(name) != nil
    }
  }

  /// The names of all hosts and links.
  var names: [String] {
    guard case .object(let root) = content else { return [] }
    return Self.namedSections.flatMap { section -> [String] in
      guard case .object(let members)? = root[section]?.content else { return [] }
      return members.members.map(\.key)
    }
  }
}

/// Why nothing can be set at a path.
struct PathProblem {
  let found: String
  let expected: String
  let suggestion: String?
}

extension JSON5Object {
  /// Sets a member; a new one is said to stand where its value does.
  fileprivate mutating func set(_ key: String, to value: JSON5Value, keySpan: SourceSpan) {
    if member(key) != nil {
      self[key] = value
    } else {
      append(JSON5Member(key: key, keySpan: keySpan, value: value))
    }
  }
}
