public import WeirAudit
public import WeirWorld

/// What a run is asked to be: files, a variant, overrides.
public struct RunRequest: Sendable, Equatable {
  /// The scenario file.
  public var scenario: String
  /// Replaces the scenario's own profiles unless empty.
  public var profiles: [String] = []
  /// Nil for the first variant listed.
  public var variant: String?
  /// `PATH=VALUE`, applied last.
  public var settings: [String] = []

  public init(scenario: String) { self.scenario = scenario }
}

/// A scenario that has been read and checked: the values of a world, and where they came from.
public struct Scenario: Sendable {
  public let path: String
  public let title: String
  public let about: String?
  /// The variant in force; nil when the file has none.
  public let variant: String?
  /// All variants, in the order of the file.
  public let variants: [String]
  /// The verdict the variant should have; nil when profiles or settings were replaced.
  public let expectedVerdict: Verdict?
  /// The profiles in force, as paths.
  public let profiles: [String]
  /// Whether the profiles were given instead of the scenario's own.
  public let replacesProfiles: Bool
  public let settings: [String]
  public let plan: WorldPlan
  /// What goes wrong, by profile; their rules are the plan's faults.
  public let faultProfiles: [FaultProfile]

  /// This scenario as a file of its own: everything set is written out, and of the variants only
  /// the one in force is left, if it has an expected verdict.
  public var document: ScenarioDocument {
    var variants: [VariantDocument] = []
    if let variant, let expectedVerdict {
      variants.append(VariantDocument(name: variant, expected: expectedVerdict))
    }
    return ScenarioDocument(
      title: title, about: about, plan: plan, profiles: faultProfiles, variants: variants)
  }

  /// The command that brings a run of this scenario back.
  public func replayCommand(seed: UInt64) -> String {
    var words = ["weir", "run", ShellText.file(path)]
    if replacesProfiles { words += profiles.map { ShellText.option("--profile", $0) } }
    if let variant { words.append(ShellText.option("--variant", variant)) }
    words += settings.map { ShellText.option("--set", $0) }
    words.append("--seed \(seed)")
    return words.joined(separator: " ")
  }
}

/// Text that a shell takes as one word.
public enum ShellText {
  public static func quoted(_ text: String) -> String {
    let plain = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."),
        UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "="), UInt8(ascii: "%"),
        UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "+"), UInt8(ascii: "@"):
        true
      default: false
      }
    }
    if plain, !text.isEmpty { return text }
    return "'"
      + text.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "'\\''") + "'"
  }

  /// A file that the command does not mistake for an option.
  static func file(_ path: String) -> String {
    quoted(path.hasPrefix("-") ? "./" + path : path)
  }

  /// An option with its value, in one word if the value looks like an option.
  static func option(_ name: String, _ value: String) -> String {
    value.hasPrefix("-") ? "\(name)=\(quoted(value))" : "\(name) \(quoted(value))"
  }
}
