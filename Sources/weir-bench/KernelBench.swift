import Weir

/// The event queue alone, in the hold model: each event taken schedules one.
enum KernelBench {
  private static let operations = 3_000_000

  /// 7 of 8 delays within 1 ms, 1 of 8 a timeout of 200 ms, as links and TCP make them.
  static func hold(pending: Int) -> BenchLine {
    BenchLine(
      name: "kernel: schedule + dispatch, \(grouped(pending)) pending", unit: "M events/s",
      budget: pending == 100_000 ? "≥ 20" : nil
    ) {
      var kernel = Kernel(bounds: RunBounds(events: 1 << 31))
      let key = DrawKey(seed: 1, owner: "bench", purpose: "delay")
      let delays = (0..<4_096 as Range<UInt64>).map { number in
        number & 7 == 0
          ? TimeSpan.milliseconds(200) : key.uniform(.zero...(.milliseconds(1)), number)
      }
      for number in 0..<pending {
        kernel.schedule(
          at: .zero + delays[number & 4_095], target: UInt32(truncatingIfNeeded: number), kind: 1)
      }
      var sum: UInt64 = 0
      let watch = Stopwatch()
      for number in 0..<operations {
        guard case .event(let event) = kernel.next() else { break }
        sum &+= UInt64(event.target)
        kernel.schedule(
          at: event.instant + delays[number & 4_095], target: event.target, kind: 1)
      }
      let seconds = watch.seconds
      precondition(sum > 0, "the loop must not be optimised away")
      return Double(operations) / seconds / 1e6
    }
  }

  static func cancel(pending: Int) -> BenchLine {
    BenchLine(
      name: "kernel: schedule + cancel, \(grouped(pending)) pending", unit: "M pairs/s",
      budget: nil
    ) {
      var kernel = Kernel()
      for number in 0..<pending {
        kernel.schedule(
          at: .zero + .microseconds(Int64(number)), target: UInt32(number), kind: 1)
      }
      let watch = Stopwatch()
      for number in 0..<operations {
        let handle = kernel.schedule(
          at: .zero + .nanoseconds(Int64(number) * 131), target: 0, kind: 1)
        kernel.cancel(handle)
      }
      return Double(operations) / watch.seconds / 1e6
    }
  }

  static var draws: BenchLine {
    BenchLine(name: "kernel: Bernoulli draws keyed by flow", unit: "M draws/s", budget: nil) {
      let key = DrawKey(seed: 1, owner: "radio.down", purpose: "loss")
      let ratio = Ratio(5, outOf: 1_000)
      var lost = 0
      let watch = Stopwatch()
      for number in 0..<UInt64(operations)
      where key.entity(number & 63).happens(ratio, number) {
        lost += 1
      }
      let seconds = watch.seconds
      precondition(lost > 0, "the loop must not be optimised away")
      return Double(operations) / seconds / 1e6
    }
  }

  static func grouped(_ number: Int) -> String {
    number >= 1_000_000 ? "\(number / 1_000_000) M" : "\(number / 1_000) k"
  }
}
