/// Numbers in words: `12, 17–204 and 206`.
///
/// - Parameters:
///   - numbers: rising.
///   - limit: the most numbers and ranges named; how many numbers are left out is told.
public func listing<Number: FixedWidthInteger>(
  _ numbers: [Number], limit: Int = 8
) -> String where Number.Stride: SignedInteger {
  var runs: [ClosedRange<Number>] = []
  for number in numbers {
    if let last = runs.last, number > 0, last.upperBound == number - 1 {
      runs[runs.count - 1] = last.lowerBound...number
    } else {
      runs.append(number...number)
    }
  }
  // Two in a row read better as two numbers.
  let parts = runs.flatMap { run in
    run.count == 2
      ? [run.lowerBound...run.lowerBound, run.upperBound...run.upperBound] : [run]
  }
  let named = parts.prefix(max(limit, 1))
  let words = named.map { part in
    part.count == 1 ? "\(part.lowerBound)" : "\(part.lowerBound)–\(part.upperBound)"
  }
  let leftOut = numbers.count - named.reduce(0) { $0 + $1.count }
  if leftOut > 0 { return words.joined(separator: ", ") + " and \(leftOut) more" }
  guard let last = words.last, words.count > 1 else { return words.first ?? "none" }
  return words.dropLast().joined(separator: ", ") + " and " + last
}
