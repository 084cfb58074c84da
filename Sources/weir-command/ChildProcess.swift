#if canImport(Glibc)
  @preconcurrency import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif
import Weir

/// Another program, started without a shell, whose lines are read while it runs.
///
/// What it writes to file 3, which ``linesPath`` names, comes back line by line. Its standard
/// output goes nowhere, unless that is what is read; its standard error is kept for a message.
struct ChildProcess: ~Copyable {
  /// What the child has to write its lines to.
  static let linesPath = "/dev/fd/3"

  enum Source {
    case standardOutput
    case linesPath
  }

  private let process: pid_t
  private let lines: Int32
  private let errors: Int32
  private var buffer: [UInt8] = []
  private var start = 0
  private var isAtEnd = false
  private var waitStatus: Int32?

  /// This program, to be started anew.
  static var thisProgram: String {
    #if os(Linux)
      "/proc/self/exe"
    #else
      CommandLine.arguments[0]
    #endif
  }

  private init(process: pid_t, lines: Int32, errors: Int32) {
    self.process = process
    self.lines = lines
    self.errors = errors
  }

  /// Starts a program found by its path, or by its name along PATH.
  ///
  /// - Throws: the words of the system when it cannot be started.
  static func start(
    _ program: String, _ arguments: [String], reading source: Source
  ) throws(UsageError) -> ChildProcess {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw failure(program, errno) }
    // The child is not to hold the reading end, nor the parent's next child either of them.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let errors = scratchFile()
    #if canImport(Glibc)
      var actions = posix_spawn_file_actions_t()
    #else
      var actions: posix_spawn_file_actions_t?
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    if errors >= 0 { posix_spawn_file_actions_adddup2(&actions, errors, 2) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], source == .linesPath ? 3 : 1)
    var words = ([program] + arguments).map { strdup($0) } + [nil]
    var process = pid_t()
    let error =
      program.contains("/")
      ? posix_spawn(&process, program, &actions, nil, &words, environ)
      : posix_spawnp(&process, program, &actions, nil, &words, environ)
    for word in words { free(word) }
    posix_spawn_file_actions_destroy(&actions)
    close(ends[1])
    guard error == 0 else {
      close(ends[0])
      if errors >= 0 { close(errors) }
      throw failure(program, error)
    }
    return ChildProcess(process: process, lines: ends[0], errors: errors)
  }

  deinit {
    if waitStatus == nil {
      kill(process, SIGKILL)
      var status: Int32 = 0
      while waitpid(process, &status, 0) < 0, errno == EINTR {}
    }
    close(lines)
    if errors >= 0 { close(errors) }
  }

  private static func failure(_ program: String, _ error: Int32) -> UsageError {
    UsageError(
      "\(program) cannot be started: \(Terminal.words(for: error))",
      hint: program.contains("/")
        ? nil : "a name without / is looked for along PATH; a file here is ./\(program)")
  }

  /// A file without a name; -1 where none can be made.
  private static func scratchFile() -> Int32 {
    var name = Array("/tmp/weir-XXXXXX".utf8CString)
    let file = mkstemp(&name)
    guard file >= 0 else { return -1 }
    unlink(name)
    _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    return file
  }

  /// The next line, without its end; nil when there is none any more, when Ctrl-C was pressed, or
  /// when none has come within a limit.
  mutating func nextLine(within limit: TimeSpan? = nil) -> String? {
    let begin = Terminal.wallTime()
    while true {
      if let end = buffer[start...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { start = end + 1 }
        return String(decoding: buffer[start..<end], as: UTF8.self)
      }
      guard !isAtEnd, !Terminal.isInterrupted else { return nil }
      if let limit, Terminal.wallTime() - begin > limit { return nil }
      buffer.removeSubrange(..<start)
      start = 0
      fill()
    }
  }

  /// A line longer than this is nothing that a weir writes.
  private static let lineLimit = 1 << 20

  /// How long a child is waited for before Ctrl-C and limits are looked at, in milliseconds.
  private static let glance: Int32 = 100

  private mutating func fill() {
    // The system goes on reading after Ctrl-C, so it may only read what is there.
    var ready = pollfd(fd: lines, events: Int16(POLLIN), revents: 0)
    guard poll(&ready, 1, Self.glance) > 0 else { return }
    let (had, room) = (buffer.count, 65_536)
    guard had < Self.lineLimit else {
      isAtEnd = true
      return
    }
    buffer.append(contentsOf: repeatElement(0, count: room))
    let count = buffer.withUnsafeMutableBytes { bytes in
      read(lines, bytes.baseAddress! + had, room)
    }
    if count < 0, errno == EINTR {
      buffer.removeLast(room)
      return
    }
    buffer.removeLast(room - max(count, 0))
    isAtEnd = count <= 0
  }

  /// How long a child may live on after its last line, in milliseconds.
  private static let grace = 5_000

  /// Waits for the end, or makes it; returns the exit status, or 128 and the signal that ended it.
  mutating func exitStatus() -> Int32 {
    var status: Int32 = waitStatus ?? 0
    if waitStatus == nil {
      var waited = 0
      while waitpid(process, &status, WNOHANG) == 0 {
        if waited >= Self.grace || Terminal.isInterrupted { kill(process, SIGKILL) }
        usleep(1_000)
        waited += 1
      }
      waitStatus = status
    }
    let signal = status & 0x7F
    return signal == 0 ? status >> 8 & 0xFF : 128 + signal
  }

  /// The first line of what it wrote to standard error; nil when that is nothing.
  func firstError() -> String? {
    guard errors >= 0 else { return nil }
    var bytes = [UInt8](repeating: 0, count: 4_096)
    let count = pread(errors, &bytes, bytes.count, 0)
    guard count > 0 else { return nil }
    return bytes[..<count].split(separator: UInt8(ascii: "\n")).first
      .map { String(decoding: $0, as: UTF8.self) }
  }
}
