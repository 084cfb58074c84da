import Weir

/// The command: parses, calls, prints.
@main
struct WeirCommand {
  static let version = "0.1.0"

  static func main() {
    Terminal.prepare()
    let arguments = Array(CommandLine.arguments.dropFirst())
    InternalError.prepare(arguments)
    do throws(UsageError) {
      Terminal.exit(try run(arguments))
    } catch {
      error.show()
      Terminal.exit(Terminal.isInterrupted ? .interrupted : .badUsage)
    }
  }

  private static func run(_ words: [String]) throws(UsageError) -> ExitStatus {
    guard let name = words.first else {
      Terminal.printError(CommandForm.overview)
      return .badUsage
    }
    switch name {
    case "help", "--help", "-h":
      Terminal.print(try CommandForm.help(for: words.dropFirst().first))
      return .passed
    case "--version":
      Terminal.print("weir \(version), digest version \(Digest.version)\n")
      return .passed
    default:
      guard let form = CommandForm.all.first(where: { $0.name == name }) else {
        throw CommandForm.unknown(name)
      }
      let arguments = try Arguments(Array(words.dropFirst()), for: form)
      if arguments.wantsHelp {
        Terminal.print(form.help)
        return .passed
      }
      return try run(form, arguments)
    }
  }

  private static func run(
    _ form: CommandForm, _ arguments: Arguments
  ) throws(UsageError) -> ExitStatus {
    switch form.name {
    case "run": try RunCommand.run(arguments)
    case "sweep": try SweepCommand.run(arguments)
    case "verify": try VerifyCommand.run(arguments)
    case "check": try CheckCommand.run(arguments)
    case "list": try ListCommand.run(arguments)
    case "completions": try CompletionsCommand.run(arguments)
    default: preconditionFailure("a command that nobody runs: \(form.name)")
    }
  }
}

/// What the command tells its caller by its exit status.
enum ExitStatus: Int32 {
  case passed = 0
  case failed = 1
  case badUsage = 2
  case inconclusive = 3
  case internalError = 70
  case interrupted = 130

  init(_ verdict: Verdict) {
    switch verdict {
    case .passed: self = .passed
    case .failed: self = .failed
    case .inconclusive: self = .inconclusive
    }
  }
}

/// What is wrong with a command line, and what would be right.
struct UsageError: Error {
  let message: String
  let hint: String?

  init(_ message: String, hint: String? = nil) {
    self.message = message
    self.hint = hint
  }

  /// Prints the message, and the hint below it.
  func show() {
    Terminal.printError("weir: \(message)")
    if let hint { Terminal.printError("      \(hint)") }
  }
}
