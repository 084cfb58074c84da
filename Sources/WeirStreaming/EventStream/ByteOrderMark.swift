/// The byte order mark in UTF-8.
enum ByteOrderMark {
  /// Returns the index behind a mark that stands at `start`, or `start` where there is none.
  static func end(in bytes: Span<UInt8>, from start: Int) -> Int {
    guard bytes.count - start >= 3, bytes[start] == 0xEF, bytes[start + 1] == 0xBB,
      bytes[start + 2] == 0xBF
    else { return start }
    return start + 3
  }
}
