import Weir

/// The command: parses, calls, prints.
@main
struct WeirCommand {
  static let version = "0.1.0"

  static func main() {
    Terminal.prepare()
    let arguments = Array(CommandLine.arguments.dropFirst())
    do throws(UsageError) {
      Terminal.exit(try run(arguments))
    } catch {
      Terminal.printError("weir: \(error.message)")
      if let hint = error.hint { Terminal.printError("      \(hint)") }
      Terminal.exit(.badUsage)
    }
  }

  private static func run(_ arguments: [String]) throws(UsageError) -> ExitStatus {
    guard let name = arguments.first else {
      Terminal.printError(Help.overview)
      return .badUsage
    }
    let rest = Array(arguments.dropFirst())
    switch name {
    case "run": return try RunCommand.run(rest)
    case "sweep": return try SweepCommand.run(rest)
    case "help", "--help", "-h":
      Terminal.print(try Help.text(for: rest.first))
      return .passed
    case "--version":
      Terminal.print("weir \(version), digest version \(Digest.version)\n")
      return .passed
    default:
      throw UsageError(
        "there is no command \"\(name)\"",
        hint: nearest(to: name, among: Help.commands).map { "did you mean \"weir \($0)\"?" }
          ?? "commands are \(Help.commands.joined(separator: ", ")); see weir --help")
    }
  }
}

/// What the command tells its caller by its exit status.
enum ExitStatus: Int32 {
  case passed = 0
  case failed = 1
  case badUsage = 2
  case inconclusive = 3
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
}
