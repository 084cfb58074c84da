import Testing
import WeirKernel
import WeirPrimitives
import WeirTCP

@testable import WeirNetwork

@Suite struct LinkStageTests {
  private func arrivals(
    _ settings: LinkParameters, _ packets: [(at: Int64, payload: UInt32)]
  ) -> [Int64?] {
    var link = LinkDirection(settings, name: "l.up", seed: 1)
    return packets.enumerated().map { number, one in
      link.offer(
        packet(UInt32(number), payload: one.payload), flow: 1, at: milliseconds(one.at)
      ).arrival.map { $0.nanoseconds / 1_000_000 }
    }
  }

  // MARK: Reordering

  @Test func `With gap 5 and certainty every fifth packet goes at once, the others are delayed`() {
    var settings = parameters(delay: .milliseconds(10))
    settings.reorder = Reordering(Chance(.one), gap: 5)
    #expect(
      arrivals(settings, (0..<11).map { ($0, 0) })
        == [10, 11, 12, 13, 4, 15, 16, 17, 18, 9, 20])
  }

  @Test func `With gap 1 every packet may go at once; without a delay nothing changes`() {
    var settings = parameters(delay: .milliseconds(10))
    settings.reorder = Reordering(Chance(.one))
    #expect(arrivals(settings, (0..<3).map { ($0, 0) }) == [0, 1, 2])
    settings.delay = .zero
    settings.reorder = Reordering(Chance(.percent(50)), gap: 2)
    #expect(arrivals(settings, (0..<9).map { ($0, 0) }) == (0..<9).map { $0 })
  }

  @Test func `A chance applies once the gap is over, until it has come true`() {
    var settings = parameters(delay: .seconds(10))
    settings.reorder = Reordering(Chance(.percent(25)), gap: 4)
    let early = arrivals(settings, (0..<2_000).map { ($0, 0) }).enumerated()
      .filter { $0.element == Int64($0.offset) }.map(\.offset)
    let gaps = zip(early, early.dropFirst()).map { $1 - $0 }
    #expect(gaps.min() == 4)
    // Three delayed ones and then 4 on the average, deviation √0.75/0.25 = 3.46.
    let mean = Double(gaps.reduce(0, +)) / Double(gaps.count)
    #expect(abs(mean - 7) < 4 * 3.47 / Double(gaps.count).squareRoot())
  }

  // MARK: Framing

  @Test func `ATM cells of 48 and 5 bytes: 1,500 bytes are 32 cells, 52 bytes are 2`() {
    // One cell a millisecond.
    var settings = parameters(delay: .zero, rate: .kilobitsPerSecond(424))
    settings.framing = Framing(cell: 48, cellOverhead: 5)
    #expect(arrivals(settings, [(0, 1_448), (100, 0), (200, 44)]) == [32, 102, 202])
    settings.framing.overhead = -4
    #expect(arrivals(settings, [(0, 0), (100, 1_448)]) == [1, 132])
    settings.framing.overhead = 45
    #expect(arrivals(settings, [(0, 0), (100, 1_448)]) == [3, 133])
  }

  @Test func `An overhead counts for each packet, and never below nothing`() {
    var settings = parameters(delay: .zero, rate: .kilobitsPerSecond(8))
    settings.framing = Framing(overhead: 18)
    #expect(arrivals(settings, [(0, 0)]) == [70])
    settings.framing = Framing(overhead: -1_000)
    #expect(arrivals(settings, [(0, 0), (1_000, 1_448)]) == [0, 1_500])
  }

  // MARK: Slots

  @Test func `A slot lets out three packets, then the next is asked for`() {
    var settings = parameters(delay: .zero)
    settings.slot = Slots(.between(.milliseconds(10), .milliseconds(10)), packets: 3)
    #expect(
      arrivals(settings, (0..<7).map { _ in (1, 0) }) == [11, 11, 11, 21, 21, 21, 31])
  }

  @Test func `A slot is over once it has let out its bytes`() {
    var settings = parameters(delay: .zero)
    settings.slot = Slots(.between(.milliseconds(10), .milliseconds(10)), bytes: .bytes(3_000))
    #expect(arrivals(settings, (0..<5).map { _ in (1, 1_448) }) == [11, 11, 21, 21, 31])
    settings.slot?.bytes = .bytes(3_001)
    #expect(arrivals(settings, (0..<5).map { _ in (1, 1_448) }) == [11, 11, 11, 21, 21])
  }

  @Test func `What gets ready after its slot has come takes a new one from then on`() {
    var settings = parameters(delay: .milliseconds(4))
    settings.slot = Slots(.between(.milliseconds(3), .milliseconds(3)))
    // Asked at 0: a slot at 3, before the packet is ready at 4: another at 7. The packet of 2 is
    // ready at 6 and shares it; that of 30 asks at 30 and again at 34.
    #expect(arrivals(settings, [(0, 0), (2, 0), (30, 0)]) == [7, 7, 37])
  }

  @Test func `Waits for slots are distributed as they should`() {
    var settings = parameters(delay: .zero)
    settings.slot = Slots(
      .distributed(.normal, delay: .milliseconds(20), jitter: .milliseconds(2)), packets: 1)
    let times = arrivals(settings, (0..<2_000).map { _ in (1, 0) }).map { $0 ?? -1 }
    // 2,000 waits of 20 ± 2 ms: five deviations of their sum.
    #expect(abs(times[1_999] - 40_001) < 5 * 90)
    #expect(times == times.sorted())
  }

  // MARK: Limits

  @Test func `A limit in bytes counts what waits behind the packet being sent`() {
    var settings = parameters(delay: .zero, rate: .megabitsPerSecond(12))
    settings.limit = .bytes(.bytes(3_000))
    #expect(
      arrivals(settings, [(0, 1_448), (0, 1_448), (0, 1_448), (0, 0), (1, 1_448), (1, 0)])
        == [1, 2, 3, nil, 4, nil])
    settings.limit = .bytes(.zero)
    #expect(arrivals(settings, [(0, 1_448), (0, 0), (1, 0)]) == [1, nil, 1])
  }

  @Test func `Outages empty the slots and the bytes that wait`() {
    var settings = parameters(delay: .zero, rate: .megabitsPerSecond(12))
    settings.limit = .bytes(.bytes(1_500))
    settings.slot = Slots(.between(.milliseconds(10), .milliseconds(10)), packets: 1)
    var link = LinkDirection(settings, name: "l.up", seed: 1)
    #expect(link.offer(packet(), flow: 1, at: .zero).arrival == milliseconds(10))
    #expect(link.offer(packet(), flow: 1, at: .zero).arrival == milliseconds(20))
    #expect(link.offer(packet(), flow: 1, at: .zero) == .dropped(.queueFull))
    link.goDown()
    link.comeUp()
    #expect(link.offer(packet(), flow: 1, at: .zero).arrival == milliseconds(10))
  }
}
