/// The ways one sequence of bytes may reach a parser: whole, byte by byte, cut at every index.
///
/// A parser is right only if it gives the same result for each of them.
public func segmentations(of bytes: [UInt8]) -> [[[UInt8]]] {
  var ways: [[[UInt8]]] = [[bytes], bytes.map { [$0] }]
  for index in bytes.indices.dropFirst() {
    ways.append([Array(bytes[..<index]), Array(bytes[index...])])
  }
  return ways
}

/// Same as ``segmentations(of:)`` for the UTF-8 bytes of a text.
public func segmentations(of text: String) -> [[[UInt8]]] {
  segmentations(of: Array(text.utf8))
}
