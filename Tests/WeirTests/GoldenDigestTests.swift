import Foundation
import Testing
import Weir

/// Digests of known runs: a change that alters one is either a mistake or a new digest version.
@Suite("Golden digests")
struct GoldenDigestTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  private static let golden = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().appendingPathComponent("Golden/digests.txt")

  /// `RECORD_GOLDENS=1 swift test --filter GoldenDigest` writes them anew.
  private static let records = ProcessInfo.processInfo.environment["RECORD_GOLDENS"] == "1"

  private static func digests() throws -> [String] {
    var lines = ["digest version \(Digest.version)"]
    for variant in ["fixed", "broken", "patient"] {
      var request = RunRequest(
        scenario: root.appendingPathComponent("Scenarios/basics/chat-through-a-tunnel.json5").path)
      request.variant = variant
      let scenario = try ScenarioReader.read(request)
      for seed in 1...10 as ClosedRange<UInt64> {
        var world = try World(scenario.plan, seed: seed)
        lines.append("chat-through-a-tunnel \(variant) \(seed) \(world.run().digest.text)")
      }
    }
    return lines
  }

  @Test("The tunnel's digests are those that were recorded")
  func tunnel() throws {
    let found = try Self.digests()
    if Self.records {
      try (found.joined(separator: "\n") + "\n").write(
        to: Self.golden, atomically: true, encoding: .utf8)
      return
    }
    let recorded = try String(contentsOf: Self.golden, encoding: .utf8)
      .split(separator: "\n").map(String.init)
    #expect(found == recorded)
  }

  @Test("A recorded cellular link drives the same scenario, the same way each time")
  func recordedLink() throws {
    let trace = Self.root.deletingLastPathComponent()
      .appendingPathComponent("shared/traces/ATT-LTE-driving-2016.down").path
    guard FileManager.default.fileExists(atPath: trace) else {
      print("skipped: there is no recording at \(trace)")
      return
    }
    var request = RunRequest(
      scenario: Self.root.appendingPathComponent("Scenarios/basics/chat-through-a-tunnel.json5")
        .path)
    request.settings = ["radio.down.trace=\(trace)"]
    let scenario = try ScenarioReader.read(request)
    #expect(scenario.expectedVerdict == nil)
    var digests: [UInt64] = []
    for seed in [1, 1, 2] as [UInt64] {
      var world = try World(scenario.plan, seed: seed)
      let result = world.run()
      #expect(result.findings.first?.verdict == .passed)
      digests.append(result.digest.value)
    }
    #expect(digests[0] == digests[1])
    #expect(digests[0] != digests[2])
  }
}
