internal import WeirPrimitives

/// Reads a recorded capacity piece by piece; how the file is cut into pieces makes no difference.
public struct MahimahiReader: Sendable {
  private var milliseconds: [UInt32] = []
  /// The number of the unfinished line.
  private var number: UInt64 = 0
  private var digits = 0
  private var afterCarriageReturn = false
  private var failure: MahimahiError?
  private let maximumLines: Int

  public init() {
    self.init(maximumLines: MahimahiTrace.maximumLines)
  }

  init(maximumLines: Int) {
    self.maximumLines = maximumLines
  }

  /// Takes in the next bytes of the file.
  ///
  /// - Throws: ``MahimahiError`` for the first line that is wrong, and again whenever asked.
  public mutating func feed(_ bytes: Span<UInt8>) throws(MahimahiError) {
    if let failure { throw failure }
    for index in bytes.indices {
      let byte = bytes[index]
      if ASCII.isDigit(byte) && digits > 0 && digits < 9 && !afterCarriageReturn {
        // The common case: below nine digits a number cannot be too large.
        number = number &* 10 &+ UInt64(byte &- ASCII.zero)
        digits &+= 1
      } else if let problem = take(byte) {
        throw fail(problem)
      }
    }
  }

  /// Ends the file.
  ///
  /// - Throws: ``MahimahiError`` when the last line, or the file as a whole, is wrong.
  public mutating func finish() throws(MahimahiError) -> MahimahiTrace {
    if let failure { throw failure }
    if afterCarriageReturn { throw fail(.loneCarriageReturn) }
    if digits > 0, let problem = endLine() { throw fail(problem) }
    return try MahimahiTrace(ordered: milliseconds)
  }

  /// Takes in one byte, and says what is wrong with it.
  private mutating func take(_ byte: UInt8) -> MahimahiError.Problem? {
    if digits == 0 && milliseconds.count == maximumLines {
      return .tooManyLines(limit: maximumLines)
    }
    if byte == ASCII.lineFeed {
      afterCarriageReturn = false
      return digits == 0 ? .blankLine : endLine()
    }
    if afterCarriageReturn { return .loneCarriageReturn }
    if byte == ASCII.carriageReturn {
      afterCarriageReturn = true
      return nil
    }
    guard ASCII.isDigit(byte) else {
      let startsComment = byte == 0x23 || byte == 0x2F || byte == 0x3B  // # / ;
      return startsComment && digits == 0 ? .comment : .unexpectedByte(byte)
    }
    if digits == MahimahiTrace.maximumDigits { return .tooManyDigits }
    number = number * 10 + UInt64(byte - ASCII.zero)
    digits += 1
    return number > UInt32.max ? .tooLarge : nil
  }

  private mutating func endLine() -> MahimahiError.Problem? {
    let found = UInt32(number)
    if let previous = milliseconds.last, found < previous {
      return .decreasing(from: previous, to: found)
    }
    milliseconds.append(found)
    number = 0
    digits = 0
    return nil
  }

  private mutating func fail(_ problem: MahimahiError.Problem) -> MahimahiError {
    let error = MahimahiError(line: milliseconds.count + 1, problem: problem)
    failure = error
    return error
  }
}
