internal import WeirAudit
internal import WeirPrimitives
internal import WeirWorld

/// What is wrong with a request to run: every error found, in the order of the files.
public struct ScenarioErrors: Error, Sendable {
  public let errors: [SourceError]
  /// How many more there were.
  public let omittedCount: Int
  /// The lines the errors stand on, each with a caret; parallel to `errors`.
  public let excerpts: [String]
}

/// Turns files, a variant and settings into a checked scenario.
///
/// Precedence: scenario, then variant, then settings. All errors of all files are collected.
public struct ScenarioReader {
  let diagnostics = Diagnostics()
  /// The directory that relative paths in each file are seen from; by file number.
  private var directories: [String] = []

  private init() {}

  public static func read(_ request: RunRequest) throws(ScenarioErrors) -> Scenario {
    var reader = ScenarioReader()
    let scenario = reader.read(request)
    if let scenario, reader.diagnostics.isEmpty { return scenario }
    throw reader.errors
  }

  private var errors: ScenarioErrors {
    let errors = diagnostics.errors
    return ScenarioErrors(
      errors: errors, omittedCount: diagnostics.omittedCount,
      excerpts: errors.map { error in
        diagnostics.file(named: error.file)?.excerpt(at: error.position) ?? ""
      })
  }

  private mutating func read(_ request: RunRequest) -> Scenario? {
    guard var tree = document(request.scenario) else { return nil }
    guard case .object(let root) = tree.content else {
      JSON5Field(document: tree, diagnostics: diagnostics)
        .reportMismatch(expected: "a scenario, an object in braces")
      return nil
    }
    let variants = variantNames(root)
    let variant = request.variant ?? variants.first
    if let wanted = request.variant, !variants.contains(wanted) {
      report(
        settingNamed: "--variant \(wanted)",
        found: "the unknown variant \(Shown.quoted(wanted))",
        expected: variants.isEmpty ? "no variant" : Shown.alternatives(variants),
        suggestion: nearest(to: wanted, among: variants))
      return nil
    }
    let declared = variant.flatMap { root["variants"]?.object?[$0]?.object }
    if let overrides = declared?["set"] { apply(overrides, to: &tree) }
    for setting in request.settings { apply(setting, to: &tree) }
    return decode(tree, request: request, variant: variant, variants: variants)
  }

  private func variantNames(_ root: JSON5Object) -> [String] {
    root["variants"]?.object?.members.map(\.key) ?? []
  }

  // MARK: Files

  /// Reads a file as JSON5; relative paths in it are seen from its directory.
  mutating func document(_ path: String) -> JSON5Value? {
    do throws(FileReading.Failure) {
      let bytes = try FileReading.bytes(of: path)
      directories.append(Path.directory(of: path))
      return diagnostics.read(name: path, bytes: bytes)
    } catch {
      directories.append("")
      let file = diagnostics.addFile(name: path, bytes: [])
      diagnostics.report(
        at: SourceSpan(file: file.id, start: 0, end: 0),
        found: "that \(path) \(error.problem)", expected: "a file that can be read")
      return nil
    }
  }

  /// The path a text in a file stands for.
  func resolve(_ text: String, in span: SourceSpan) -> String {
    let directory =
      Int(span.file) < directories.count ? directories[Int(span.file)] : ""
    return Path.resolve(text, from: directory)
  }

  // MARK: Overrides

  private func apply(_ overrides: JSON5Value, to tree: inout JSON5Value) {
    guard case .object(let object) = overrides.content else { return }
    for member in object.members {
      set(member.value, at: member.key, span: member.keySpan, in: &tree)
    }
  }

  /// Applies `PATH=VALUE`; the value is JSON5 or, failing that, a text.
  private mutating func apply(_ setting: String, to tree: inout JSON5Value) {
    let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let file = diagnostics.addFile(name: "--set", bytes: Array(setting.utf8))
    directories.append("")
    let whole = SourceSpan(file: file.id, start: 0, end: UInt32(setting.utf8.count))
    guard parts.count == 2 else {
      diagnostics.report(
        at: whole, found: Shown.quoted(setting), expected: "PATH=VALUE")
      return
    }
    let start = UInt32(parts[0].utf8.count + 1)
    let span = SourceSpan(file: file.id, start: start, end: whole.end)
    let text = String(parts[1])
    var value = JSON5Value(.string(text), span: span)
    let literal = SourceFile(id: file.id, name: "--set", text: text)
    if let parsed = try? JSON5Reader.read(literal, limits: .standard) {
      value = parsed.moved(to: span)
    }
    set(value, at: String(parts[0]), span: whole, in: &tree)
  }

  private func set(
    _ value: JSON5Value, at path: String, span: SourceSpan, in tree: inout JSON5Value
  ) {
    guard let steps = ParameterPath(path) else {
      diagnostics.report(
        at: span, found: "the path \(Shown.quoted(path))",
        expected: "names joined by dots, such as \"radio.delay\"")
      return
    }
    if let problem = tree.set(value, at: steps) {
      diagnostics.report(
        at: span, found: problem.found, expected: problem.expected,
        suggestion: problem.suggestion)
    }
  }

  func report(
    settingNamed name: String, found: String, expected: String, suggestion: String?
  ) {
    let file = diagnostics.addFile(name: name, bytes: [])
    diagnostics.report(
      at: SourceSpan(file: file.id, start: 0, end: 0), found: found, expected: expected,
      suggestion: suggestion)
  }
}

extension JSON5Value {
  /// The members, if it is an object.
  var object: JSON5Object? {
    if case .object(let object) = content { return object }
    return nil
  }

  /// The same value, all of it said to stand in one place.
  func moved(to span: SourceSpan) -> JSON5Value {
    switch content {
    case .null, .bool, .number, .string:
      return JSON5Value(content, span: span)
    case .array(let elements):
      return JSON5Value(.array(elements.map { $0.moved(to: span) }), span: span)
    case .object(let object):
      var moved = JSON5Object()
      for member in object.members {
        moved.append(
          JSON5Member(key: member.key, keySpan: span, value: member.value.moved(to: span)))
      }
      return JSON5Value(.object(moved), span: span)
    }
  }
}
