/// Why a text is not a recorded capacity in Mahimahi's format, and in which line.
public struct MahimahiError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Counted from 1.
  public let line: Int
  public let problem: Problem

  public enum Problem: Sendable, Equatable {
    case empty
    case blankLine
    case comment
    /// Something other than a digit.
    case unexpectedByte(UInt8)
    case loneCarriageReturn
    case tooManyDigits
    case tooLarge
    case decreasing(from: UInt32, to: UInt32)
    case zeroPeriod
    case tooManyLines(limit: Int)
  }

  public var description: String { "line \(line): \(problem.text)" }
}

extension MahimahiError.Problem {
  var text: String {
    switch self {
    case .empty:
      "the file is empty; it needs at least one delivery opportunity"
    case .blankLine:
      "blank lines are not part of the format; each line is a number of milliseconds"
    case .comment:
      "comments are not part of the format; each line is a number of milliseconds"
    case .unexpectedByte(let byte):
      "found \(Self.name(of: byte)) where only the digits of a number of milliseconds may stand"
    case .loneCarriageReturn:
      "a carriage return must be followed by a line feed"
    case .tooManyDigits:
      "the number has more than \(MahimahiTrace.maximumDigits) digits"
    case .tooLarge:
      "the number is larger than \(UInt32.max) milliseconds"
    case .decreasing(let previous, let found):
      "\(found) ms comes after \(previous) ms; the numbers must not decrease"
    case .zeroPeriod:
      "the last number is 0 ms; it is the period of repetition and must not be zero"
    case .tooManyLines(let limit):
      "there are more than \(limit) lines"
    }
  }

  private static func name(of byte: UInt8) -> String {
    byte > 0x20 && byte < 0x7F
      ? "'\(Character(Unicode.Scalar(byte)))'" : "the byte \(byte)"
  }
}
