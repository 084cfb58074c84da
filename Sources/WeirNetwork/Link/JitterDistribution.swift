internal import WeirKernel
internal import WeirPrimitives

/// How jitter spreads around the delay, by the names of netem's tables.
///
/// Except for ``uniform``, netem's tables hold deviates that the jitter scales, cut off at four;
/// here the same deviates are computed, without the grain of 4,096 entries. As its own tables are,
/// so are these: only ``normal`` has the deviation that the jitter says.
public enum JitterDistribution: String, Sendable, CaseIterable {
  /// From the delay less the jitter to the delay plus the jitter: deviation 0.577 of the jitter.
  case uniform
  case normal
  /// (U^(-1/3) - 3/2)·4/3 (pareto.c of iproute2): mean -0.033, deviation 0.821 of the jitter.
  case pareto
  /// A quarter of the normal deviate and three of the Pareto deviate of the same rank
  /// (paretonormal.c): mean -0.025, deviation 0.835 of the jitter.
  case paretonormal

  /// What 64 random bits add to a delay; it never falls when the bits rise.
  func offset(_ bits: UInt64, jitter: TimeSpan) -> TimeSpan {
    switch self {
    case .uniform:
      let width = UInt64(jitter.nanoseconds) * 2 + 1
      return TimeSpan(
        nanoseconds: Int64(bits.multipliedFullWidth(by: width).high) - jitter.nanoseconds)
    case .normal, .pareto, .paretonormal:
      return deviate(bits).scaling(jitter, limit: DrawKey.longestSpan)
    }
  }

  private func deviate(_ bits: UInt64) -> FixedPoint {
    switch self {
    case .uniform, .normal: return Self.cut(FixedPoint.normalQuantile(bits))
    case .pareto: return Self.cut(Self.paretoDeviate(bits))
    case .paretonormal:
      let normal = Self.cut(FixedPoint.normalQuantile(bits)).raw
      return FixedPoint(raw: (normal + 3 * Self.cut(Self.paretoDeviate(bits)).raw) / 4)
    }
  }

  /// U is one less the rank, so that the deviate rises with the bits.
  private static func paretoDeviate(_ bits: UInt64) -> FixedPoint {
    guard bits > 0 else { return FixedPoint(-2, over: 3) }
    let power = FixedPoint.negativeLogarithm(fraction: 0 &- bits).raw / 3
    let excess = FixedPoint(raw: power).exponential.raw - FixedPoint(3, over: 2).raw
    return FixedPoint(raw: excess * 4 / 3)
  }

  /// The tables hold 16 bits, of which 8,192 are one deviation.
  private static func cut(_ deviate: FixedPoint) -> FixedPoint {
    max(min(deviate, FixedPoint(4)), FixedPoint(-4))
  }
}
