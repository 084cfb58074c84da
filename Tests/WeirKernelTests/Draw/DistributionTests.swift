import Testing
import WeirPrimitives

@testable import WeirKernel

@Suite("DrawKey: distributions")
struct DistributionTests {
  let key = DrawKey(seed: 1, owner: "radio.down", purpose: "loss")
  let draws: Range<UInt64> = 0..<100_000

  // Found independently of this code: the draws by a second implementation, the rest by mpmath.
  @Test("The first draws of each distribution are those it will have for ever")
  func golden() {
    let first: Range<UInt64> = 0..<4
    #expect(first.map { key.below(10, $0) } == [6, 9, 6, 0])
    #expect(first.map { key.uniform(-5...5, $0) } == [1, 5, 2, -5])
    let range = TimeSpan.milliseconds(10)...TimeSpan.milliseconds(20)
    #expect(
      first.map { key.uniform(range, $0).nanoseconds }
        == [16_292_797, 19_378_596, 16_992_643, 10_447_945])
    #expect(
      first.map { key.exponential(mean: .seconds(1), $0).nanoseconds }
        == [463_179_433, 64_155_113, 357_726_536, 3_105_669_522])
    #expect(
      first.map {
        key.normal(mean: .milliseconds(40), deviation: .milliseconds(8), $0).nanoseconds
      } == [42_639_570, 52_296_403, 44_178_285, 26_419_444])
    #expect(
      first.map {
        key.pareto(scale: .milliseconds(1), shape: ParetoShape(3, over: 2), $0).nanoseconds
      } == [1_361_771, 1_043_698, 1_269_324, 7_928_361])
  }

  @Test("A bounded draw is uniform, and reaches both ends")
  func below() {
    var counts = [Int](repeating: 0, count: 7)
    for n in draws { counts[Int(key.below(7, n))] += 1 }
    // 14,286 ± 111.
    for count in counts { #expect(abs(count - 14_286) < 500) }
    #expect(key.below(1, 5) == 0)
    #expect(draws.allSatisfy { key.below(.max, $0) < .max })
  }

  @Test("Uniform spans fill their range with the mean and variance of a uniform distribution")
  func uniform() {
    let range = TimeSpan.milliseconds(10)...TimeSpan.milliseconds(20)
    let values = draws.map { key.uniform(range, $0) }
    let moments = Moments(values)
    #expect(abs(moments.mean - 15e6) < 0.05e6)
    #expect(abs(moments.variance / (1e14 / 12) - 1) < 0.02)
    #expect(values.allSatisfy { range.contains($0) })
  }

  @Test("A uniform draw takes ranges of one number and of all numbers")
  func uniformExtremes() {
    #expect(key.uniform(4...4, 9) == 4)
    #expect(key.uniform(.min ... .max, 0) == .min &+ Int64(bitPattern: key.bits(0)))
    let span = TimeSpan(nanoseconds: .min)...TimeSpan(nanoseconds: .max)
    #expect(key.uniform(span, 0).nanoseconds == key.uniform(.min ... .max, 0))
  }

  @Test(
    "Something happens as often as its ratio says, within five standard deviations",
    arguments: [(1, 2), (1, 3), (3, 100), (1, 1_000), (999, 1_000), (7, 9)]
      as [(UInt64, UInt64)])
  func happens(numerator: UInt64, denominator: UInt64) {
    let ratio = Ratio(numerator, outOf: denominator)
    let count = draws.reduce(0) { $0 + (key.happens(ratio, $1) ? 1 : 0) }
    let share = Double(numerator) / Double(denominator)
    let deviation = (100_000 * share * (1 - share)).squareRoot()
    #expect(abs(Double(count) - 100_000 * share) < 5 * deviation)
  }

  @Test("What is certain always happens, what is impossible never")
  func certainty() {
    let hugeOne = Ratio(.max, outOf: .max)
    #expect(draws.allSatisfy { key.happens(.one, $0) && key.happens(hugeOne, $0) })
    #expect(!draws.contains { key.happens(.zero, $0) || key.happens(Ratio(0, outOf: .max), $0) })
  }

  @Test("Exponential spans have the mean, variance and quantiles of their distribution")
  func exponential() {
    let values = draws.map { key.exponential(mean: .milliseconds(100), $0) }
    let moments = Moments(values)
    #expect(abs(moments.mean / 100e6 - 1) < 0.015)
    #expect(abs(moments.variance / 1e16 - 1) < 0.04)
    let sorted = values.sorted()
    #expect(abs(Double(sorted[50_000].nanoseconds) / 69_314_718 - 1) < 0.02)
    #expect(abs(Double(sorted[90_000].nanoseconds) / 230_258_509 - 1) < 0.02)
    #expect(abs(Double(sorted[99_000].nanoseconds) / 460_517_019 - 1) < 0.03)
  }

  @Test("Normal spans have the mean, variance and quantiles of their distribution")
  func normal() {
    let values = draws.map {
      key.normal(mean: .milliseconds(5), deviation: .milliseconds(10), $0)
    }
    let moments = Moments(values)
    #expect(abs(moments.mean - 5e6) < 0.15e6)
    #expect(abs(moments.variance / 1e14 - 1) < 0.02)
    let sorted = values.sorted()
    #expect(abs(Double(sorted[2_275].nanoseconds) + 15e6) < 0.4e6)
    #expect(abs(Double(sorted[50_000].nanoseconds) - 5e6) < 0.15e6)
    #expect(abs(Double(sorted[97_725].nanoseconds) - 25e6) < 0.4e6)
  }

  @Test("Pareto spans have the quantiles of their distribution and never fall below the scale")
  func pareto() {
    let values = draws.map {
      key.pareto(scale: .milliseconds(10), shape: ParetoShape(5, over: 2), $0)
    }
    let sorted = values.sorted()
    #expect(sorted[0] >= .milliseconds(10))
    // 10 ms · (1 - q)^(-2/5)
    #expect(abs(Double(sorted[50_000].nanoseconds) / 13_195_079 - 1) < 0.01)
    #expect(abs(Double(sorted[90_000].nanoseconds) / 25_118_864 - 1) < 0.02)
    #expect(abs(Double(sorted[99_000].nanoseconds) / 63_095_734 - 1) < 0.05)
    // The mean of the shape 5/2 is 5/3 of the scale.
    #expect(abs(Moments(values).mean / 16_666_667 - 1) < 0.02)
  }

  @Test("Each distribution follows the bits: more for normal, less for exponential and Pareto")
  func monotonic() {
    let byBits = (0..<10_000 as Range<UInt64>).sorted { key.bits($0) < key.bits($1) }
    let normal = byBits.map { key.normal(mean: .zero, deviation: .seconds(1), $0) }
    let waits = byBits.map { key.exponential(mean: .seconds(1), $0) }
    let tails = byBits.map { key.pareto(scale: .seconds(1), shape: ParetoShape(1), $0) }
    let offsets = byBits.map { key.uniform(-1_000...1_000, $0) }
    #expect(zip(normal, normal.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(zip(waits, waits.dropFirst()).allSatisfy { $0 >= $1 })
    #expect(zip(tails, tails.dropFirst()).allSatisfy { $0 >= $1 })
    #expect(zip(offsets, offsets.dropFirst()).allSatisfy { $0 <= $1 })
  }

  @Test(
    "Nothing traps at the extremes, and no span leaves ±2^61 ns", arguments: [0, .max] as [UInt64])
  func extremes(n: UInt64) {
    let longest = DrawKey.longestSpan
    let thinnest = ParetoShape(.max, over: 1)
    let heaviest = ParetoShape(1, over: .max)
    for entity in 0..<2_000 as Range<UInt64> {
      let key = key.entity(entity)
      for span in [TimeSpan.zero, .nanoseconds(1), .max] {
        let values = [
          key.exponential(mean: span, n),
          key.normal(mean: span, deviation: span, n),
          key.normal(mean: TimeSpan.zero - span, deviation: span, n),
          key.normal(mean: .nanoseconds(.min), deviation: span, n),
          key.pareto(scale: span, shape: thinnest, n),
          key.pareto(scale: span, shape: heaviest, n),
        ]
        #expect(values.allSatisfy { $0 <= longest && $0 >= TimeSpan.zero - longest })
      }
    }
    #expect(key.exponential(mean: .zero, n) == .zero)
    #expect(key.pareto(scale: .nanoseconds(1), shape: heaviest, 1) == .nanoseconds(1 << 32))
    #expect(key.pareto(scale: .seconds(1), shape: thinnest, 1) == .seconds(1))
    #expect(key.normal(mean: .seconds(1), deviation: .zero, n) == .seconds(1))
  }
}

private struct Moments {
  let mean: Double
  let variance: Double

  init(_ values: [TimeSpan]) {
    let numbers = values.map { Double($0.nanoseconds) }
    let mean = numbers.reduce(0, +) / Double(numbers.count)
    self.mean = mean
    variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(numbers.count)
  }
}
