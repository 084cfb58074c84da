/// One figure: how it is measured and what it should be.
struct BenchLine {
  let name: String
  let unit: String
  let budget: Budget?
  /// Runs once and returns the figure; nil when it cannot be measured here.
  let run: () -> Double?

  /// - Parameter budget: `≥ 20` or `≤ 1`, in the unit; nil where the design sets none.
  init(name: String, unit: String, budget: String?, run: @escaping () -> Double?) {
    self.name = name
    self.unit = unit
    self.budget = budget.map { Budget($0) }
    self.run = run
  }

  /// Measures: one run to warm up, then the median and the best of several.
  func measured(repetitions: Int) -> Measurement {
    _ = run()
    let figures = (0..<repetitions).compactMap { _ in run() }.sorted()
    guard !figures.isEmpty else { return Measurement(line: self, median: nil, best: nil) }
    return Measurement(
      line: self, median: figures[figures.count / 2],
      best: unit.hasSuffix("/s") ? figures[figures.count - 1] : figures[0])
  }
}

/// What a figure should be at least, or at most.
struct Budget {
  /// As it is written: `≥ 20`.
  let text: String
  private let limit: Double
  private let isFloor: Bool

  init(_ text: String) {
    let words = text.split(separator: " ")
    guard words.count == 2, ["≥", "≤"].contains(words[0]), let limit = Double(words[1]) else {
      preconditionFailure("no budget: \(text)")
    }
    self.text = text
    self.limit = limit
    isFloor = words[0] == "≥"
  }

  func isMet(by figure: Double) -> Bool { isFloor ? figure >= limit : figure <= limit }
}

/// A figure that was measured.
struct Measurement {
  let line: BenchLine
  let median: Double?
  let best: Double?

  /// `met`, `missed`, or `-` where there is no budget or no figure.
  var verdict: String {
    guard let budget = line.budget, let median else { return "-" }
    return budget.isMet(by: median) ? "met" : "missed"
  }

  // MARK: Text

  static let heading = row("what", "median", "best", "unit", "budget", "verdict")

  var row: String {
    Self.row(
      line.name, Self.text(median, decimals: 2), Self.text(best, decimals: 2), line.unit,
      line.budget?.text ?? "-", verdict)
  }

  private static func row(
    _ name: String, _ median: String, _ best: String, _ unit: String, _ budget: String,
    _ verdict: String
  ) -> String {
    name.padded(to: 58) + median.padded(to: -10) + best.padded(to: -10) + "  "
      + unit.padded(to: 16) + budget.padded(to: 8) + verdict
  }

  private static func text(_ figure: Double?, decimals: Int) -> String {
    guard let figure else { return "-" }
    var scale = 1
    for _ in 0..<decimals { scale *= 10 }
    let whole = Int((figure * Double(scale)).rounded())
    let fraction = "\(whole % scale)"
    return "\(whole / scale)." + String(repeating: "0", count: decimals - fraction.count)
      + fraction
  }

  // MARK: JSON

  /// The figure as one JSON object; names, units and budgets hold nothing to escape.
  var json: String {
    let budget = line.budget.map { "\"\($0.text)\"" } ?? "null"
    return """
      {"name":"\(line.name)","median":\(Self.number(median)),"best":\(Self.number(best)),\
      "unit":"\(line.unit)","budget":\(budget),"verdict":"\(verdict)"}
      """
  }

  private static func number(_ figure: Double?) -> String {
    figure == nil ? "null" : text(figure, decimals: 6)
  }
}

extension String {
  /// Spaces behind it up to a width, or before it for a negative one.
  fileprivate func padded(to width: Int) -> String {
    let space = String(repeating: " ", count: max(0, abs(width) - count))
    return width < 0 ? space + self : self + space
  }
}
