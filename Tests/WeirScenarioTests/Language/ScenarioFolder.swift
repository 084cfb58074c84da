import TestSupport
import WeirScenario

/// A scenario in a folder of its own, with what stands beside it.
struct ScenarioFolder {
  let folder: TemporaryFolder
  var request: RunRequest

  /// Writes `scenario.json5`.
  init(_ scenario: String, files: [(name: String, text: String)] = []) throws {
    folder = try TemporaryFolder()
    request = RunRequest(scenario: try folder.write("scenario.json5", scenario))
    for file in files { try folder.write(file.name, file.text) }
  }

  func read() throws(ScenarioErrors) -> Scenario { try ScenarioReader.read(request) }

  /// Every error as one line, paths seen from the folder; none when the scenario reads.
  var errors: [String] {
    do throws(ScenarioErrors) {
      _ = try read()
      return []
    } catch {
      return error.errors.map { shown("\($0)") }
        + (error.omittedCount > 0 ? ["and \(error.omittedCount) more"] : [])
    }
  }

  /// A text without the folder's own path.
  func shown(_ text: String) -> String {
    text.replacing(folder.path + "/", with: "").replacing(folder.path, with: ".")
  }
}

/// A scenario whose parts stand on known lines.
struct Fragments {
  /// Line 4.
  var phone = ""
  /// Line 5.
  var api = "server: {}"
  /// Line 8.
  var link = #"between: ["phone", "api"]"#
  /// Line 10.
  var workload = #"{ on: "phone", follow: "/api/events" }"#
  /// Line 12.
  var expect = #""in-order-once": {}"#
  /// Line 13.
  var more = ""

  var text: String {
    """
    {
      title: "t",
      hosts: {
        phone: { \(phone) },
        api: { \(api) },
      },
      links: { radio: {
        \(link) } },
      workload: [
        \(workload)
      ], expect: {
        \(expect) },
      \(more)
    }
    """
  }
}
