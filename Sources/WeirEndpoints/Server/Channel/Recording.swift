public import WeirPrimitives

/// A recorded answer: when each piece came, and how long it was.
///
/// The file has one piece a line: milliseconds from the start, a space, bytes.
public struct Recording: Sendable, Equatable {
  public struct Piece: Sendable, Equatable {
    /// From the request to the piece.
    public var at: TimeSpan
    /// Bytes of the event's data.
    public var bytes: Int

    public init(at: TimeSpan, bytes: Int) {
      self.at = at
      self.bytes = bytes
    }
  }

  /// In the order of the file; times never go back.
  public var pieces: [Piece]

  /// More pieces than this are refused.
  public static let maximumPieces = 1_000_000
  /// A larger piece is refused.
  public static let maximumPieceBytes = 1 << 24

  public init(pieces: [Piece]) { self.pieces = pieces }

  /// Why a file is not a recording.
  public struct ReadError: Error, Equatable, Sendable {
    /// Counted from 1.
    public let line: Int
    public let problem: String
  }

  /// Reads a recording.
  public init(reading bytes: [UInt8]) throws(ReadError) {
    pieces = []
    var line = 0
    for text in bytes.split(separator: ASCII.lineFeed, omittingEmptySubsequences: false) {
      line += 1
      let trimmed = text.last == ASCII.carriageReturn ? text.dropLast() : text
      if trimmed.isEmpty { continue }
      let parts = trimmed.split(separator: ASCII.space)
      guard parts.count == 2, let milliseconds = Self.number(parts[0]),
        let length = Self.number(parts[1])
      else {
        throw ReadError(line: line, problem: "is not \"milliseconds bytes\"")
      }
      let at = TimeSpan.milliseconds(milliseconds)
      guard at >= pieces.last?.at ?? .zero else {
        throw ReadError(line: line, problem: "goes back in time")
      }
      guard length <= Self.maximumPieceBytes else {
        throw ReadError(line: line, problem: "is longer than \(Self.maximumPieceBytes) bytes")
      }
      guard pieces.count < Self.maximumPieces else {
        throw ReadError(line: line, problem: "is one of more than \(Self.maximumPieces) pieces")
      }
      pieces.append(Piece(at: at, bytes: Int(length)))
    }
    if pieces.isEmpty { throw ReadError(line: max(line, 1), problem: "holds no piece") }
  }

  /// A decimal number of at most 12 digits.
  private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
    guard !digits.isEmpty, digits.count <= 12, digits.allSatisfy(ASCII.isDigit) else {
      return nil
    }
    return digits.reduce(0) { $0 * 10 + Int64($1 - ASCII.zero) }
  }
}
