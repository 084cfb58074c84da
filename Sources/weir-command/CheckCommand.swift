import Weir

/// `weir check`: reads scenarios and profiles and says all that is wrong.
enum CheckCommand {
  static func run(_ arguments: Arguments) throws(UsageError) -> ExitStatus {
    if arguments.has("--print-schema") {
      Terminal.print(ScenarioSchema.text)
      return .passed
    }
    guard !arguments.positional.isEmpty else {
      throw UsageError("check needs files", hint: "weir check Scenarios Fault-Profiles")
    }
    var status = ExitStatus.passed
    for file in try arguments.documents() {
      do throws(ScenarioErrors) {
        let document = try CheckedDocument.check(file)
        Terminal.print("ok  \(file)  \(document.kind.words)\n")
        for part in document.unsupported { Terminal.print("    cannot be run yet: \(part)\n") }
      } catch {
        error.show()
        status = .badUsage
      }
    }
    return status
  }
}

extension CheckedDocument.Kind {
  /// What the document is: `scenario, variants fixed, broken`.
  var words: String {
    switch self {
    case .scenario(let variants):
      variants.isEmpty ? "scenario" : "scenario, variants \(variants.joined(separator: ", "))"
    case .profile(let rules): "fault profile, \(rules) \(rules == 1 ? "rule" : "rules")"
    }
  }
}

extension Arguments {
  /// The files given and those below the directories given.
  func documents() throws(UsageError) -> [String] {
    var files: [String] = []
    for path in positional {
      guard let found = Directory.documents(below: path) else {
        files.append(path)  // no directory; reading it tells what is wrong with it
        continue
      }
      guard !found.isEmpty else {
        throw UsageError("there is no .json5 file below \(path)")
      }
      files += found
    }
    return files
  }
}
