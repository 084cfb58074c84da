#if canImport(Glibc)
  @preconcurrency import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The command from its start to its first output, as a shell sees it.
enum StartBench {
  static var help: BenchLine {
    BenchLine(name: "command: weir --help, start to first output", unit: "ms", budget: "≤ 20") {
      milliseconds(of: weir)
    }
  }

  /// The command beside this program, where SwiftPM builds both.
  private static var weir: String {
    var path = [CChar](repeating: 0, count: 4_096)
    #if os(Linux)
      let count = readlink("/proc/self/exe", &path, path.count - 1)
      let program = String(
        decoding: path[..<max(count, 0)].map(UInt8.init(bitPattern:)), as: UTF8.self)
    #else
      let program = CommandLine.arguments[0]
    #endif
    return program.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      .joined(separator: "/") + "/weir"
  }

  /// Nil when the command is not there.
  private static func milliseconds(of program: String) -> Double? {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    #if canImport(Glibc)
      var actions = posix_spawn_file_actions_t()
    #else
      var actions: posix_spawn_file_actions_t?
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    var words: [UnsafeMutablePointer<CChar>?] = [strdup(program), strdup("--help"), nil]
    var process = pid_t()
    let watch = Stopwatch()
    let error = posix_spawn(&process, program, &actions, nil, &words, environ)
    close(ends[1])
    var byte: UInt8 = 0
    let count = error == 0 ? read(ends[0], &byte, 1) : 0
    let seconds = watch.seconds
    close(ends[0])
    for word in words { free(word) }
    posix_spawn_file_actions_destroy(&actions)
    if error == 0 { waitpid(process, nil, 0) }
    return count == 1 ? seconds * 1e3 : nil
  }
}
