import TestSupport
import WeirScenario

/// A scenario, profile or setting that is wrong, and what is said of it.
///
/// Cases stand in `Malformed/*.txt`. `= title` begins one; `key: value` lines say what is put where
/// in a scenario otherwise fine (see ``Fragments``); `! error` lines are what must be found,
/// in order, and nothing else.
struct MalformedCase: Sendable, CustomStringConvertible {
  var title: String
  var lines: [(key: String, value: String)] = []
  var errors: [String] = []

  var description: String { title }

  /// The folder of the case files.
  static let folder = packageFolder + "/Tests/WeirScenarioTests/Language/Malformed"

  /// What the readers find now.
  func findings() throws -> [String] {
    var fragments = Fragments()
    var document: String?
    var files: [(name: String, text: String)] = []
    var settings: [String] = []
    var profiles: [String] = []
    var variant: String?
    for (key, value) in lines {
      switch key {
      case "document": document = value.replacing("\\n", with: "\n")
      case "phone": fragments.phone = value
      case "api": fragments.api = value
      case "link": fragments.link = value
      case "workload": fragments.workload = value
      case "expect": fragments.expect = value
      case "more": fragments.more = value
      case "rule":
        files.append(("p.json5", "{ title: \"p\", rules: [\n\(value)\n] }"))
        fragments.more = "profiles: [\"p.json5\"]"
      case "profile":
        files.append(("p.json5", value.replacing("\\n", with: "\n")))
        fragments.more = "profiles: [\"p.json5\"]"
      case "file":
        let parts = value.split(separator: " ", maxSplits: 1)
        files.append(
          (
            name: String(parts[0]),
            text: parts.count > 1 ? String(parts[1]).replacing("\\n", with: "\n") : ""
          ))
      case "set": settings.append(value)
      case "given": profiles.append(value)
      case "variant": variant = value
      default: return ["unknown key \(key) of a case"]
      }
    }
    var scenario = try ScenarioFolder(document ?? fragments.text, files: files)
    scenario.request.settings = settings
    scenario.request.variant = variant
    scenario.request.profiles = profiles.map { scenario.folder.path + "/" + $0 }
    return scenario.errors
  }

  /// Reads the cases of a file.
  static func parse(_ text: String) -> [MalformedCase] {
    var cases: [MalformedCase] = []
    for line in text.split(separator: "\n") {
      if line.hasPrefix("= ") {
        cases.append(MalformedCase(title: String(line.dropFirst(2))))
      } else if line.hasPrefix("! ") {
        cases[cases.count - 1].errors.append(String(line.dropFirst(2)))
      } else if !line.hasPrefix("#"), let colon = line.firstRange(of: ": ") {
        cases[cases.count - 1].lines.append(
          (String(line[..<colon.lowerBound]), String(line[colon.upperBound...])))
      }
    }
    return cases
  }

  /// The text that ``parse(_:)`` reads.
  static func text(_ cases: [MalformedCase]) -> String {
    cases.map { one in
      (["= \(one.title)"] + one.lines.map { "\($0.key): \($0.value)" }
        + one.errors.map { "! \($0)" }).joined(separator: "\n") + "\n"
    }.joined(separator: "\n")
  }
}
