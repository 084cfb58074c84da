/// Returns the candidate that a misspelt name most likely stands for, or nil when none is near.
///
/// Nearness is the number of characters inserted, left out, replaced or swapped with their
/// neighbour (optimal string alignment, a restricted Damerau–Levenshtein distance), upper and lower
/// case being alike. At most a third of the longer name may differ, and one character of a short
/// one. Among equals the first listed wins.
public func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
  let letters = folded(name)
  guard letters.count <= nearestLengthLimit else { return nil }
  var best: String?
  var bestDistance = Int.max
  for candidate in candidates {
    let others = folded(candidate)
    guard others.count <= nearestLengthLimit else { continue }
    let cutOff = max(letters.count, others.count, 3) / 3
    guard abs(letters.count - others.count) <= cutOff else { continue }
    let distance = alignmentDistance(letters, others)
    guard distance < max(letters.count, others.count) else { continue }  // nothing in common
    if distance <= cutOff, distance < bestDistance {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

/// The most Unicode scalars of a name that is compared; longer ones are nobody's misspelling.
private let nearestLengthLimit = 80

/// The first scalars of a name, one more than is compared, with ASCII letters in lower case.
private func folded(_ name: String) -> [Unicode.Scalar] {
  name.unicodeScalars.prefix(nearestLengthLimit + 1).map { scalar in
    ("A"..."Z").contains(scalar) ? Unicode.Scalar(UInt8(scalar.value | 0x20)) : scalar
  }
}

/// The least number of edits between two names; no part is edited twice.
private func alignmentDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
  var beforePrevious = [Int](repeating: 0, count: right.count + 1)
  var previous = Array(0...right.count)
  var current = previous
  for row in left.indices {
    current[0] = row + 1
    for column in right.indices {
      let replaced = previous[column] + (left[row] == right[column] ? 0 : 1)
      var least = min(replaced, previous[column + 1] + 1, current[column] + 1)
      if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
        least = min(least, beforePrevious[column - 1] + 1)
      }
      current[column + 1] = least
    }
    (beforePrevious, previous, current) = (previous, current, beforePrevious)
  }
  return previous[right.count]
}
