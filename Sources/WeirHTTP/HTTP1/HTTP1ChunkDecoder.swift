internal import WeirPrimitives

/// Takes the chunked coding off a body, up to the line of the last chunk; RFC 9112 section 7.1.
///
/// Nothing is held back: data is handed out as soon as it arrives, and sizes are added up digit by
/// digit. Line ends must be CRLF; the leniency towards a bare LF is for start line and fields only
/// (section 2.2). Extensions are skipped, as "a recipient MUST ignore unrecognized chunk
/// extensions" (section 7.1.1) and none is recognised.
struct HTTP1ChunkDecoder: Sendable {
  enum Step {
    case needsMore
    /// Data of a chunk, never empty.
    case data(Range<Int>)
    /// The line of the last chunk is complete.
    case last
  }

  /// What the next byte is part of.
  private enum Phase: UInt8 {
    case firstDigit, size, blankBeforeExtension, chunkExtension, sizeLineFeed
    case data, dataReturn, dataLineFeed
  }

  private var phase = Phase.firstDigit
  /// Bytes of the size line so far.
  private var lineBytes: Int32 = 0
  /// The size as far as it is read, then the bytes of data that have not arrived.
  private var remaining = 0

  mutating func next(
    in bytes: Span<UInt8>, at position: inout Int, lineLimit: Int
  ) throws(HTTP1Violation) -> Step {
    while position < bytes.count {
      if phase == .data {
        let end = position + min(remaining, bytes.count - position)
        let range = position..<end
        position = end
        remaining -= range.count
        if remaining == 0 { phase = .dataReturn }
        return .data(range)
      }
      let byte = bytes[position]
      position += 1
      if try readFraming(byte, lineLimit: lineLimit) { return .last }
    }
    return .needsMore
  }

  /// Reads a byte outside chunk data; returns whether it completes the line of the last chunk.
  private mutating func readFraming(
    _ byte: UInt8, lineLimit: Int
  ) throws(HTTP1Violation) -> Bool {
    switch phase {
    case .dataReturn:
      guard byte == ASCII.carriageReturn else { throw .missingChunkEnd }
      phase = .dataLineFeed
    case .dataLineFeed:
      guard byte == ASCII.lineFeed else { throw .missingChunkEnd }
      phase = .firstDigit
    case .firstDigit, .size, .blankBeforeExtension, .chunkExtension:
      try countLineByte(lineLimit)
      phase = try Self.phase(after: phase, on: byte, size: &remaining)
    case .sizeLineFeed:
      try countLineByte(lineLimit)
      guard byte == ASCII.lineFeed else { throw .malformedChunkLineEnd }
      lineBytes = 0
      if remaining == 0 { return true }
      phase = .data
    case .data:
      preconditionFailure("chunk data was taken for framing")
    }
    return false
  }

  private mutating func countLineByte(_ limit: Int) throws(HTTP1Violation) {
    guard Int(lineBytes) < limit else { throw .chunkLineTooLong }
    lineBytes += 1
  }

  private static func phase(
    after phase: Phase, on byte: UInt8, size: inout Int
  ) throws(HTTP1Violation) -> Phase {
    switch (phase, byte) {
    case (.size, ASCII.carriageReturn), (.chunkExtension, ASCII.carriageReturn):
      return .sizeLineFeed
    case (.size, ASCII.lineFeed), (.chunkExtension, ASCII.lineFeed):
      throw .malformedChunkLineEnd
    case (.size, 0x3B), (.blankBeforeExtension, 0x3B):
      return .chunkExtension
    case (.size, ASCII.space), (.size, ASCII.tab):
      return .blankBeforeExtension
    case (.blankBeforeExtension, ASCII.space), (.blankBeforeExtension, ASCII.tab):
      return .blankBeforeExtension
    case (.chunkExtension, _):
      guard HTTPCharacter.isFieldValue(byte) else { throw .malformedChunkExtension }
      return .chunkExtension
    case (.firstDigit, _), (.size, _):
      guard let digit = ASCII.hexadecimalValue(byte) else { throw .malformedChunkSize }
      guard size <= Int.max >> 4 else { throw .chunkSizeOverflow }
      size = size << 4 | Int(digit)
      return .size
    default:
      throw .malformedChunkSize
    }
  }
}
