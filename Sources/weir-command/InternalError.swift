#if canImport(Glibc)
  @preconcurrency import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

// Written once, before any handler is there; a handler may touch nothing that has to be set up.
private nonisolated(unsafe) var line: UnsafeMutablePointer<UInt8>?
private nonisolated(unsafe) var lineLength = 0

/// Ends the command with status 70 and one line, where a mistake of its own would end it by signal.
enum InternalError {
  /// What Swift traps with, and what stray memory ends in.
  private static let signals = [SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGBUS, SIGSEGV]

  /// Takes the words behind the command's name, which bring the mistake back.
  static func prepare(_ arguments: [String]) {
    let words = (["weir"] + arguments).map(quoted).joined(separator: " ")
    let text = Array("weir: internal error; please report it with this command: \(words)\n".utf8)
    let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: text.count)
    bytes.initialize(from: text, count: text.count)
    (line, lineLength) = (bytes, text.count)
    // Who asks for Swift's backtraces gets them, and a death by signal.
    if getenv("SWIFT_BACKTRACE").map({ String(cString: $0) })?.contains("enable=yes") ?? false {
      return
    }
    for number in signals {
      signal(number) { _ in
        _ = write(2, line, lineLength)
        _exit(ExitStatus.internalError.rawValue)
      }
    }
  }

  /// The word as a shell takes it.
  private static func quoted(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy { byte in
      (0x2B...0x3A).contains(byte) || (0x40...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || byte == UInt8(ascii: "=") || byte == UInt8(ascii: "_")
    }
    if isPlain, !word.isEmpty { return word }
    return "'"
      + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }
}
