import Testing
import WeirPrimitives

@testable import WeirNetwork

@Suite struct JitterDistributionTests {
  /// Mean and deviation over evenly spread draws, in jitters.
  private func moments(_ distribution: JitterDistribution) -> (mean: Double, deviation: Double) {
    let count: UInt64 = 16_384
    var sum = 0.0
    var squares = 0.0
    for index in 0..<count {
      let bits = index * (UInt64.max / count) + UInt64.max / count / 2
      let offset = distribution.offset(bits, jitter: .seconds(1)).nanoseconds
      let value = Double(offset) / 1e9
      sum += value
      squares += value * value
    }
    let mean = sum / Double(count)
    return (mean, (squares / Double(count) - mean * mean).squareRoot())
  }

  @Test(arguments: [
    (JitterDistribution.uniform, 0.0, 0.577350), (.normal, 0.0, 0.999940),
    (.pareto, -0.032922, 0.820861), (.paretonormal, -0.024691, 0.834941),
  ])
  func `Each distribution has the mean and deviation of netem's table`(
    distribution: JitterDistribution, mean: Double, deviation: Double
  ) {
    let found = moments(distribution)
    #expect(abs(found.mean - mean) < 0.0005)
    #expect(abs(found.deviation - deviation) < 0.0005)
  }

  @Test(arguments: JitterDistribution.allCases)
  func `Offsets rise with the draw, from one bound to the other`(distribution: JitterDistribution) {
    let ends: [JitterDistribution: (Int64, Int64)] = [
      .uniform: (-8_192, 8_192), .normal: (-32_768, 32_768), .pareto: (-5_461, 32_768),
      .paretonormal: (-12_288, 32_768),
    ]
    let draws = [0, 1, 1 << 40] + (1..<64).map { UInt64($0) << 58 } + [.max - 1, .max]
    let offsets = draws.map {
      distribution.offset($0, jitter: .nanoseconds(8_192)).nanoseconds
    }
    #expect(offsets == offsets.sorted())
    #expect(offsets.first == ends[distribution]?.0 && offsets.last == ends[distribution]?.1)
  }

  @Test func `A link delays by the distribution, never below zero`() {
    var settings = parameters(delay: .milliseconds(50), jitter: .milliseconds(20))
    settings.distribution = .pareto
    settings.keepsOrder = false
    var link = LinkDirection(settings, name: "l.up", seed: 1)
    let delays = (0..<5_000 as Range<UInt32>).map {
      link.offer(packet($0), flow: 1, at: .zero).arrival?.nanoseconds ?? -1
    }
    let least = 50_000_000 - 20_000_000 * 2 / 3
    #expect(delays.allSatisfy { $0 >= Int64(least) - 1 && $0 <= 130_000_000 })
    let mean = delays.reduce(0, +) / 5_000
    // 50 ms - 0.033·20 ms, within five deviations of the mean: 16.4 ms / √5,000.
    #expect(abs(mean - 49_341_564) < 5 * 232_175)
    settings.jitter = .milliseconds(100)
    var wide = LinkDirection(settings, name: "l.up", seed: 1)
    let early = (0..<1_000 as Range<UInt32>).map {
      wide.offer(packet($0), flow: 1, at: .zero).arrival?.nanoseconds ?? -1
    }
    #expect(early.contains(0) && !early.contains { $0 < 0 })
  }
}
