import Testing
import WeirKernel
import WeirPrimitives

@testable import WeirNetwork

@Suite struct ChanceTests {
  private func draws(correlation: Ratio, count: UInt64) -> [Double] {
    var draws = CorrelatedDraws(
      DirectionDraws(seed: 1, direction: "l.up", purpose: "loss"), correlation: correlation)
    var recorder = Recorder()
    return (0..<count).map { number in
      let turn = PacketTurn(flow: 1, number: number, now: .zero)
      return Double(draws.bits(of: turn, into: &recorder)) / 0x1p64
    }
  }

  @Test(arguments: [25, 50, 90] as [UInt64])
  func `Draws resemble the one before as much as they should`(percent: UInt64) {
    let values = draws(correlation: .percent(percent), count: 100_000)
    let mean = values.reduce(0, +) / Double(values.count)
    var variance = 0.0
    var covariance = 0.0
    for index in values.indices.dropFirst() {
      variance += (values[index] - mean) * (values[index] - mean)
      covariance += (values[index] - mean) * (values[index - 1] - mean)
    }
    let rho = Double(percent) / 100
    #expect(abs(covariance / variance - rho) < 0.01)
    // A first-order filter: (1 - ρ)/(1 + ρ) of the variance of one draw, 1/12.
    #expect(abs(variance / Double(values.count) * 12 - (1 - rho) / (1 + rho)) < 0.02)
  }

  @Test func `A correlation of all keeps the first draw`() {
    let values = draws(correlation: .one, count: 100)
    #expect(values.allSatisfy { abs($0 - values[0]) < 1e-12 })
  }

  @Test func `Without a correlation the draws are those of the plain link`() {
    var plain = LinkDirection(parameters(loss: .percent(20)), name: "l.up", seed: 1)
    var settings = parameters(loss: .percent(20))
    settings.mtu = 9_000
    var other = LinkDirection(settings, name: "l.up", seed: 1)
    #expect(!plain.isImpaired && other.isImpaired)
    for number in 0..<1_000 as Range<UInt32> {
      #expect(
        plain.offer(packet(number), flow: 7, at: .zero)
          == other.offer(packet(number), flow: 7, at: .zero))
    }
  }

  @Test func `Correlated small losses are rarer than they say, as netem's are`() {
    var settings = parameters(loss: .percent(20))
    settings.lossCorrelation = .percent(50)
    var link = LinkDirection(settings, name: "l.up", seed: 1)
    let lost = (0..<20_000 as Range<UInt32>).count {
      link.offer(packet($0), flow: 1, at: .zero) == .dropped(.loss)
    }
    // Half of each draw is the one before: the sum lies below 0.2 in 2.9 % of cases, not 20 %.
    #expect(lost > 450 && lost < 750)
  }

  @Test func `The number of draws below a threshold is exact`() {
    #expect(Ratio.zero.threshold == 0)
    #expect(Ratio.one.threshold == 1 << 64)
    #expect(Ratio(1, outOf: 3).threshold == 6_148_914_691_236_517_206)
    let key = DrawKey(seed: 1, owner: "a", purpose: "b")
    for number in 0..<1_000 as Range<UInt64> {
      #expect(
        key.happens(Ratio(1, outOf: 3), number)
          == (UInt128(key.bits(number)) < Ratio(1, outOf: 3).threshold))
    }
  }
}
