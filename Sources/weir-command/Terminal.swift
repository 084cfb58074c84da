#if canImport(Glibc)
  @preconcurrency import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif
import Synchronization
import Weir

/// Set by the signal handler: Ctrl-C was pressed.
private let interruption = Atomic<Bool>(false)

/// The system as the command needs it; the only file of this target that talks to it.
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
  }

  static func print(_ text: String) { write(text, to: 1) }
  static func printError(_ text: String) { write(text + "\n", to: 2) }

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

  /// Whether standard error is a terminal.
  static var showsProgress: Bool { isatty(2) == 1 }

  private static func write(_ text: String, to descriptor: Int32) {
    let bytes = Array(text.utf8)
    _ = write(bytes[...], to: descriptor)
  }

  fileprivate static func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let count = systemWrite(descriptor, buffer.baseAddress! + done, buffer.count - done)
        if count < 0 {
          if errno == EINTR { continue }
          return false
        }
        done += count
      }
      return true
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
  private var buffer: [UInt8] = []

  init(_ path: String, option: String) throws(UsageError) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    guard descriptor >= 0 else {
      throw UsageError("\(option): \(path) cannot be written (error \(errno))")
    }
  }

  deinit { close(descriptor) }

  mutating func append(_ line: String) throws(UsageError) {
    buffer.append(contentsOf: line.utf8)
    buffer.append(UInt8(ascii: "\n"))
    if buffer.count > 65_536 { try flush() }
  }

  mutating func flush() throws(UsageError) {
    guard Terminal.write(buffer[...], to: descriptor) else {
      throw UsageError("\(path) cannot be written (error \(errno))")
    }
    buffer.removeAll(keepingCapacity: true)
  }
}

/// Directories, for commands that take many scenarios.
enum Directory {
  /// The scenario files below a path, sorted by name; nil when it is no directory.
  static func scenarios(in path: String) -> [String]? {
    guard let directory = opendir(path) else { return nil }
    defer { closedir(directory) }
    var files: [String] = []
    var folders: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasPrefix(".") { continue }
      let full = path.hasSuffix("/") ? path + name : path + "/" + name
      if name.hasSuffix(".json5") {
        files.append(full)
      } else {
        folders.append(full)
      }
    }
    for folder in folders { files += scenarios(in: folder) ?? [] }
    return files.sorted()
  }
}
