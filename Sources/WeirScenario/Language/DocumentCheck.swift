/// What a file that has been checked turned out to be.
public struct CheckedDocument: Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    case scenario(variants: [String])
    case profile(rules: Int)
  }

  public let path: String
  public let title: String
  public let kind: Kind

  public init(path: String, title: String, kind: Kind) {
    self.path = path
    self.title = title
    self.kind = kind
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
      let (title, rules) = reader.decodeProfile(tree, name: Path.stem(of: path))
      guard reader.diagnostics.isEmpty else { throw reader.errors }
      return CheckedDocument(path: path, title: title, kind: .profile(rules: rules.count))
    }
    let variants = root.variantNames
    let title = try checkVariants(of: path, named: variants)
    return CheckedDocument(path: path, title: title, kind: .scenario(variants: variants))
  }

  /// Reads each variant and returns the title; errors that several variants have are told once.
  private static func checkVariants(
    of path: String, named variants: [String]
  ) throws(ScenarioErrors) -> String {
    var found: ScenarioErrors?
    var title = ""
    for variant in variants.isEmpty ? [nil] : variants.map(Optional.some) {
      var request = RunRequest(scenario: path)
      request.variant = variant
      do throws(ScenarioErrors) {
        title = try ScenarioReader.read(request).title
      } catch {
        found.append(error)
      }
    }
    if let found { throw found }
    return title
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
