import Weir

/// Measures what the design has budgets for and prints each figure with its unit and budget.
///
/// Each line is the median of several repetitions on one core, set-up excluded, digest on.
/// Words on the command line choose the lines that contain one of them.
@main
struct WeirBench {
  static func main() {
    let words = Array(CommandLine.arguments.dropFirst())
    let lines: [BenchLine] = [
      KernelBench.hold(pending: 1_000), KernelBench.hold(pending: 100_000),
      KernelBench.hold(pending: 1_000_000), KernelBench.cancel(pending: 100_000),
      KernelBench.draws,
      SegmentBench.bulk, SegmentBench.small,
      EventBench.oneClient, EventBench.manyClients,
      RunBench.tunnel("fixed"), RunBench.tunnel("broken"), RunBench.tunnel("patient"),
      TaskBench.yields, TaskBench.sleeps, TaskBench.echoes,
      RunBench.build(phones: 1_000), RunBench.build(phones: 4_000),
      RunBench.build(phones: 100_000),
    ]
    print(BenchLine.heading)
    for line in lines where words.isEmpty || words.contains(where: { line.name.contains($0) }) {
      print(line.measured())
    }
  }
}

/// One figure: how it is measured and what it should be.
struct BenchLine {
  let name: String
  let unit: String
  /// `≥ 20` or `≤ 1`; nil where the design sets none.
  let budget: String?
  /// Runs once and returns the figure.
  let run: () -> Double

  static let heading = row("what", "median", "best", "unit", "budget")

  func measured() -> String {
    _ = run()
    let figures = (0..<5).map { _ in run() }.sorted()
    let isRate = unit.hasSuffix("/s")
    return Self.row(
      name, Self.text(figures[2]), Self.text(isRate ? figures[4] : figures[0]), unit,
      budget ?? "-")
  }

  private static func text(_ figure: Double) -> String {
    let hundredths = Int((figure * 100).rounded())
    let fraction = hundredths % 100
    return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
  }

  private static func row(
    _ name: String, _ median: String, _ best: String, _ unit: String, _ budget: String
  ) -> String {
    name.padded(to: 58) + median.padded(to: -10) + best.padded(to: -10) + "  "
      + unit.padded(to: 16) + budget
  }
}

extension String {
  /// Spaces behind it up to a width, or before it for a negative one.
  fileprivate func padded(to width: Int) -> String {
    let space = String(repeating: " ", count: max(0, abs(width) - count))
    return width < 0 ? space + self : self + space
  }
}
