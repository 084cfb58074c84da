import Testing
import WeirKernel
import WeirPrimitives

@testable import WeirNetwork

@Suite struct LossModelTests {
  /// The fates of so many packets.
  private func fates(_ model: LossModel, _ count: Int, seed: UInt64 = 1) -> [Bool] {
    var process = LossProcess(model, seed: seed, direction: "l.up")
    var recorder = Recorder()
    return (0..<count).map { _ in process.loses(at: .zero, into: &recorder) }
  }

  /// The lengths of runs of losses.
  private func bursts(_ fates: [Bool]) -> [Int] {
    var lengths: [Int] = []
    var length = 0
    for lost in fates + [false] {
      if lost {
        length += 1
      } else if length > 0 {
        lengths.append(length)
        length = 0
      }
    }
    return lengths
  }

  @Test func `Gilbert-Elliott with 1 % 10 % 70 % 0.1 % loses 6.45 % of a million packets`() {
    let model = GilbertElliott(
      p: .percent(1), r: .percent(10), oneMinusH: .percent(70), oneMinusK: Ratio(1, outOf: 1_000))
    let lost = fates(.gilbertElliott(model), 1_000_000).count { $0 }
    // p/(p+r)·(1-h) + r/(p+r)·(1-k) = 0.064545…; with the memory of the states the deviation of a
    // million is 845. Two of them.
    #expect(abs(lost - 64_545) <= 2 * 845)
  }

  @Test func `The simple Gilbert model stays in the bad state for 1/r packets on the average`() {
    let model = GilbertElliott(p: .percent(1), r: .percent(10))
    let lengths = bursts(fates(.gilbertElliott(model), 1_000_000))
    let mean = Double(lengths.reduce(0, +)) / Double(lengths.count)
    // √(1-r)/r = 9.49 is the deviation of one burst. Two of that of the mean.
    #expect(abs(mean - 10) < 2 * 9.487 / Double(lengths.count).squareRoot())
  }

  @Test func `A loss and a mean burst give p = r·loss/(1 - loss) and r = 1/burst`() throws {
    let model = try #require(GilbertElliott(loss: .percent(2), burst: 5))
    #expect(model == GilbertElliott(p: Ratio(2, outOf: 490), r: Ratio(1, outOf: 5)))
    let fates = fates(.gilbertElliott(model), 400_000)
    let bursts = bursts(fates)
    // 1,600 bursts of 5 ± 4.47: five deviations of their number and of their mean.
    #expect(abs(fates.count { $0 } - 8_000) < 5 * 260)
    #expect(abs(Double(fates.count { $0 }) / Double(bursts.count) - 5) < 5 * 4.47 / 40)
  }

  @Test func `There is no simple Gilbert model of total loss, of no burst or of bursts too short`()
  {
    #expect(GilbertElliott(loss: .one, burst: 5) == nil)
    #expect(GilbertElliott(loss: .percent(1), burst: 0) == nil)
    #expect(GilbertElliott(loss: .percent(60), burst: 1) == nil)
    #expect(GilbertElliott(loss: .percent(50), burst: 1) != nil)
  }

  @Test func `The four states lose what their stationary shares say`() {
    let model = FourStateLoss(
      p13: .percent(1), p31: .percent(30), p32: .percent(10), p23: .percent(70),
      p14: Ratio(5, outOf: 1_000))
    let lost = fates(.state(model), 200_000).count { $0 }
    // Shares 0.95869, 0.00457, 0.03196 and 0.00479: 7,350 lost; deviation 184. Two of them.
    #expect(abs(lost - 7_350) <= 2 * 184)
  }

  @Test func `p14 alone loses packets one by one, p13 and p31 alone are the simple Gilbert model`()
  {
    let alone = bursts(
      fates(.state(FourStateLoss(p13: .zero, p31: .one, p14: .percent(30))), 10_000))
    #expect(alone.count > 2_000 && alone.allSatisfy { $0 == 1 })
    let pair = bursts(
      fates(.state(FourStateLoss(p13: .percent(2), p31: .percent(25))), 200_000))
    let mean = Double(pair.reduce(0, +)) / Double(pair.count)
    // √(1 - 0.25)/0.25 = 3.46.
    #expect(abs(mean - 4) < 3 * 3.47 / Double(pair.count).squareRoot())
  }

  @Test func `Certain steps alternate exactly`() {
    #expect(
      fates(.state(FourStateLoss(p13: .one, p31: .one)), 6) == [
        true, false, true, false, true, false,
      ])
    #expect(
      fates(.state(FourStateLoss(p13: .one, p31: .zero, p32: .one, p23: .one)), 6)
        == [true, false, true, false, true, false])
    #expect(
      fates(.gilbertElliott(GilbertElliott(p: .one, r: .one)), 6)
        == [false, true, false, true, false, true])
  }

  @Test func `A model takes the place of random loss, and other traffic moves it on`() {
    var settings = parameters(loss: .one)
    settings.lossModel = .state(FourStateLoss(p13: .one, p31: .one))
    var link = LinkDirection(settings, name: "l.up", seed: 1)
    let verdicts = (0..<4).map { link.offer(packet(), flow: UInt64($0), at: .zero) }
    #expect(
      verdicts == [
        .dropped(.loss), .arrives(at: milliseconds(10)), .dropped(.loss),
        .arrives(at: milliseconds(10)),
      ])
  }
}
