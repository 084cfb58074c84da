import Weir

/// `weir list`: what there is.
enum ListCommand {
  private enum Kind: String, CaseIterable {
    case scenarios
    case profiles
    case faults
    case expectations
    case models
  }

  static var kinds: [String] { Kind.allCases.map(\.rawValue) }

  private struct Entry {
    let name: String
    /// Sentences below or beside the name.
    let lines: [String]

    func has(_ words: [String]) -> Bool {
      let text = ([name] + lines).joined(separator: " ").lowercased()
      return words.allSatisfy { text.contains($0.lowercased()) }
    }
  }

  static func run(_ arguments: Arguments) throws(UsageError) -> ExitStatus {
    let names = kinds
    guard let name = arguments.positional.first else {
      throw UsageError("list needs a kind", hint: "weir list \(names.joined(separator: "|"))")
    }
    guard let kind = Kind(rawValue: name) else {
      throw UsageError(
        "there is nothing to list called \"\(name)\"",
        hint: nearest(to: name, among: names).map { "did you mean \($0)?" }
          ?? "weir list \(names.joined(separator: "|"))")
    }
    let words = Array(arguments.positional.dropFirst())
    let entries = try entries(kind).filter { $0.has(words) }
    guard !entries.isEmpty else {
      Terminal.printError(
        words.isEmpty ? "there are no \(name)" : "no \(name) with \(words.joined(separator: " "))")
      return .failed
    }
    Terminal.print(table(entries))
    return .passed
  }

  private static func entries(_ kind: Kind) throws(UsageError) -> [Entry] {
    switch kind {
    case .scenarios: try documents(below: "Scenarios")
    case .profiles: try documents(below: "Fault-Profiles")
    case .faults: FaultForm.all.map { Entry(name: $0.name, lines: [$0.summary, $0.example]) }
    case .expectations:
      ExpectationForm.all.map { Entry(name: $0.name, lines: [$0.summary, $0.example]) }
    case .models:
      ModelParameter.all.map { Entry(name: $0.name, lines: ["\($0.value); \($0.source)"]) }
    }
  }

  private static func documents(below directory: String) throws(UsageError) -> [Entry] {
    guard let files = Directory.documents(below: directory) else {
      throw UsageError(
        "there is no directory \(directory) here", hint: "run weir list where \(directory) lies")
    }
    return files.map { file in
      do throws(ScenarioErrors) {
        let document = try CheckedDocument.check(file)
        return Entry(name: file, lines: [document.title, document.kind.words])
      } catch {
        return Entry(name: file, lines: ["cannot be read; weir check \(file) says why"])
      }
    }
  }

  /// Names on the left, sentences on the right.
  private static func table(_ entries: [Entry]) -> String {
    let width = (entries.map(\.name.count).max() ?? 0) + 2
    var text = ""
    for entry in entries {
      var label = entry.name
      for line in entry.lines {
        text += label + String(repeating: " ", count: width - label.count) + line + "\n"
        label = ""
      }
    }
    return text
  }
}
