public import WeirAudit
public import WeirWorld

/// A scenario file as values: the world before any variant, what goes wrong, and the variants.
public struct ScenarioDocument: Sendable, Equatable {
  public var title: String
  public var about: String?
  /// The world without overrides; its faults are the rules of ``profiles``, in order.
  public var plan: WorldPlan
  public var profiles: [FaultProfile]
  public var variants: [VariantDocument]

  public init(
    title: String, about: String? = nil, plan: WorldPlan, profiles: [FaultProfile] = [],
    variants: [VariantDocument] = []
  ) {
    self.title = title
    self.about = about
    self.plan = plan
    self.profiles = profiles
    self.variants = variants
    self.plan.faults = profiles.flatMap(\.rules)
  }
}

/// A fault profile file as values.
public struct FaultProfile: Sendable, Equatable {
  /// What its file is called, without `.json5`; every rule bears it.
  public var name: String
  public var title: String
  public var about: String?
  public var rules: [FaultRule]

  public init(name: String, title: String, about: String? = nil, rules: [FaultRule]) {
    self.name = name
    self.title = title
    self.about = about
    self.rules = rules
  }
}

/// A variant as it is declared.
public struct VariantDocument: Sendable, Equatable {
  /// A parameter and the value that takes its place.
  public struct Setting: Sendable, Equatable {
    /// As in `--set`: `radio.delay`.
    public var path: String
    public var value: JSON5Value

    public init(path: String, value: JSON5Value) {
      self.path = path
      self.value = value
    }
  }

  public var name: String
  /// ``/WeirAudit/Verdict/passed`` or ``/WeirAudit/Verdict/failed``.
  public var expected: Verdict
  public var about: String?
  public var settings: [Setting]

  public init(name: String, expected: Verdict, about: String? = nil, settings: [Setting] = []) {
    self.name = name
    self.expected = expected
    self.about = about
    self.settings = settings
  }
}

extension ScenarioReader {
  /// Reads a scenario file as values, variants and profiles included.
  ///
  /// - Throws: every error of the scenario without its variants, and of the profiles.
  public static func document(_ path: String) throws(ScenarioErrors) -> ScenarioDocument {
    var reader = ScenarioReader()
    guard let tree = reader.document(path, expected: "a scenario file"),
      reader.isScenario(tree)
    else { throw reader.errors }
    let decoded = reader.decode(tree, givenProfiles: [])
    guard reader.diagnostics.isEmpty else { throw reader.errors }
    return decoded.document
  }

  /// Reads a fault profile file as values.
  ///
  /// - Throws: every error of the file.
  public static func profile(_ path: String) throws(ScenarioErrors) -> FaultProfile {
    var reader = ScenarioReader()
    guard let tree = reader.document(path, expected: "a fault profile") else {
      throw reader.errors
    }
    let profile = reader.decodeProfile(tree, name: Path.stem(of: path))
    guard reader.diagnostics.isEmpty else { throw reader.errors }
    return profile
  }
}
