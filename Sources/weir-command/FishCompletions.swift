/// The completion script for fish.
enum FishCompletions {
  static var script: String {
    """
    # Completes weir in fish; made by: weir completions fish
    function __weir_variants
      set -l words (commandline -opc)
      for file in (string match -- '*.json5' $words)
        $words[1] check $file 2>/dev/null | \(CommandForm.variantFilter)
      end
    end

    complete -c weir -f
    complete -c weir -n __fish_use_subcommand -l help -d 'what there is'
    complete -c weir -n __fish_use_subcommand -l version -d 'which weir this is'
    complete -c weir -n __fish_use_subcommand -a help -d 'options and examples'
    \(CommandForm.all.map(lines).joined(separator: "\n"))

    """
  }

  private static func lines(_ form: CommandForm) -> String {
    let start = "complete -c weir -n '__fish_seen_subcommand_from \(form.name)'"
    var lines = [
      "complete -c weir -n __fish_use_subcommand -a \(form.name) -d \(quoted(form.summary))",
      form.operandWords.isEmpty
        ? "\(start) -F" : "\(start) -a \(quoted(form.operandWords.joined(separator: " ")))",
      "\(start) -l help -d 'options and examples'",
    ]
    for option in form.options {
      let value =
        switch option.choice {
        case .file: "-r -F"
        case .words(let words): "-x -a \(quoted(words.joined(separator: " ")))"
        case .variant: "-x -a '(__weir_variants)'"
        case .free: "-x"
        case .nothing: ""
        }
      lines.append(
        "\(start) -l \(option.name.dropFirst(2)) \(value) -d \(quoted(option.meaning))")
    }
    return lines.joined(separator: "\n")
  }

  private static func quoted(_ text: String) -> String {
    "'" + text.reduce("") { "'\\".contains($1) ? $0 + "\\\($1)" : $0 + String($1) } + "'"
  }
}
