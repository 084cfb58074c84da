public import WeirAudit
public import WeirWorld

/// What came of a property over its seeds.
public struct SeedResults: Sendable {
  /// The verdict that every seed should have.
  public let expected: Verdict
  /// Seeds by their verdicts, rising.
  public private(set) var passed: [UInt64] = []
  public private(set) var failed: [UInt64] = []
  public private(set) var inconclusive: [UInt64] = []
  /// The run that shows best that the property does not hold; nil when it holds.
  ///
  /// Of the runs with another verdict than the expected one: the first that could be told, or else
  /// the first inconclusive one.
  public private(set) var counterexample: RunResult?

  init(expected: Verdict) { self.expected = expected }

  /// How many seeds ran.
  public var runs: Int { passed.count + failed.count + inconclusive.count }

  mutating func take(_ run: RunResult) {
    switch run.verdict {
    case .passed: passed.append(run.seed)
    case .failed: failed.append(run.seed)
    case .inconclusive: inconclusive.append(run.seed)
    }
    if run.verdict != expected { propose(run) }
  }

  /// Takes over what another worker found.
  mutating func merge(_ other: SeedResults) {
    passed = (passed + other.passed).sorted()
    failed = (failed + other.failed).sorted()
    inconclusive = (inconclusive + other.inconclusive).sorted()
    if let run = other.counterexample { propose(run) }
  }

  private mutating func propose(_ run: RunResult) {
    func rank(_ run: RunResult) -> (Int, UInt64) {
      (run.verdict == .inconclusive ? 1 : 0, run.seed)
    }
    if let counterexample, rank(counterexample) < rank(run) { return }
    counterexample = run
  }
}
