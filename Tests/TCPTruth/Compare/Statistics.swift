internal import Foundation

/// The value behind so large a share of a sorted list.
public func quantile(_ sorted: [Double], _ share: Double) -> Double {
  sorted.isEmpty ? .nan : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
}

public func mean(_ values: [Double]) -> Double {
  values.reduce(0, +) / Double(values.count)
}

/// The chance of `least` or more successes among so many independent tries.
public func binomialTail(atLeast least: Int, of tries: Int, chance: Double) -> Double {
  if least <= 0 { return 1 }
  if chance <= 0 { return 0 }
  return (least...max(least, tries)).filter { $0 <= tries }.reduce(0.0) { sum, count in
    let ways =
      lgamma(Double(tries + 1)) - lgamma(Double(count + 1)) - lgamma(Double(tries - count + 1))
    return sum
      + exp(ways + Double(count) * log(chance) + Double(tries - count) * log(1 - chance))
  }
}

/// Whether a count is what so many independent tries give; wrongly no once in a thousand.
public func isBinomial(_ count: Int, of tries: Int, chance: Double) -> Bool {
  let above = binomialTail(atLeast: count, of: tries, chance: chance)
  let below = 1 - binomialTail(atLeast: count + 1, of: tries, chance: chance)
  return above >= 0.0005 && below >= 0.0005
}

/// Kolmogorov and Smirnov's distance of a sorted list from the uniform distribution on 0...`end`.
public func distanceFromUniform(_ sorted: [Double], end: Double) -> Double {
  let count = Double(sorted.count)
  return sorted.enumerated().reduce(0.0) { distance, element in
    let expected = min(max(element.element / end, 0), 1)
    let index = Double(element.offset)
    return max(distance, expected - index / count, (index + 1) / count - expected)
  }
}

/// A number with so many places behind the point, to the right of a column.
public func fixed(_ value: Double, _ places: Int = 3, width: Int = 0) -> String {
  let text = String(format: "%.\(places)f", value)
  return String(repeating: " ", count: max(0, width - text.count)) + text
}

extension String {
  /// The text, filled up with spaces.
  func padded(_ width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
