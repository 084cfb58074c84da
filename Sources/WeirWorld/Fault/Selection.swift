public import WeirPrimitives

/// Some of those that a name or a role stands for.
///
/// Of a counted name it selects by index; of a role, by place among all that carry it, in the order
/// of the plan. Indices and places begin at zero.
public enum Selection: Sendable, Equatable {
  /// `[7]`
  case index(Int)
  /// `[0..<300]`
  case range(Range<Int>)
  /// `[60%]`: so many of them, rounded half up; the seed draws which.
  case share(Ratio)

  /// As it stands in a target: `[7]`, `[0..<300]`, `[60%]`.
  public var text: String {
    switch self {
    case .index(let index): "[\(index)]"
    case .range(let range): "[\(range.lowerBound)..<\(range.upperBound)]"
    case .share(let ratio): "[\(ratio.text ?? "\(ratio.numerator)/\(ratio.denominator)")]"
    }
  }

  /// Reads what stands between the brackets: `7`, `0..<300`, `60%`; nil for anything else.
  public init?(_ text: String) {
    if text.hasSuffix("%") {
      guard let ratio = try? Ratio(text: text) else { return nil }
      self = .share(ratio)
    } else if let index = Self.index(text) {
      self = .index(index)
    } else {
      let bounds = text.split(separator: "..<", omittingEmptySubsequences: false)
      guard bounds.count == 2, let first = Self.index(String(bounds[0])),
        let last = Self.index(String(bounds[1])), first < last
      else { return nil }
      self = .range(first..<last)
    }
  }

  /// The most members a counted name may have.
  static let countLimit = 10_000_000

  /// A number in its one spelling: digits without leading zeros.
  private static func index(_ text: String) -> Int? {
    let digits = text.utf8
    guard !digits.isEmpty, digits.count <= 9, digits.allSatisfy({ 0x30...0x39 ~= $0 }),
      digits.count == 1 || digits.first != 0x30
    else { return nil }
    return Int(text)
  }
}
