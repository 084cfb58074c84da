import Foundation
import TestSupport
import WeirReport
import WeirScenario
import WeirWorld

/// The scenario that all of these tests run.
let tunnel = packageFolder + "/Scenarios/basics/chat-through-a-tunnel.json5"

/// Runs a scenario and returns its report, without wall time.
func report(
  on path: String = tunnel, variant: String? = nil, seed: UInt64 = 7, settings: [String] = [],
  profiles: [String] = [], keepsFullTrace: Bool = false
) throws -> RunReport {
  var request = RunRequest(scenario: path)
  request.variant = variant
  request.settings = settings
  request.profiles = profiles
  let scenario = try ScenarioReader.read(request)
  var world = try World(scenario.plan, seed: seed, keepsFullTrace: keepsFullTrace)
  return RunReport(scenario, world.run(), wallTime: nil)
}

/// A text as it would be in the folder of the package.
func local(_ text: String) -> String { text.replacing(packageFolder + "/", with: "") }

/// An object of JSON, as Foundation reads it.
struct JSONObject {
  let members: [String: Any]

  init(_ text: String) throws {
    let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
    guard let members = value as? [String: Any] else { throw NoObject() }
    self.members = members
  }

  struct NoObject: Error {}

  /// What each member is, in one word; `integer` and `number` are told apart by their text.
  var kinds: [String: String] { members.mapValues(Self.kind) }

  subscript(key: String) -> Any? { members[key] }
  func integer(_ key: String) -> Int? { members[key] as? Int }
  func string(_ key: String) -> String? { members[key] as? String }
  func objects(_ key: String) -> [[String: Any]] { members[key] as? [[String: Any]] ?? [] }

  static func kind(_ value: Any) -> String {
    switch value {
    case is NSNull: "null"
    case is String: "string"
    case is [Any]: "array"
    case is [String: Any]: "object"
    case let number as NSNumber:
      number.doubleValue.rounded() == number.doubleValue ? "integer" : "number"
    default: "unknown"
    }
  }
}
