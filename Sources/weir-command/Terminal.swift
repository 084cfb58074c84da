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
    holdStandardStreams()
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

  /// Keeps the numbers of closed standard streams from the next files that are opened.
  private static func holdStandardStreams() {
    for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) < 0 {
      // Open the wrong way round: whoever uses it is told that it cannot be used.
      _ = open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
    }
  }

  /// Writes to standard output; whoever closed it does not want to know.
  static func print(_ text: String) {
    guard let error = write(Array(visible(text).utf8), to: 1), error != EPIPE else { return }
    printError("weir: standard output cannot be written: \(words(for: error))")
    exit(.badUsage)
  }

  static func printError(_ text: String) {
    _ = write(Array((visible(text) + "\n").utf8), to: 2)
  }

  /// Text in which control characters of names and words cannot steer the terminal.
  private static func visible(_ text: String) -> String {
    let isControl = { (scalar: Unicode.Scalar) in
      (scalar.value < 0x20 && scalar != "\n" && scalar != "\t") || 0x7F..<0xA0 ~= scalar.value
    }
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { shown.append(isControl(scalar) ? "·" : scalar) }
    return String(shown)
  }

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

  /// Whether two paths lead to one regular file, or to one place for a file to be made.
  static func isSameFile(_ one: String, _ other: String) -> Bool {
    switch (status(of: one), status(of: other)) {
    case (let first?, let second?):
      return first.st_mode & S_IFMT == S_IFREG && isSame(first, second)
    case (nil, nil):
      guard Path.name(of: one) == Path.name(of: other), let first = folderStatus(of: one),
        let second = folderStatus(of: other)
      else { return false }
      return isSame(first, second)
    default:
      return false
    }
  }

  private static func status(of path: String) -> stat? {
    var status = stat()
    return stat(path, &status) == 0 ? status : nil
  }

  private static func folderStatus(of path: String) -> stat? {
    let folder = Path.directory(of: path)
    return status(of: folder.isEmpty ? "." : folder)
  }

  private static func isSame(_ one: stat, _ other: stat) -> Bool {
    one.st_dev == other.st_dev && one.st_ino == other.st_ino
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

/// A file being written piece by piece.
struct OutputFile: ~Copyable {
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
    // Without O_NONBLOCK, opening a FIFO waits for somebody to read from it.
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK, 0o644)
    guard descriptor >= 0 else {
      let words = errno == ENXIO ? "nobody reads from it" : Terminal.words(for: errno)
      throw UsageError("\(option): \(path) cannot be written: \(words)")
    }
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
  }

  deinit { close(descriptor) }

  mutating func append(_ line: String) {
    buffer.append(contentsOf: line.utf8)
    buffer.append(UInt8(ascii: "\n"))
    if buffer.count > Self.bufferBytes { empty() }
  }

  mutating func append(_ bytes: [UInt8]) {
    buffer.append(contentsOf: bytes)
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
