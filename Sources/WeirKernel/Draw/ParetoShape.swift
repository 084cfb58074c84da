/// The exponent of a Pareto distribution, an exact fraction: the smaller, the heavier the tail.
///
/// At 1 or below the distribution has no mean, at 2 or below no variance.
public struct ParetoShape: Sendable, Hashable {
  public let numerator: UInt32
  public let denominator: UInt32

  public init(_ numerator: UInt32, over denominator: UInt32 = 1) {
    precondition(numerator > 0, "a Pareto shape of zero")
    precondition(denominator > 0, "a Pareto shape needs a denominator")
    self.numerator = numerator
    self.denominator = denominator
  }
}
