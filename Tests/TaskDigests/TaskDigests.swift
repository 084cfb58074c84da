import TaskWorkload
import Weir
import WeirConcurrency

/// Prints the digest of the workload for each seed from 1 to the number given.
@main
struct TaskDigests {
  static func main() throws {
    let count = CommandLine.arguments.dropFirst().first.flatMap { UInt64($0) } ?? 3
    for seed in 1...max(count, 1) {
      let result = try TaskWorkload.simulation(seed: seed).run()
      print("\(seed) \(result.digest.text) \(result.verdict.rawValue)")
      for reason in result.reasons { print("  \(reason)") }
    }
  }
}
