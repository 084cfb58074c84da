/// `weir completions`: scripts for shells, made of the same forms that are parsed and explained.
enum CompletionsCommand {
  static let shells = ["bash", "zsh", "fish"]

  static func run(_ arguments: Arguments) throws(UsageError) -> ExitStatus {
    guard let shell = arguments.positional.first, arguments.positional.count == 1 else {
      throw UsageError(
        "completions needs one shell", hint: "weir completions \(shells.joined(separator: "|"))")
    }
    switch shell {
    case "bash": Terminal.print(BashCompletions.script)
    case "zsh": Terminal.print(ZshCompletions.script)
    case "fish": Terminal.print(FishCompletions.script)
    default:
      throw UsageError(
        "there is no script for the shell \"\(shell)\"",
        hint: "weir completions \(shells.joined(separator: "|"))")
    }
    return .passed
  }
}

extension CommandForm.Option {
  /// What may stand behind the option.
  enum Choice: Equatable {
    case file
    case words([String])
    /// A variant of the scenario on the line.
    case variant
    /// Something that nobody can guess.
    case free
    /// Nothing: the option has no value.
    case nothing
  }

  var choice: Choice {
    if value.isEmpty { return .nothing }
    if name == "--variant" { return .variant }
    if value == "FILE" { return .file }
    return value.contains("|") ? .words(value.split(separator: "|").map(String.init)) : .free
  }
}

extension CommandForm {
  static let generalWords = ["help", "--help", "--version"]

  /// Turns what `weir check` says of a scenario into its variants, one a line.
  static let variantFilter = "sed -n 's/.*  scenario, variants //p' | tr -d ' ' | tr , '\\n'"
}
