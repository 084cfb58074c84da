/// The completion script for zsh.
enum ZshCompletions {
  static var script: String {
    """
    #compdef weir
    # Completes weir in zsh; made by: weir completions zsh
    _weir_variants() {
      local file
      local -a names
      for file in $words; do
        [[ $file == *.json5 ]] || continue
        names+=(${(f)"$($weir check $file 2>/dev/null | \(CommandForm.variantFilter))"})
      done
      compadd -a names
    }

    _weir() {
      local weir=$words[1] command=$words[2]
      local -a commands
      commands=(
    \(CommandForm.all.map { "    " + quoted("\($0.name):\($0.summary)") }.joined(separator: "\n"))
        'help:options and examples'
      )
      if ((CURRENT == 2)); then
        _describe command commands
        compadd -- --help --version
        return
      fi
      shift words
      ((CURRENT--))
      case $command in
    \(CommandForm.all.map(commandCase).joined(separator: "\n"))
        help) _describe command commands ;;
      esac
    }

    if [[ $funcstack[1] == _weir ]]; then
      _weir "$@"
    else
      compdef _weir weir
    fi

    """
  }

  private static func commandCase(_ form: CommandForm) -> String {
    var words = form.options.map { option in
      let start = (option.repeats ? "*" : "") + option.name + "[\(escaped(option.meaning))]"
      let action: String
      switch option.choice {
      case .file: action = "_files"
      case .words(let words): action = "(\(words.joined(separator: " ")))"
      case .variant: action = "_weir_variants"
      case .free: action = " "
      case .nothing: return quoted(start)
      }
      return quoted(start + ":\(escaped(option.value)):\(action)")
    }
    words.append("'--help[options and examples]'")
    let operand =
      form.operandWords.isEmpty ? "_files" : "(\(form.operandWords.joined(separator: " ")))"
    words.append(quoted("*:\(escaped(form.operands)):\(operand)"))
    return "    \(form.name)) _arguments \(words.joined(separator: " \\\n      ")) ;;"
  }

  /// Text in which `_arguments` sees no brackets and colons of its own.
  private static func escaped(_ text: String) -> String {
    text.reduce("") { "[]:".contains($1) ? $0 + "\\\($1)" : $0 + String($1) }
  }

  private static func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }
}
