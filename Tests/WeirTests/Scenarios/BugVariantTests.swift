import Testing
import Weir

/// Every variant of the scenarios about event streams and resuming, over its seeds.
@Suite struct BugVariantTests {
  @Test(arguments: BugVariant.ofEventStreams + BugVariant.ofResuming)
  func `A variant fails for the stated reasons alone, or passes, on every seed`(
    _ bug: BugVariant
  ) throws {
    let scenario = try bug.read()
    #expect(scenario.expectedVerdict == (bug.failures.isEmpty ? .passed : .failed))
    for seed in bug.seeds {
      let result = try scenario.plan.run(seed: seed)
      let failed = result.findings.filter { $0.verdict == .failed }
      let right = failed.allSatisfy { finding in
        bug.failures.contains { failure in
          failure.expectation == finding.name
            && finding.evidence.contains { $0.contains(failure.evidence) }
        }
      }
      let unclear = result.findings.filter { $0.verdict == .inconclusive }.map(\.name)
      guard
        !right || failed.count != bug.failures.count || unclear != bug.inconclusive
          || result.verdict != scenario.expectedVerdict
      else { continue }
      Issue.record("seed \(seed), \(result.verdict): \(failed), inconclusive: \(unclear)")
      return  // one seed tells enough
    }
  }

  @Test func `No variant of these scenarios is left out`() throws {
    let known = BugVariant.ofEventStreams + BugVariant.ofResuming
    for bug in known {
      let declared = try bug.read().variants
      let tested = known.filter { $0.scenario == bug.scenario }.map(\.variant)
      #expect(declared == tested, "\(bug.scenario)")
    }
  }
}
