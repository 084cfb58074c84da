/// Takes a document in the pieces in which it is read, from a pipe or a socket.
///
/// A document is a tree and is looked at when it is whole: what comes of it does not depend on how
/// it was cut. No more is held than ``JSON5Limits/fileBytes`` and one byte.
public struct JSON5Feed: Sendable {
  private let name: String
  private let limits: JSON5Limits
  private var bytes: [UInt8] = []
  /// Bytes fed, held or not.
  public private(set) var byteCount = 0

  public init(name: String, limits: JSON5Limits = .standard) {
    self.name = name
    self.limits = limits
  }

  public mutating func feed(_ piece: Span<UInt8>) {
    byteCount += piece.count
    let kept = min(piece.count, max(0, limits.fileBytes + 1 - bytes.count))
    piece.extracting(0..<kept).withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
  }

  /// Returns the value that the pieces consist of.
  ///
  /// - Throws: the first error, when they are not one JSON5 value or beyond a limit.
  public func finish() throws(SourceError) -> JSON5Value {
    let file = SourceFile(name: name, bytes: bytes)
    guard byteCount <= limits.fileBytes else {
      throw SourceError(
        file: name, position: file.position(at: 0), found: "a file of \(byteCount) bytes",
        expected: "at most \(limits.fileBytes) bytes")
    }
    return try JSON5Reader.read(file, limits: limits)
  }
}
