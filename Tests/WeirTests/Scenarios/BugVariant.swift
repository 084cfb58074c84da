import Foundation
import TestSupport
import Testing
import Weir

/// A variant of a scenario under `Scenarios/bugs`, and what its runs must show.
struct BugVariant: Sendable, CustomTestStringConvertible {
  let scenario: String
  let variant: String
  let seeds: ClosedRange<UInt64>
  /// Which expectations fail, each with a part of its evidence; none where the variant passes.
  let failures: [(expectation: String, evidence: String)]
  /// Expectations that are inconclusive beside those that fail.
  let inconclusive: [String]

  /// 60 seeds; as many as WEIR_BUG_SEEDS says where that is set.
  static let usualSeeds: ClosedRange<UInt64> =
    1...(ProcessInfo.processInfo.environment["WEIR_BUG_SEEDS"].flatMap(UInt64.init) ?? 60)

  /// A variant that fails for these reasons, and for no others.
  static func broken(
    _ scenario: String, _ variant: String = "broken",
    seeds: ClosedRange<UInt64> = BugVariant.usualSeeds,
    inconclusive: [String] = [], because failures: [(String, String)]
  ) -> BugVariant {
    BugVariant(
      scenario: scenario, variant: variant, seeds: seeds,
      failures: failures.map { (expectation: $0.0, evidence: $0.1) }, inconclusive: inconclusive)
  }

  /// A variant that passes with every expectation.
  static func fixed(
    _ scenario: String, _ variant: String = "fixed",
    seeds: ClosedRange<UInt64> = BugVariant.usualSeeds
  ) -> BugVariant {
    BugVariant(
      scenario: scenario, variant: variant, seeds: seeds, failures: [], inconclusive: [])
  }

  var testDescription: String { "\(scenario) (\(variant))" }

  func read() throws -> Scenario { try Self.read(scenario, variant) }

  static func read(_ scenario: String, _ variant: String) throws -> Scenario {
    var request = RunRequest(scenario: "\(packageFolder)/Scenarios/bugs/\(scenario).json5")
    request.variant = variant
    return try ScenarioReader.read(request)
  }

  /// The world of a variant with other faults than those of its profiles.
  static func plan(
    _ scenario: String, _ variant: String, faults: [FaultRule]
  ) throws -> WorldPlan {
    var plan = try read(scenario, variant).plan
    plan.faults = faults
    return plan
  }
}

extension WorldPlan {
  /// Runs the world of a plan with one seed.
  func run(seed: UInt64 = 1) throws -> RunResult {
    var world = try World(self, seed: seed)
    return world.run()
  }
}

extension FaultRule {
  /// A fault at a position in a stream of the server `api`.
  static func at(
    _ stream: String, _ anchor: StreamPosition.Anchor, byte: Int, _ kind: FaultKind
  ) -> FaultRule {
    FaultRule(
      profile: "sweep", kind, on: FaultTarget("api"),
      start: .position(StreamPosition(stream: stream, anchor: anchor, byte: UInt32(byte))))
  }

  /// Every connection over the access link is reset at an instant.
  static func reset(at instant: Instant) -> FaultRule {
    FaultRule(profile: "sweep", .reset, on: FaultTarget("access"), start: .at(instant))
  }
}
