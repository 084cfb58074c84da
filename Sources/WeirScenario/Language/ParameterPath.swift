/// A path as `--set`, variants and errors write it: `radio.down.trace`, `workload[0].chat.tokens`.
///
/// The first step may be the name of a host or link, whose section is then left out.
struct ParameterPath {
  enum Step: Equatable {
    case key(String)
    case index(Int)
  }

  private(set) var steps: [Step] = []

  /// The most steps of a path; no parameter lies deeper, and setting one recurses as deep.
  static let stepLimit = 32

  /// Returns nil when the text is not a path.
  init?(_ text: String) {
    for part in text.split(separator: ".", omittingEmptySubsequences: false) {
      let name = part.prefix { $0 != "[" }
      guard !name.isEmpty else { return nil }
      steps.append(.key(String(name)))
      var rest = part[name.endIndex...]
      while !rest.isEmpty {
        let digits = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
        guard rest.first == "[", let index = Int(digits), rest[digits.endIndex...].first == "]"
        else { return nil }
        steps.append(.index(index))
        rest = rest[digits.endIndex...].dropFirst()
      }
      guard steps.count <= Self.stepLimit else { return nil }
    }
  }

  /// The path as it is written.
  var text: String {
    var text = ""
    for step in steps {
      switch step {
      case .key(let key): text += text.isEmpty ? key : ".\(key)"
      case .index(let index): text += "[\(index)]"
      }
    }
    return text
  }

  /// The path without its first step, if that still is one.
  var child: ParameterPath? {
    guard steps.count > 1, case .key = steps[1] else { return nil }
    var path = self
    path.steps.removeFirst()
    return path
  }

  /// The path for all members of a counted name instead of one.
  var withoutFirstIndex: ParameterPath {
    var path = self
    if let place = path.steps.firstIndex(where: { if case .index = $0 { true } else { false } }) {
      path.steps.remove(at: place)
    }
    return path
  }

  /// The path one step shorter; nil for the whole document.
  var parent: ParameterPath? {
    guard steps.count > 1 else { return nil }
    var path = self
    path.steps.removeLast()
    return path
  }
}

extension JSON5Value {
  /// The value at a path, or at the longest part of it that exists.
  func nearestValue(to path: ParameterPath) -> JSON5Value? {
    var path: ParameterPath? = path
    while let current = path {
      if let found = value(at: current) { return found }
      path = current.parent
    }
    return nil
  }

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

  /// The section that declares a host or link; nil for other names.
  func section(of name: String) -> String? {
    guard case .object(let root) = content else { return nil }
    return ScenarioNames.sections.first { section in
      root[section]?.object?.member(name) != nil
    }
  }

  /// The names of all hosts and links.
  var declaredNames: [String] {
    guard case .object(let root) = content else { return [] }
    return ScenarioNames.sections.flatMap { section in
      root[section]?.object?.members.map(\.key) ?? []
    }
  }

  /// The members, if it is an object.
  var object: JSON5Object? {
    if case .object(let object) = content { return object }
    return nil
  }
}
