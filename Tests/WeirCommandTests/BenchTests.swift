import Foundation
import TestSupport
import Testing

/// The built benchmarks, beside the command.
private enum Bench {
  static let path = Weir.path.map { $0 + "-bench" }
  static var isBuilt: Bool {
    path.map { FileManager.default.isExecutableFile(atPath: $0) } ?? false
  }
}

@Suite(.enabled(if: Bench.isBuilt, "weir-bench is not built")) struct BenchTests {
  private func run(_ arguments: String...) throws -> Weir.Outcome {
    try Weir.Running(arguments, program: Bench.path).outcome()
  }

  @Test("A chosen line is measured and told with unit, budget and verdict")
  func text() throws {
    let bench = try run("start to first", "--repetitions", "3")
    #expect(bench.status == 0)
    #expect(bench.errors == "")
    let lines = bench.output.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(
      lines[0].split(separator: " ") == ["what", "median", "best", "unit", "budget", "verdict"])
    #expect(lines[1].hasPrefix("command: weir --help, start to first output "))
    let words = lines[1].split(separator: " ").suffix(6)
    #expect(words.dropFirst(2).prefix(3) == ["ms", "≤", "20"])
    #expect(["met", "missed"].contains(words.last))
  }

  @Test("JSON is one object with a list of lines")
  func json() throws {
    let bench = try run("start", "no such line", "--format=json", "--repetitions=1")
    #expect(bench.status == 0)
    let value = try JSONSerialization.jsonObject(with: Data(bench.output.utf8))
    let lines = try #require((value as? [String: Any])?["lines"] as? [[String: Any]])
    let line = try #require(lines.first)
    #expect(lines.count == 1)
    #expect(line.keys.sorted() == ["best", "budget", "median", "name", "unit", "verdict"])
    #expect(line["unit"] as? String == "ms")
    #expect(line["budget"] as? String == "≤ 20")
    let (median, best) = (line["median"] as? Double ?? 0, line["best"] as? Double ?? 0)
    #expect(median > 0 && median == best)
    #expect(line["verdict"] as? String == (median <= 20 ? "met" : "missed"))
  }

  @Test("Help tells of options, and nothing is measured", arguments: ["--help", "-h"])
  func help(_ option: String) throws {
    let bench = try run("kernel", option)
    #expect(bench.status == 0)
    #expect(bench.output.hasPrefix("weir-bench [WORD...] [options]: "))
    #expect(bench.output.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }

  @Test("Words that no line has give status 1")
  func nothing() throws {
    let bench = try run("meteor", "comet")
    #expect(bench.status == 1)
    #expect(bench.output == "")
    #expect(bench.errors == "weir-bench: no line has meteor or comet\n")
  }

  static let usageErrors: [([String], String)] = [
    (["--jsno"], "there is no option --jsno; options are --format, --repetitions and --help"),
    (["-x"], "there is no option -x; options are --format, --repetitions and --help"),
    (["--format"], "--format needs a value"),
    (["--format", "xml"], "--format: there is no format \"xml\"; text or json"),
    (["--repetitions", "0"], "--repetitions: \"0\" is no number from 1 to 1000"),
    (["--repetitions=many"], "--repetitions: \"many\" is no number from 1 to 1000"),
  ]

  @Test("Bad usage has status 2 and a message", arguments: usageErrors)
  func usage(_ arguments: [String], _ message: String) throws {
    let bench = try Weir.Running(arguments, program: Bench.path).outcome()
    #expect(bench.status == 2)
    #expect(bench.output == "")
    #expect(bench.errors == "weir-bench: \(message)\n")
  }
}
