#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif
import Weir

/// Measures what the design has budgets for and prints each figure with its unit and budget.
///
/// Each line is the median of several repetitions on one core, set-up excluded, digest on.
@main
struct WeirBench {
  private static var lines: [BenchLine] {
    [
      KernelBench.hold(pending: 1_000), KernelBench.hold(pending: 100_000),
      KernelBench.hold(pending: 1_000_000), KernelBench.cancel(pending: 100_000),
      KernelBench.draws,
      SegmentBench.bulk, SegmentBench.small,
      MessageBench.line(clients: 1_000, budget: "≤ 41"),
      MessageBench.line(clients: 5_000, budget: "≤ 266"),
      EventBench.oneClient, EventBench.manyClients, EventBench.oneStream, EventBench.manyStreams,
      RunBench.tunnel("fixed"), RunBench.tunnel("broken"), RunBench.tunnel("patient"),
      TaskBench.yields, TaskBench.sleeps, TaskBench.echoes,
      RunBench.build(phones: 1_000), RunBench.build(phones: 4_000),
      RunBench.build(phones: 100_000), StartBench.help,
    ]
  }

  static func main() {
    do throws(BenchUsageError) {
      exit(run(try BenchArguments(Array(CommandLine.arguments.dropFirst()))))
    } catch {
      fail("weir-bench: \(error.message)")
      exit(2)
    }
  }

  private static func run(_ arguments: BenchArguments) -> Int32 {
    if arguments.wantsHelp {
      print(BenchArguments.help, terminator: "")
      return 0
    }
    let words = arguments.words
    let chosen = lines.filter { line in
      words.isEmpty || words.contains { line.name.contains($0) }
    }
    guard !chosen.isEmpty else {
      fail("weir-bench: no line has \(words.joined(separator: " or "))")
      return 1
    }
    if arguments.isJSON {
      let figures = chosen.map { $0.measured(repetitions: arguments.repetitions).json }
      print("{\"lines\":[\(figures.joined(separator: ","))]}")
    } else {
      print(Measurement.heading)
      for line in chosen {
        print(line.measured(repetitions: arguments.repetitions).row)
        fflush(nil)  // each when it is measured, in a pipe too
      }
    }
    return 0
  }

  private static func fail(_ message: String) {
    var text = message + "\n"
    text.withUTF8 { _ = write(2, $0.baseAddress, $0.count) }
  }
}
