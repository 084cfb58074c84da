import Foundation
import TestSupport
import Testing

@Suite(.needsTheCommand) struct CompletionsTests {
  private static func shell(_ name: String) -> String? {
    ["/bin/", "/usr/bin/", "/usr/local/bin/", "/opt/homebrew/bin/"].map { $0 + name }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// The commands and options that the help tells of.
  private func promised() throws -> [(command: String, options: [String])] {
    let overview = try Weir.run("help").output.split(separator: "\n")
    let commands = overview.filter { $0.hasPrefix("  weir ") && !$0.contains("weir help ") }
      .map { String($0.split(separator: " ")[1]) }.filter { !$0.hasPrefix("-") }
    return try commands.map { command in
      let help = try Weir.run("help", command).output.split(separator: "\n")
      let lines = help.filter { $0.hasPrefix("  --") }
      return (command, lines.map { String($0.split(separator: " ")[0]) })
    }
  }

  @Test("Each script names every command and option", arguments: ["bash", "zsh", "fish"])
  func names(_ shell: String) throws {
    let run = try Weir.run("completions", shell)
    #expect(run.status == 0)
    let promised = try promised()
    #expect(promised.map(\.command).contains("verify"))
    #expect(promised.flatMap(\.options).count > 20)
    for (command, options) in promised {
      #expect(run.output.contains(command))
      for option in options {
        let text = shell == "fish" ? "-l \(option.dropFirst(2)) " : option
        #expect(run.output.contains(text), "\(command) \(option)")
      }
    }
    for kind in ["scenarios", "profiles", "faults", "expectations", "models"] {
      #expect(run.output.contains(kind))
    }
  }

  private func run(_ shell: String, _ arguments: [String]) throws -> (Int32, String) {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: shell)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: packageFolder)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, output)
  }

  @Test("Each shell that is here takes its script", arguments: ["bash", "zsh", "fish"])
  func syntax(_ name: String) throws {
    guard let shell = Self.shell(name) else {
      print("skipped: there is no \(name) here")
      return
    }
    let folder = try TemporaryFolder()
    let script = try folder.write("script", try Weir.run("completions", name).output)
    let (status, output) = try run(shell, ["-n", script])
    #expect(status == 0, "\(output)")
    #expect(output == "")
  }

  static let lines: [(words: [String], found: [String])] = [
    (["ver"], ["verify"]),
    (["help", "sw"], ["sweep"]),
    (["--v"], ["--version"]),
    (["run", "--se"], ["--seed", "--set"]),
    (["sweep", "--sha"], ["--shard"]),
    (["run", Weir.scenario, "--format", ""], ["text", "json"]),
    (["run", Weir.scenario, "--variant", ""], ["fixed", "broken", "patient"]),
    (["sweep", Weir.scenario, "--variant", "b"], ["broken"]),
    (["run", "--seed", ""], []),
    (["list", "mo"], ["models"]),
    (["completions", ""], ["bash", "zsh", "fish"]),
    (["run", "--ledger", "READ"], ["README.md"]),
    (["check", "Fault-P"], ["Fault-Profiles"]),
  ]

  @Test("In bash a line is completed as it should", arguments: lines)
  func bash(_ words: [String], _ found: [String]) throws {
    guard let bash = Self.shell("bash") else {
      print("skipped: there is no bash here")
      return
    }
    let folder = try TemporaryFolder()
    let script = try folder.write("script", try Weir.run("completions", "bash").output)
    let line = ([try #require(Weir.path)] + words).map { "'\($0)'" }.joined(separator: " ")
    let (status, output) = try run(
      bash,
      [
        "-c",
        """
        source '\(script)'
        COMP_WORDS=(\(line)); COMP_CWORD=\(words.count)
        _weir
        printf '%s\\n' "${COMPREPLY[@]}"
        """,
      ])
    #expect(status == 0)
    #expect(output.split(separator: "\n").map(String.init) == found)
  }

  @Test(
    "In fish a line is completed as it should",
    arguments: [
      ("ver", ["verify"]), ("list mo", ["models"]), ("sweep --sha", ["--shard"]),
      ("run x --format ", ["json", "text"]), ("completions ", ["bash", "fish", "zsh"]),
    ])
  func fish(_ line: String, _ found: [String]) throws {
    guard let fish = Self.shell("fish") else {
      print("skipped: there is no fish here")
      return
    }
    let folder = try TemporaryFolder()
    let script = try folder.write("script", try Weir.run("completions", "fish").output)
    let (status, output) = try run(
      fish, ["--no-config", "-c", "source '\(script)'; complete -C 'weir \(line)'"])
    #expect(status == 0)
    let words = output.split(separator: "\n").map { $0.split(separator: "\t")[0] }
    #expect(words.map(String.init) == found)
  }

  @Test("In zsh the script makes itself the completion of weir")
  func zsh() throws {
    guard let zsh = Self.shell("zsh") else {
      print("skipped: there is no zsh here")
      return
    }
    let folder = try TemporaryFolder()
    let script = try folder.write("script", try Weir.run("completions", "zsh").output)
    let (status, output) = try run(
      zsh,
      ["-fc", "autoload -U compinit; compinit -D -u; source '\(script)'; print $_comps[weir]"])
    #expect(status == 0)
    #expect(output == "_weir\n")
  }

  @Test("A shell that nobody knows is an error", arguments: [["tcsh"], [], ["bash", "zsh"]])
  func unknown(_ shells: [String]) throws {
    let run = try Weir.run(["completions"] + shells)
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.errors.hasSuffix("\n      weir completions bash|zsh|fish\n"))
  }
}
