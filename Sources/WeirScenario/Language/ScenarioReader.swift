internal import WeirTCP

/// What is wrong with a request to run: every error found, in the order of the files.
public struct ScenarioErrors: Error, Sendable {
  public internal(set) var errors: [SourceError]
  /// The lines the errors stand on, each with a caret; parallel to `errors`.
  public internal(set) var excerpts: [String]
  /// How many more there were.
  public internal(set) var omittedCount: Int
}

/// Turns files, a variant and settings into a checked scenario.
///
/// Precedence: scenario, then variant, then settings. All errors of all files are collected.
public struct ScenarioReader {
  let diagnostics = Diagnostics()
  /// How TCP behaves on hosts that say nothing else, once that is read.
  var sharedTCP = TCPConfiguration()
  /// The directory that relative paths in each file are seen from; by file number.
  private var directories: [String] = []

  init() {}

  /// Reads what a run is asked to be.
  public static func read(_ request: RunRequest) throws(ScenarioErrors) -> Scenario {
    var reader = ScenarioReader()
    let scenario = reader.read(request)
    if let scenario, reader.diagnostics.isEmpty { return scenario }
    throw reader.errors
  }

  var errors: ScenarioErrors {
    ScenarioErrors(
      errors: diagnostics.errors, excerpts: diagnostics.excerpts,
      omittedCount: diagnostics.omittedCount)
  }

  private mutating func read(_ request: RunRequest) -> Scenario? {
    guard let tree = document(request.scenario, expected: "a scenario file") else { return nil }
    return scenario(tree, request: request)
  }

  /// Makes a scenario of a document; nil when it is something else.
  mutating func scenario(_ document: JSON5Value, request: RunRequest) -> Scenario? {
    var tree = document
    guard isScenario(tree), let root = tree.object else { return nil }
    let variants = root.variantNames
    if let wanted = request.variant, !variants.contains(wanted) {
      reportUnknownVariant(wanted, variants: variants)
      return nil
    }
    let variant = request.variant ?? variants.first
    let declared = variant.flatMap { root["variants"]?.object?[$0]?.object }
    if let overrides = declared?["set"] { apply(overrides, to: &tree) }
    for setting in request.settings { apply(setting, to: &tree) }
    let (document, paths) = decode(tree, givenProfiles: request.profiles)
    let isDefault = request.profiles.isEmpty && request.settings.isEmpty
    return Scenario(
      path: request.scenario, title: document.title, about: document.about, variant: variant,
      variants: variants,
      expectedVerdict: isDefault
        ? document.variants.first { $0.name == variant }?.expected : nil,
      profiles: paths, replacesProfiles: !request.profiles.isEmpty,
      settings: request.settings, plan: document.plan, faultProfiles: document.profiles)
  }

  /// Whether a document is meant as a scenario; reports what it is else.
  func isScenario(_ tree: JSON5Value) -> Bool {
    let field = JSON5Field(document: tree, diagnostics: diagnostics)
    guard let root = tree.object else {
      field.reportMismatch(expected: "a scenario, an object in braces")
      return false
    }
    if root.looksLikeProfile {
      field.reportMismatch(found: "a fault profile", expected: "a scenario")
    }
    return !root.looksLikeProfile
  }

  private mutating func reportUnknownVariant(_ wanted: String, variants: [String]) {
    diagnostics.report(
      at: argument("--variant", wanted).span, found: "the unknown variant \(Shown.quoted(wanted))",
      expected: variants.isEmpty ? "no variant: there is none" : Shown.alternatives(variants),
      suggestion: nearest(to: wanted, among: variants))
  }

  // MARK: Files

  /// Gives bytes a file number; relative paths in them are seen from a directory.
  mutating func addFile(name: String, bytes: [UInt8], directory: String) -> SourceFile {
    let file = diagnostics.addFile(name: name, bytes: bytes)
    directories.append(directory)
    precondition(directories.count == Int(file.id) + 1, "a file without directory: \(file.id)")
    return file
  }

  /// A word of the command line as a value, so that errors can point at it.
  mutating func argument(_ option: String, _ text: String) -> JSON5Value {
    let file = addFile(name: option, bytes: Array(text.utf8), directory: "")
    return JSON5Value(
      .string(text), span: SourceSpan(file: file.id, start: 0, end: UInt32(text.utf8.count)))
  }

  /// Reads the file that a request begins with.
  mutating func document(_ path: String, expected: String) -> JSON5Value? {
    do throws(FileReading.Failure) {
      let limit = JSON5Limits.standard.fileBytes
      return document(path, bytes: try FileReading.bytes(of: path, limit: limit))
    } catch {
      let file = addFile(name: path, bytes: [], directory: "")
      diagnostics.report(
        at: SourceSpan(file: file.id, start: 0, end: 0),
        found: "\(Shown.path(path)), which \(error.problem)", expected: expected,
        suggestion: neighbour(of: path, as: path))
      return nil
    }
  }

  /// Reads bytes as JSON5; relative paths in it are seen from the file's directory.
  mutating func document(_ path: String, bytes: [UInt8]) -> JSON5Value? {
    let file = addFile(name: path, bytes: bytes, directory: Path.directory(of: path))
    do throws(SourceError) {
      return try JSON5Reader.read(file)
    } catch {
      diagnostics.report(error, in: file)
      return nil
    }
  }

  /// Reads the file that a field names, seen from the file the field stands in.
  func contents(of field: JSON5Field, expected: String) -> (path: String, bytes: [UInt8])? {
    let name = field.string()
    guard case .string? = field.value?.content else { return nil }
    guard !name.isEmpty else {
      field.reportMismatch(expected: expected)
      return nil
    }
    let path = Path.resolve(name, from: directories[Int(field.span.file)])
    do throws(FileReading.Failure) {
      return (path, try FileReading.bytes(of: path))
    } catch {
      field.reportMismatch(
        found: "\(Shown.path(path)), which \(error.problem)", expected: expected,
        suggestion: neighbour(of: path, as: name).map { Shown.quoted($0) })
      return nil
    }
  }

  /// A file beside a missing one with nearly the same name, written as the missing one was.
  private func neighbour(of path: String, as text: String) -> String? {
    let name = Path.name(of: path)
    guard let names = Directory.names(in: Path.directory(of: path)),
      let match = nearest(to: name, among: names), match != name
    else { return nil }
    return text.hasSuffix(name) ? text.dropLast(name.count) + match : match
  }
}

extension JSON5Object {
  /// The names of a scenario's variants, in the order of the file.
  var variantNames: [String] { self["variants"]?.object?.members.map(\.key) ?? [] }

  /// Whether a document is meant as a fault profile.
  var looksLikeProfile: Bool { member("rules") != nil && member("hosts") == nil }

  /// Whether a document is meant as a scenario.
  var looksLikeScenario: Bool { member("hosts") != nil && member("rules") == nil }
}
