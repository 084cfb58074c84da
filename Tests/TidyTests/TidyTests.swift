import Foundation
import Testing

/// Style that a machine can check, over every source file of the package.
@Suite("Tidy")
struct TidyTests {
  struct Source {
    let path: String
    let lines: [String]
  }

  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static func sources(below folder: String) -> [Source] {
    let directory = root.appendingPathComponent(folder)
    let walk = FileManager.default.enumerator(atPath: directory.path)
    var sources: [Source] = []
    while let name = walk?.nextObject() as? String {
      guard name.hasSuffix(".swift"),
        let text = try? String(
          contentsOf: directory.appendingPathComponent(name), encoding: .utf8)
      else { continue }
      sources.append(
        Source(
          path: "\(folder)/\(name)",
          lines: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)))
    }
    return sources.sorted { $0.path < $1.path }
  }

  @Test("The visible top level holds what the plan names and nothing else")
  func topLevel() throws {
    let planned: Set<String> = [
      "Package.swift", "Sources", "Tests", "Scenarios", "Fault-Profiles", "README.md", "LICENSE",
      "CHANGELOG.md", "Package.resolved",
    ]
    let found = try FileManager.default.contentsOfDirectory(atPath: Self.root.path)
    #expect(found.filter { !$0.hasPrefix(".") && !planned.contains($0) } == [])
  }

  @Test("Every Swift example of the README stands in a test, to the letter")
  func readmeExamples() throws {
    let readme = try String(
      contentsOf: Self.root.appendingPathComponent("README.md"), encoding: .utf8)
    let tests = Self.sources(below: "Tests").map { $0.lines.joined(separator: "\n") }
    let examples = readme.components(separatedBy: "```swift\n").dropFirst().compactMap {
      $0.components(separatedBy: "```").first
    }
    #expect(examples.count >= 2)
    for example in examples where !tests.contains(where: { $0.contains(example) }) {
      Issue.record("no test holds:\n\(example)")
    }
  }

  @Test("No source file is longer than 400 lines, no test file longer than 1,000")
  func fileLengths() {
    for (folder, limit) in [("Sources", 400), ("Tests", 1_000)] {
      let sources = Self.sources(below: folder)
      #expect(sources.count > 30)
      for source in sources where source.lines.count > limit {
        Issue.record("\(source.path) has \(source.lines.count) lines")
      }
    }
  }

  @Test("No function of the sources is longer than 70 lines")
  func functionLengths() {
    for source in Self.sources(below: "Sources") {
      var start: (line: Int, indent: Int)?
      for (number, line) in source.lines.enumerated() {
        let indent = line.prefix { $0 == " " }.count
        let words = line.split(separator: " ")
        if words.contains("func") || words.contains(where: { $0.hasPrefix("init(") }),
          !line.contains("//")
        {
          start = (number, indent)
        } else if let begun = start, line.hasPrefix(String(repeating: " ", count: indent) + "}"),
          indent == begun.indent
        {
          if number - begun.line + 1 > 70 {
            Issue.record("\(source.path):\(begun.line + 1) has \(number - begun.line + 1) lines")
          }
          start = nil
        }
      }
    }
  }

  @Test("Nothing in the deterministic core reads a clock, draws by chance or uses Foundation")
  func bannedWords() {
    let banned = [
      "Date()", "ContinuousClock", "SuspendingClock", "DispatchQueue", "UUID()",
      "SystemRandomNumberGenerator", ".shuffled()", ".randomElement()", "hashValue", "Hasher",
      "import Foundation", "Task.sleep", "FIX" + "ME", "TO" + "DO",
    ]
    for source in Self.sources(below: "Sources")
    where !source.path.hasPrefix("Sources/weir-bench") {
      for (number, line) in source.lines.enumerated() {
        for word in banned where line.contains(word) && !line.contains("///") {
          Issue.record("\(source.path):\(number + 1) uses \(word)")
        }
        if line.contains("Double"), !line.contains("//") {
          Issue.record("\(source.path):\(number + 1) uses Double")
        }
      }
    }
  }

  @Test("No type or file is called Manager, Helper, Utils, Common or Base")
  func names() {
    let banned = ["Manager", "Helper", "Utils", "Common", "Handler"]
    for source in Self.sources(below: "Sources") {
      for word in banned where source.path.contains(word) {
        Issue.record("\(source.path) is called \(word)")
      }
    }
  }

  @Test("Every line fits in 100 columns, but for literals that would not be the same broken")
  func lineLengths() {
    for folder in ["Sources", "Tests"] {
      for source in Self.sources(below: folder) {
        for (number, line) in source.lines.enumerated()
        where line.count > 100 && !line.contains("\"") {
          Issue.record("\(source.path):\(number + 1) has \(line.count) columns")
        }
      }
    }
  }
}
