/// The completion script for bash, from version 3.2 on.
enum BashCompletions {
  static var script: String {
    """
    # Completes weir in bash; made by: weir completions bash
    _weir_variants() {
      local file
      for file in "${COMP_WORDS[@]}"; do
        case $file in
          *.json5) "${COMP_WORDS[0]}" check "$file" 2>/dev/null | \(CommandForm.variantFilter) ;;
        esac
      done
    }

    _weir_files() {
      local IFS=$'\\n'
      compopt -o filenames 2>/dev/null
      COMPREPLY=($(compgen -f -- "$1"))
    }

    _weir() {
      local word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]} words=
      COMPREPLY=()
      if ((COMP_CWORD == 1)); then
        words="\((CommandForm.all.map(\.name) + CommandForm.generalWords).joined(separator: " "))"
        COMPREPLY=($(compgen -W "$words" -- "$word"))
        return
      fi
      case ${COMP_WORDS[COMP_CWORD-1]} in
    \(values)
      esac
      case $command in
    \(CommandForm.all.map(commandCase).joined(separator: "\n"))
        help) words="\(CommandForm.all.map(\.name).joined(separator: " "))" ;;
      esac
      if [[ $word != -* && -z $words ]]; then
        _weir_files "$word"
      else
        COMPREPLY=($(compgen -W "$words" -- "$word"))
      fi
    }

    complete -F _weir weir

    """
  }

  /// A branch for each option that takes a value, the same in whichever command.
  private static var values: String {
    var names: [String] = []
    var lines: [String] = []
    for option in CommandForm.all.flatMap(\.options)
    where option.choice != .nothing && !names.contains(option.name) {
      names.append(option.name)
      let action =
        switch option.choice {
        case .file: #"_weir_files "$word""#
        case .words(let words):
          #"COMPREPLY=($(compgen -W "\#(words.joined(separator: " "))" -- "$word"))"#
        case .variant: #"COMPREPLY=($(compgen -W "$(_weir_variants)" -- "$word"))"#
        case .free, .nothing: ":"
        }
      lines.append("    \(option.name)) \(action); return ;;")
    }
    return lines.joined(separator: "\n")
  }

  /// Options where a hyphen was typed, else the words of the operand if there are any.
  private static func commandCase(_ form: CommandForm) -> String {
    let options = (form.options.map(\.name) + ["--help"]).joined(separator: " ")
    var line = #"    \#(form.name)) [[ $word == -* ]] && words="\#(options)""#
    if !form.operandWords.isEmpty {
      line += #" || words="\#(form.operandWords.joined(separator: " "))""#
    }
    return line + " ;;"
  }
}
