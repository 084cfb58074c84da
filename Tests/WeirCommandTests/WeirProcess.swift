import Foundation
import TestSupport
import Testing

/// The built command, run as a user runs it.
enum Weir {
  /// Beside the test bundle, where SwiftPM builds it.
  static let path: String? = {
    let bundles = Bundle.allBundles.filter { $0.bundlePath.hasSuffix(".xctest") }
      .map { $0.bundleURL.deletingLastPathComponent().path }
    let program = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().path
    return (bundles + [program, packageFolder + "/.build/debug"]).map { $0 + "/weir" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  static var isBuilt: Bool { path != nil }

  static let scenario = "Scenarios/basics/chat-through-a-tunnel.json5"

  struct Outcome {
    let status: Int32
    let output: String
    let errors: String
  }

  /// Runs the command in the package's folder, or another, and waits for its end.
  static func run(_ arguments: String..., in folder: String = packageFolder) throws -> Outcome {
    try run(arguments, in: folder)
  }

  static func run(_ arguments: [String], in folder: String = packageFolder) throws -> Outcome {
    let running = try Running(arguments, in: folder)
    return try running.outcome()
  }

  /// A command that has not ended yet.
  final class Running {
    let process = Process()
    private let scratch: TemporaryFolder
    private let output: String
    private let errors: String

    init(
      _ arguments: [String], in folder: String = packageFolder,
      environment: [String: String] = [:], program: String? = Weir.path
    ) throws {
      scratch = try TemporaryFolder()
      output = try scratch.write("output", "")
      errors = try scratch.write("errors", "")
      process.executableURL = URL(fileURLWithPath: try #require(program))
      process.arguments = arguments
      process.environment = ProcessInfo.processInfo.environment
        .merging(environment) { $1 }
      process.currentDirectoryURL = URL(fileURLWithPath: folder)
      process.standardInput = FileHandle.nullDevice
      // Files, not pipes: nobody has to read while the command writes.
      process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
      process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errors))
      try process.run()
    }

    /// Waits for the end; a command that does not come to it is killed after two minutes.
    func outcome() throws -> Outcome {
      let deadline = Date(timeIntervalSinceNow: 120)
      while process.isRunning, Date() < deadline { usleep(1_000) }
      if process.isRunning { kill(process.processIdentifier, SIGKILL) }
      process.waitUntilExit()
      return Outcome(
        status: process.terminationStatus,
        output: try String(contentsOfFile: output, encoding: .utf8),
        errors: try String(contentsOfFile: errors, encoding: .utf8))
    }
  }
}

extension Trait where Self == ConditionTrait {
  /// Skips where the command was not built beside the tests.
  static var needsTheCommand: Self {
    .enabled(if: Weir.isBuilt, "the command is not built: run swift build first")
  }
}
