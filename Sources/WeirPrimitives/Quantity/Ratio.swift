/// An exact fraction between 0 and 1, used wherever others would write a probability as `Double`.
public struct Ratio: Sendable, Hashable {
  public let numerator: UInt64
  public let denominator: UInt64

  public init(_ numerator: UInt64, outOf denominator: UInt64) {
    precondition(denominator > 0, "a ratio needs a denominator")
    precondition(numerator <= denominator, "\(numerator)/\(denominator) is more than one")
    self.numerator = numerator
    self.denominator = denominator
  }

  public static var zero: Ratio { Ratio(0, outOf: 1) }
  public static var one: Ratio { Ratio(1, outOf: 1) }

  public static func percent(_ count: UInt64) -> Ratio { Ratio(count, outOf: 100) }

  /// Whether nothing ever happens at this ratio.
  public var isZero: Bool { numerator == 0 }
}
