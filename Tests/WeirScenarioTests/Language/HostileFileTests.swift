import Foundation
import TestSupport
import Testing
import WeirScenario

@Suite struct HostileFileTests {
  /// The errors of one file, by its name.
  private func errors(_ bytes: [UInt8]) throws -> [String] {
    let folder = try TemporaryFolder()
    let path = try folder.write("s.json5", bytes)
    do throws(ScenarioErrors) {
      _ = try ScenarioReader.read(RunRequest(scenario: path))
      return []
    } catch {
      return error.errors.map { "\($0)".replacing(folder.path + "/", with: "") }
    }
  }

  private func errors(path: String) -> [String] {
    do throws(ScenarioErrors) {
      _ = try ScenarioReader.read(RunRequest(scenario: path))
      return []
    } catch {
      return error.errors.map { "\($0)" }
    }
  }

  @Test("Bytes that are no text are refused at the first of them")
  func binary() throws {
    #expect(
      try errors([0x7B, 0x0A, 0x20, 0xFF, 0xFE, 0x00]) == [
        "s.json5:2:2: found the byte 0xFF, which is not UTF-8; expected UTF-8 text"
      ])
    #expect(
      try errors([0x7F, 0x45, 0x4C, 0x46]) == [
        "s.json5:1:1: found U+007F; expected a value"
      ])
  }

  @Test("17 MB are refused before they are read")
  func large() throws {
    #expect(
      try errors([UInt8](repeating: 0x20, count: 17_000_000)) == [
        "s.json5:1:1: found \"s.json5\", which is larger than 16 MiB; expected a scenario file"
      ])
  }

  @Test("200,000 brackets are refused at the one that is too deep")
  func brackets() throws {
    let found = try errors([UInt8](repeating: 0x5B, count: 200_000))
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix("s.json5:1:65: found") == true, "\(found)")
  }

  @Test("A hundred thousand mistakes give a hundred errors and a count")
  func mistakes() throws {
    let folder = try TemporaryFolder()
    let items = String(repeating: "{},\n", count: 50_000)
    let path = try folder.write(
      "s.json5", "{ title: 't', hosts: { a: { server: {} } }, workload: [\n\(items)] }")
    let error = #expect(throws: ScenarioErrors.self) {
      try ScenarioReader.read(RunRequest(scenario: path))
    }
    #expect(error?.errors.count == 100)
    #expect(error?.excerpts.count == 100)
    #expect(error?.omittedCount == 99_900)
    #expect(error?.errors.first?.position == SourcePosition(line: 2, column: 1))
  }

  @Test("Ten thousand hosts and as many dangling names are counted, and soon")
  func danglingNames() throws {
    let folder = try TemporaryFolder()
    let hosts = (0..<10_000).map { "h\($0): {}," }.joined()
    let items = (0..<10_000).map { "{ on: 'x\($0)', chat: {} }," }.joined()
    let path = try folder.write(
      "s.json5", "{ title: 't', hosts: { \(hosts) }, workload: [\(items)] }")
    let error = #expect(throws: ScenarioErrors.self) {
      try ScenarioReader.read(RunRequest(scenario: path))
    }
    #expect(error?.errors.count == 100)
    #expect(error?.omittedCount == 9_900)
    #expect(error?.errors.first?.expected.hasSuffix("\"h19\" or 9980 more") == true)
  }

  @Test("A scenario that is not there suggests its neighbour")
  func missing() throws {
    let folder = try TemporaryFolder()
    try folder.write("chat.json5", "{}")
    #expect(
      errors(path: folder.path + "/chta.json5") == [
        """
        \(folder.path)/chta.json5:1:1: found "\(folder.path)/chta.json5", which does not exist; \
        expected a scenario file; did you mean \(folder.path)/chat.json5?
        """
      ])
  }

  @Test("A folder, a FIFO and an empty name are no files")
  func noFiles() throws {
    let folder = try TemporaryFolder()
    func problem(_ path: String) -> String? {
      errors(path: path).first?.replacing(folder.path, with: "")
    }
    #expect(
      problem(folder.path) == ":1:1: found \"\", which is a directory; expected a scenario file")
    let fifo = folder.path + "/f"
    #expect(mkfifo(fifo, 0o600) == 0)
    #expect(
      problem(fifo) == "/f:1:1: found \"/f\", which is no regular file; expected a scenario file")
    #expect(problem("") == ":1:1: found \"\", which does not exist; expected a scenario file")
    #expect(
      problem("/dev/zero")
        == "/dev/zero:1:1: found \"/dev/zero\", which is no regular file; expected a scenario file")
  }

  @Test("A scenario cut anywhere gives errors, and none hangs or traps")
  func truncation() throws {
    let text = Array(Fragments(phone: #"role: "client""#, more: "duration: '5s'").text.utf8)
    let folder = try TemporaryFolder()
    for end in text.indices {
      let path = try folder.write("s.json5", text[..<end])
      #expect(throws: ScenarioErrors.self) {
        try ScenarioReader.read(RunRequest(scenario: path))
      }
    }
  }

  @Test("A scenario with bytes changed gives a plan or errors, never a trap")
  func mutation() throws {
    let text = Array(Fragments(phone: #"role: "client""#, more: "duration: '5s'").text.utf8)
    let replacements = Array("{}[]:,\"'\\0159eE.-/ \n%ms".utf8) + [0, 0xC3, 0xFF]
    let folder = try TemporaryFolder()
    var choices = TestChoices(seed: 3)
    var failures = 0
    for _ in 0..<2_000 {
      var mutant = text
      for _ in 0...choices.below(3) {
        mutant[choices.below(mutant.count)] = replacements[choices.below(replacements.count)]
      }
      let path = try folder.write("s.json5", mutant)
      do throws(ScenarioErrors) {
        _ = try ScenarioReader.read(RunRequest(scenario: path))
      } catch {
        failures += 1
        #expect(!error.errors.isEmpty)
      }
    }
    #expect(failures > 1_000)
    #expect(failures < 2_000)
  }
}
