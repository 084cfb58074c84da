internal import WeirPrimitives

/// Finds the lines of a head in bytes that arrive in pieces.
///
/// A line that lies whole in one piece is never copied. A line ends at LF; one CR before it is
/// taken off: RFC 9112 section 2.2 lets a recipient take a bare LF for the end of a start line or
/// field line. Any other CR stays in the line, where no part of a head allows it.
struct HTTP1LineBuffer: Sendable {
  enum Outcome {
    case needsMore
    /// The line is this range of the piece.
    case whole(Range<Int>)
    /// The line came in several pieces and is `held`.
    case held
    case lineTooLong
    case sectionTooLong
  }

  /// The beginning of a line whose end has not arrived.
  private var held: [UInt8] = []
  /// Bytes of the complete lines of the current section, line ends included.
  private var sectionBytes = 0

  /// Whether no byte of the current line has arrived.
  var isAtLineStart: Bool { held.isEmpty }

  mutating func beginSection() {
    sectionBytes = 0
  }

  /// Reads up to the end of the current line, but never past the nearer of the two limits.
  mutating func take(
    from bytes: Span<UInt8>, at position: inout Int, lineLimit: Int, sectionLimit: Int
  ) -> Outcome {
    let sectionRoom = sectionLimit - sectionBytes
    let room = min(lineLimit, sectionRoom) - held.count
    let end = position + min(room, bytes.count - position)
    var index = position
    while index < end, bytes[index] != ASCII.lineFeed { index += 1 }
    guard index < end else {
      if end < bytes.count { return lineLimit <= sectionRoom ? .lineTooLong : .sectionTooLong }
      hold(bytes.extracting(position..<end))
      position = end
      return .needsMore
    }
    sectionBytes += held.count + index - position + 1
    let range = position..<index
    position = index + 1
    if held.isEmpty {
      let endsWithReturn = !range.isEmpty && bytes[index - 1] == ASCII.carriageReturn
      return .whole(endsWithReturn ? range.lowerBound..<index - 1 : range)
    }
    hold(bytes.extracting(range))
    if held.last == ASCII.carriageReturn { held.removeLast() }
    return .held
  }

  /// Gives the held line away, to be handed back with ``reuse(_:)``.
  mutating func takeHeld() -> [UInt8] {
    exchange(&held, with: [])
  }

  /// Takes the memory of a line that has been read.
  mutating func reuse(_ line: inout [UInt8]) {
    line.removeAll(keepingCapacity: true)
    swap(&held, &line)
  }

  /// Gives the memory back; a line that has begun is kept.
  mutating func releaseMemory() {
    if held.isEmpty { held = [] }
  }

  /// Forgets the line that has begun.
  mutating func reset() {
    held = []
    sectionBytes = 0
  }

  private mutating func hold(_ bytes: Span<UInt8>) {
    bytes.withUnsafeBufferPointer { held.append(contentsOf: $0) }
  }
}
