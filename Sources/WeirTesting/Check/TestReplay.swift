internal import Testing
internal import WeirScenario

/// The command that brings one seed of a test back.
enum TestReplay {
  /// - Parameters:
  ///   - module: of the test; nil outside tests.
  ///   - names: of the suites around the test and of the test, as in `["Tunnels", "survives()"]`.
  static func command(seed: UInt64, module: String?, names: [String]) -> String {
    let command = "\(SeedRequest.variable)=\(seed) swift test"
    guard let module, let last = names.last else { return command }
    var names = names
    if let parameters = last.lastIndex(of: "(") {
      names[names.count - 1] = String(last[..<parameters])
    }
    let path = names.joined(separator: "/")
    // A test of a suite is found by the suite's name; one of none needs the module's.
    let name = names.count > 1 ? path : "\(module).\(path)"
    return "\(command) --filter \(ShellText.quoted(pattern(name)))"
  }

  /// The command for the test that runs now.
  static func current(seed: UInt64) -> String {
    let id = Test.current?.id
    return command(seed: seed, module: id?.moduleName, names: id?.nameComponents ?? [])
  }

  /// A regular expression, which is what `--filter` takes, that finds a text.
  private static func pattern(_ text: String) -> String {
    text.reduce(into: "") { pattern, character in
      if #"\^$*+?()[]{}|"#.contains(character) { pattern.append("\\") }
      pattern.append(character)
    }
  }
}
