import Weir

/// The words behind a command, taken apart: options with values, and the rest.
struct Arguments {
  private(set) var positional: [String] = []
  private var values: [(option: String, value: String)] = []
  private(set) var wantsHelp = false

  /// Takes `--option VALUE` and `--option=VALUE`; `known` are the options of the command.
  init(_ words: [String], command: String, known: [String]) throws(UsageError) {
    var index = 0
    while index < words.count {
      let word = words[index]
      index += 1
      guard word.hasPrefix("-"), word != "-" else {
        positional.append(word)
        continue
      }
      if word == "--help" || word == "-h" {
        wantsHelp = true
        continue
      }
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let option = String(parts[0])
      guard known.contains(option) else {
        throw UsageError(
          "weir \(command) has no option \(option)",
          hint: nearest(to: option, among: known).map { "did you mean \($0)?" }
            ?? "options are \(known.joined(separator: ", ")); see weir help \(command)")
      }
      if parts.count == 2 {
        values.append((option, String(parts[1])))
      } else if index < words.count {
        values.append((option, words[index]))
        index += 1
      } else {
        throw UsageError("\(option) needs a value", hint: "see weir help \(command)")
      }
    }
  }

  /// All values of an option that may come several times.
  func all(_ option: String) -> [String] {
    values.filter { $0.option == option }.map(\.value)
  }

  /// The value of an option that may come once.
  func one(_ option: String) throws(UsageError) -> String? {
    let found = all(option)
    guard found.count <= 1 else { throw UsageError("\(option) is given \(found.count) times") }
    return found.first
  }

  /// A seed: a whole number below 2^53.
  static func seed(_ text: String, option: String) throws(UsageError) -> UInt64 {
    guard let seed = UInt64(text), seed < 1 << 53 else {
      throw UsageError(
        "\(option): \"\(text)\" is no seed", hint: "a seed is a whole number below 2^53")
    }
    return seed
  }

  /// `text` or `json`.
  func format() throws(UsageError) -> String {
    let format = try one("--format") ?? "text"
    guard ["text", "json"].contains(format) else {
      throw UsageError("--format: there is no format \"\(format)\"", hint: "text or json")
    }
    return format
  }

  /// What all commands on runs share: the file, profiles, variant and settings.
  func request(for file: String) throws(UsageError) -> RunRequest {
    var request = RunRequest(scenario: file)
    request.profiles = all("--profile")
    request.variant = try one("--variant")
    request.settings = all("--set")
    return request
  }
}

extension ScenarioErrors {
  /// Prints every error with the line it stands on.
  func show() {
    for (error, excerpt) in zip(errors, excerpts) {
      Terminal.printError("\(error)")
      for line in excerpt.split(separator: "\n") where !excerpt.isEmpty {
        Terminal.printError("  \(line)")
      }
    }
    if omittedCount > 0 { Terminal.printError("and \(omittedCount) more") }
  }
}
