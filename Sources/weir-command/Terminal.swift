#if canImport(Glibc)
  @preconcurrency import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif
import Synchronization
import Weir

/// Set by the signal handler: Ctrl-C was pressed.
private let interruption = Atomic<Bool>(false)

/// Signals, streams and the clock of the process.
enum Terminal {
  /// Whether Ctrl-C was pressed.
  static var isInterrupted: Bool { interruption.load(ordering: .relaxed) }

  /// Lets Ctrl-C ask instead of kill, and a closed pipe fail instead of kill.
  static func prepare() {
    signal(SIGINT) { _ in
      // A second Ctrl-C does not wait for an answer.
      if interruption.exchange(true, ordering: .relaxed) { _exit(130) }
    }
    signal(SIGPIPE, SIG_IGN)
    // Some parents block it in the thread that starts us, and we would inherit that.
    var interrupt = sigset_t()
    sigemptyset(&interrupt)
    sigaddset(&interrupt, SIGINT)
    sigprocmask(SIG_UNBLOCK, &interrupt, nil)
  }

  /// Writes to standard output; whoever closed it does not want to know.
  static func print(_ text: String) {
    guard let error = write(Array(text.utf8), to: 1), error != EPIPE else { return }
    printError("weir: standard output cannot be written: \(words(for: error))")
    exit(.badUsage)
  }

  static func printError(_ text: String) { _ = write(Array((text + "\n").utf8), to: 2) }

  /// Puts text in place of the line that standard error's cursor is on.
  static func replaceLine(_ text: String) {
    _ = write(Array(("\r\u{1B}[K" + text).utf8), to: 2)
  }

  static func exit(_ status: ExitStatus) -> Never {
    #if canImport(Glibc)
      Glibc.exit(status.rawValue)
    #else
      Darwin.exit(status.rawValue)
    #endif
  }

  /// A clock for telling people how long things took; nothing in a run reads it.
  static func wallTime() -> TimeSpan {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
  }

  /// Whether two paths lead to one regular file, or are the same path to a file to be made.
  static func isSameFile(_ one: String, _ other: String) -> Bool {
    var (first, second) = (stat(), stat())
    guard stat(one, &first) == 0, stat(other, &second) == 0 else { return one == other }
    return first.st_mode & S_IFMT == S_IFREG && first.st_dev == second.st_dev
      && first.st_ino == second.st_ino
  }

  /// Whether standard error is a terminal.
  static var showsProgress: Bool { isatty(2) == 1 }

  static func words(for error: Int32) -> String { String(cString: strerror(error)) }

  /// Writes all bytes; returns the error that kept it from doing so.
  fileprivate static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
    bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let count = systemWrite(descriptor, buffer.baseAddress! + done, buffer.count - done)
        if count < 0 {
          if errno == EINTR { continue }
          return errno
        }
        done += count
      }
      return nil
    }
  }

  private static func systemWrite(
    _ descriptor: Int32, _ start: UnsafeRawPointer, _ count: Int
  ) -> Int {
    #if canImport(Glibc)
      Glibc.write(descriptor, start, count)
    #else
      Darwin.write(descriptor, start, count)
    #endif
  }
}

/// A file being written line by line.
struct LineFile: ~Copyable {
  private let descriptor: Int32
  private let path: String
  private let option: String
  private var buffer: [UInt8] = []
  /// The first error, told by ``flush()``.
  private var failure: Int32?

  private static let bufferBytes = 65_536

  init(_ path: String, option: String) throws(UsageError) {
    self.path = path
    self.option = option
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    guard descriptor >= 0 else {
      throw UsageError("\(option): \(path) cannot be written: \(Terminal.words(for: errno))")
    }
  }

  deinit { close(descriptor) }

  mutating func append(_ line: String) {
    buffer.append(contentsOf: line.utf8)
    buffer.append(UInt8(ascii: "\n"))
    if buffer.count > Self.bufferBytes { empty() }
  }

  /// Makes sure that everything appended is in the file.
  mutating func flush() throws(UsageError) {
    empty()
    guard let failure else { return }
    throw UsageError("\(option): \(path) cannot be written: \(Terminal.words(for: failure))")
  }

  private mutating func empty() {
    if failure == nil, !buffer.isEmpty { failure = Terminal.write(buffer, to: descriptor) }
    buffer.removeAll(keepingCapacity: true)
  }
}
