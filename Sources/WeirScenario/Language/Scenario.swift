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
  public let settings: [String]
  public let plan: WorldPlan

  /// The command that brings a run of this scenario back.
  public func replayCommand(seed: UInt64, isProfileGiven: Bool) -> String {
    var words = ["weir", "run", ShellText.quoted(path)]
    if isProfileGiven { words += profiles.map { "--profile \(ShellText.quoted($0))" } }
    if let variant { words.append("--variant \(ShellText.quoted(variant))") }
    words += settings.map { "--set \(ShellText.quoted($0))" }
    words.append("--seed \(seed)")
    return words.joined(separator: " ")
  }
}

/// Text that a shell takes as one word.
enum ShellText {
  static func quoted(_ text: String) -> String {
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
}

/// The keys of a scenario file.
enum ScenarioKeys {
  /// Those that `--set` and variants may begin with, beside names of hosts and links.
  static let settable = ["workload", "expect", "duration", "settle"]
}
