/// What the benchmarks are asked for.
struct BenchArguments {
  private(set) var words: [String] = []
  private(set) var isJSON = false
  private(set) var wantsHelp = false
  private(set) var repetitions = 5

  static let help = """
    weir-bench [WORD...] [options]: measures what the design has budgets for

      --format text|json   default text
      --repetitions N      the median of so many runs behind one to warm up; 1 to 1000, default 5

    With words, the lines whose name has one of them. Figures are of this machine and of what else
    it does; a release build is meant: swift run -c release weir-bench
    Exit status: 0, whatever the figures; 1 when no line has the words; 2 bad usage.

      weir-bench kernel TCP
      weir-bench --format json --repetitions 11 tunnel

    """

  /// - Throws: what is wrong, in one line.
  init(_ arguments: [String]) throws(BenchUsageError) {
    var rest = arguments[...]
    while let word = rest.popFirst() {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      switch parts.first ?? "" {
      case "--help", "-h":
        wantsHelp = true
      case "--format", "--repetitions":
        guard let value = parts.count == 2 ? String(parts[1]) : rest.popFirst() else {
          throw BenchUsageError("\(word) needs a value")
        }
        try set(String(parts[0]), to: value)
      case let option where option.hasPrefix("-"):
        throw BenchUsageError(
          "there is no option \(option); options are --format, --repetitions and --help")
      default:
        words.append(word)
      }
    }
  }

  private mutating func set(_ option: String, to value: String) throws(BenchUsageError) {
    if option == "--format" {
      guard ["text", "json"].contains(value) else {
        throw BenchUsageError("--format: there is no format \"\(value)\"; text or json")
      }
      isJSON = value == "json"
    } else {
      guard let number = Int(value), 1...1_000 ~= number else {
        throw BenchUsageError("--repetitions: \"\(value)\" is no number from 1 to 1000")
      }
      repetitions = number
    }
  }
}

/// What is wrong with the words behind the command.
struct BenchUsageError: Error {
  let message: String

  init(_ message: String) { self.message = message }
}
