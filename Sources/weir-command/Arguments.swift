import Weir

/// The words behind a command, taken apart: options with values, and the rest.
struct Arguments {
  private(set) var positional: [String] = []
  private(set) var wantsHelp = false
  private var values: [(option: String, value: String)] = []
  private let form: CommandForm

  /// Takes `--option VALUE` and `--option=VALUE`.
  init(_ words: [String], for form: CommandForm) throws(UsageError) {
    self.form = form
    var rest = words[...]
    while let word = rest.popFirst() {
      if word.isEmpty {
        throw UsageError("a word is empty", hint: "has a variable of the shell no value?")
      }
      guard word.hasPrefix("-"), word != "-" else {
        positional.append(word)
        continue
      }
      if word == "--help" || word == "-h" {
        wantsHelp = true
        continue
      }
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let option = try Self.option(String(parts[0]), of: form)
      if option.value.isEmpty, parts.count == 1 {
        values.append((option.name, ""))
        continue
      }
      if option.value.isEmpty {
        throw UsageError("\(option.name) takes no value", hint: option.meaning)
      }
      let isMissing = rest.first.map { $0.isEmpty || $0.hasPrefix("--") } ?? true
      if parts.count == 2 ? parts[1].isEmpty : isMissing {
        throw UsageError(
          "\(option.name) needs a value", hint: "\(option.name) \(option.value): \(option.meaning)")
      }
      let value = parts.count == 2 ? String(parts[1]) : rest.removeFirst()
      if !option.repeats, values.contains(where: { $0.option == option.name }) {
        throw UsageError("\(option.name) is given twice", hint: "it may come once")
      }
      values.append((option.name, value))
    }
  }

  private static func option(
    _ name: String, of form: CommandForm
  ) throws(UsageError) -> CommandForm.Option {
    if let option = form.options.first(where: { $0.name == name }) { return option }
    if name.hasSuffix(".json5") {
      throw UsageError(
        "weir \(form.name) has no option \(name)", hint: "a file of that name is ./\(name)")
    }
    let names = form.options.map(\.name)
    let known = names.isEmpty ? "it has none" : "options are \(names.joined(separator: ", "))"
    throw UsageError(
      "weir \(form.name) has no option \(name)",
      hint: nearest(to: name, among: names).map { "did you mean \($0)?" }
        ?? "\(known); see weir help \(form.name)")
  }

  /// The values of an option.
  func all(_ option: String) -> [String] {
    values.filter { $0.option == option }.map(\.value)
  }

  /// Whether an option without a value is given.
  func has(_ option: String) -> Bool { !all(option).isEmpty }

  /// The value of an option that comes once.
  func one(_ option: String) -> String? { all(option).first }

  /// `text` or `json`.
  func format() throws(UsageError) -> OutputFormat {
    let text = one("--format") ?? OutputFormat.text.rawValue
    if let format = OutputFormat(rawValue: text) { return format }
    let names = OutputFormat.allCases.map(\.rawValue)
    throw UsageError(
      "--format: there is no format \"\(text)\"",
      hint: nearest(to: text, among: names).map { "did you mean \($0)?" }
        ?? names.joined(separator: " or "))
  }
}

/// How results are printed.
enum OutputFormat: String, CaseIterable {
  case text
  case json
}

extension ScenarioErrors {
  /// Prints every error with the line it stands on.
  func show() {
    for (error, excerpt) in zip(errors, excerpts) {
      Terminal.printError("\(error)")
      if excerpt.hasPrefix("\n") { continue }  // an empty line shows nothing
      for line in excerpt.split(separator: "\n") { Terminal.printError("  \(line)") }
    }
    if omittedCount > 0 { Terminal.printError("and \(omittedCount) more") }
  }
}
