internal import WeirWorld

/// What a file that has been checked turned out to be.
public struct CheckedDocument: Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    case scenario(variants: [String])
    case profile(rules: Int)
  }

  public let path: String
  public let title: String
  public let kind: Kind
  /// What is right and cannot be run yet: `a browser at hosts.laptop.browser`, each once.
  public let unsupported: [String]

  public init(path: String, title: String, kind: Kind, unsupported: [String] = []) {
    self.path = path
    self.title = title
    self.kind = kind
    self.unsupported = unsupported
  }

  /// Reads a scenario with each of its variants, or a fault profile.
  ///
  /// - Throws: every error of every variant, each once.
  public static func check(_ path: String) throws(ScenarioErrors) -> CheckedDocument {
    var reader = ScenarioReader()
    let expected = "a scenario or a fault profile"
    guard let tree = reader.document(path, expected: expected) else { throw reader.errors }
    guard let root = tree.object else {
      JSON5Field(document: tree, diagnostics: reader.diagnostics)
        .reportMismatch(expected: expected + ", an object in braces")
      throw reader.errors
    }
    if root.looksLikeProfile {
      let profile = reader.decodeProfile(tree, name: Path.stem(of: path))
      guard reader.diagnostics.isEmpty else { throw reader.errors }
      var plan = WorldPlan()
      plan.faults = profile.rules
      return CheckedDocument(
        path: path, title: profile.title, kind: .profile(rules: profile.rules.count),
        unsupported: plan.unsupported.map(\.words))
    }
    let variants = root.variantNames
    let (title, unsupported) = try checkVariants(of: path, named: variants)
    return CheckedDocument(
      path: path, title: title, kind: .scenario(variants: variants), unsupported: unsupported)
  }

  /// Reads each variant; errors that several variants have are told once.
  private static func checkVariants(
    of path: String, named variants: [String]
  ) throws(ScenarioErrors) -> (title: String, unsupported: [String]) {
    var found: ScenarioErrors?
    var title = ""
    var unsupported: [String] = []
    for variant in variants.isEmpty ? [nil] : variants.map(Optional.some) {
      var request = RunRequest(scenario: path)
      request.variant = variant
      do throws(ScenarioErrors) {
        let scenario = try ScenarioReader.read(request)
        title = scenario.title
        for part in scenario.plan.unsupported where !unsupported.contains(part.words) {
          unsupported.append(part.words)
        }
      } catch {
        found.append(error)
      }
    }
    if let found { throw found }
    return (title, unsupported)
  }
}

extension ScenarioErrors? {
  /// Adds those errors of another reading that are not yet there.
  fileprivate mutating func append(_ other: ScenarioErrors) {
    guard var all = self else {
      self = other
      return
    }
    for (error, excerpt) in zip(other.errors, other.excerpts) where !all.errors.contains(error) {
      all.errors.append(error)
      all.excerpts.append(excerpt)
    }
    all.omittedCount = max(all.omittedCount, other.omittedCount)
    self = all
  }
}
