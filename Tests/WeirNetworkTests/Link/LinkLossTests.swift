import Testing
import WeirKernel
import WeirPrimitives

@testable import WeirNetwork

@Suite("Loss on a link")
struct LinkLossTests {
  private func lostNumbers(
    _ loss: Ratio, count: UInt32, flow: UInt64 = 1, seed: UInt64 = 1
  ) -> [UInt32] {
    var link = LinkDirection(parameters(loss: loss), name: "l.up", seed: seed)
    return (0..<count).filter {
      link.offer(packet($0), flow: flow, at: .zero) == .dropped(.loss)
    }
  }

  @Test("The losses of a seed are the same for ever")
  func golden() {
    let lost = lostNumbers(.percent(1), count: 10_000)
    #expect(lost.count == 118)
    #expect(lost.prefix(5) == [130, 226, 481, 488, 794])
  }

  @Test(
    "The number lost is within five deviations of the ratio",
    arguments: [(1, 1_000), (1, 100), (5, 100), (1, 3), (1, 2), (9, 10), (999, 1_000)])
  func frequency(numerator: UInt64, denominator: UInt64) {
    let count: UInt64 = 20_000
    let lost = lostNumbers(Ratio(numerator, outOf: denominator), count: UInt32(count)).count
    // (lost - np)² ≤ 25 np(1-p), multiplied by the square of the denominator.
    let distance = Int64(lost) * Int64(denominator) - Int64(count * numerator)
    #expect(distance * distance <= 25 * Int64(count * numerator * (denominator - numerator)))
  }

  @Test("Runs of losses are geometric: each goes on with the chance of loss")
  func runs() {
    let lost = Set(lostNumbers(Ratio(1, outOf: 5), count: 50_000))
    var lengths = [Int](repeating: 0, count: 20)
    var length = 0
    for number in 0...UInt32(50_000) {
      if lost.contains(number) {
        length += 1
      } else if length > 0 {
        lengths[length] += 1
        length = 0
      }
    }
    // n·p·(1-p) = 8,000 runs, of which a share of 0.8·0.2^(k-1) has the length k.
    let runs = lengths.reduce(0, +)
    #expect(abs(runs - 8_000) < 5 * 62)
    for length in 1...4 {
      let share = 0.8 * [1, 0.2, 0.04, 0.008][length - 1]
      let deviation = (Double(runs) * share * (1 - share)).squareRoot()
      #expect(abs(Double(lengths[length]) - Double(runs) * share) < 4 * deviation)
    }
  }

  @Test("No loss loses nothing, total loss everything")
  func extremes() {
    #expect(lostNumbers(.zero, count: 2_000).isEmpty)
    #expect(lostNumbers(.one, count: 2_000).count == 2_000)
  }

  @Test("Another seed, direction or flow loses other packets")
  func independence() {
    let ratio = Ratio(1, outOf: 2)
    var other = LinkDirection(parameters(loss: ratio), name: "l.down", seed: 1)
    let down = (0..<UInt32(1_000)).filter {
      other.offer(packet($0), flow: 1, at: .zero) == .dropped(.loss)
    }
    let sets = [
      lostNumbers(ratio, count: 1_000), down, lostNumbers(ratio, count: 1_000, flow: 2),
      lostNumbers(ratio, count: 1_000, seed: 2),
    ]
    for (index, one) in sets.enumerated() {
      for two in sets[..<index] {
        let agreements = 1_000 - one.count { !two.contains($0) } - two.count { !one.contains($0) }
        // Two fair coins agree 500 times; five deviations are 79.
        #expect(abs(agreements - 500) < 79)
      }
    }
  }

  @Test("The fate of a flow's packet does not depend on what other flows send")
  func otherTraffic() {
    var settings = parameters(jitter: .milliseconds(5), loss: .percent(20))
    settings.keepsOrder = false
    var alone = LinkDirection(settings, name: "l.up", seed: 1)
    var shared = LinkDirection(settings, name: "l.up", seed: 1)
    var choices: UInt64 = 1
    for number in 0..<UInt32(2_000) {
      let expected = alone.offer(packet(number), flow: 7, at: milliseconds(Int64(number)))
      choices = choices &* 6_364_136_223_846_793_005 &+ 1
      for extra in 0..<UInt32(choices >> 62) {
        _ = shared.offer(packet(number * 4 + extra), flow: 8, at: milliseconds(Int64(number)))
      }
      #expect(
        shared.offer(packet(number), flow: 7, at: milliseconds(Int64(number))) == expected)
    }
  }
}
