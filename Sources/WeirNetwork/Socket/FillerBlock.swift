internal import WeirPrimitives

/// The bytes of writes whose content does not matter: one block for all of them.
enum FillerBlock {
  private static let bytes: [UInt8] = {
    let line = Array("Weir fills what nobody reads with this line of sixty-four bytes.".utf8)
    precondition(line.count == 64, "the line has \(line.count) bytes")
    return (0..<1_024).flatMap { _ in line }
  }()

  /// Appends the first bytes of the block, which is begun again where it is too short.
  static func append(
    _ count: Int, to queue: inout ByteQueue, from pool: inout BlockPool
  ) {
    var rest = count
    while rest > 0 {
      let piece = min(rest, bytes.count)
      bytes.withUnsafeBytes {
        queue.append(UnsafeRawBufferPointer(rebasing: $0[..<piece]), from: &pool)
      }
      rest -= piece
    }
  }
}
