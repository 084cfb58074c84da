import Testing
import WeirKernel
import WeirPrimitives

@testable import WeirNetwork

@Suite("LinkDirection")
struct LinkDirectionTests {
  @Test("A link without a rate delays every packet by exactly its delay")
  func delay() {
    var link = LinkDirection(parameters(delay: .nanoseconds(12_345)), name: "l.up", seed: 1)
    for instant: Int64 in [0, 1, 1, 999] {
      #expect(
        link.offer(packet(), flow: 1, at: nanoseconds(instant))
          == .arrives(at: nanoseconds(instant + 12_345)))
    }
  }

  @Test("A rate serialises 52 bytes of headers and the payload to the nanosecond, rounded up")
  func serialisation() {
    let rate = BitRate(bitsPerSecond: 7_000_000)
    var link = LinkDirection(parameters(delay: .zero, rate: rate), name: "l.up", seed: 1)
    // 1,500 bytes are 12,000 bits: 1,714,285.71… ns.
    #expect(link.offer(packet(), flow: 1, at: .zero).arrival == nanoseconds(1_714_286))
    // 52 bytes: 59,428.57… ns, behind the first.
    #expect(
      link.offer(packet(payload: 0), flow: 1, at: nanoseconds(5)).arrival
        == nanoseconds(1_714_286 + 59_429))
    // An idle link starts anew.
    #expect(
      link.offer(packet(payload: 0), flow: 1, at: milliseconds(9)).arrival
        == nanoseconds(9_059_429))
  }

  @Test("The limit counts packets that wait: one more than limit + 1 in the system is dropped")
  func dropTail() {
    // One millisecond a packet.
    var settings = parameters(delay: .zero, rate: .megabitsPerSecond(12))
    settings.limit = 2
    var link = LinkDirection(settings, name: "l.up", seed: 1)
    let verdicts = (0..<5).map { _ in link.offer(packet(), flow: 1, at: .zero) }
    #expect(
      verdicts.map(\.arrival) == ([1, 2, 3, nil, nil] as [Int64?]).map { $0.map(milliseconds) })
    #expect(verdicts[3] == .dropped(.queueFull))
    // A place is free once the first packet has left, not before.
    #expect(
      link.offer(packet(), flow: 1, at: nanoseconds(999_999)) == .dropped(.queueFull))
    #expect(link.offer(packet(), flow: 1, at: milliseconds(1)).arrival == milliseconds(4))
    #expect(link.counts.entered == 7)
    #expect(link.counts.dropped == 3)
  }

  @Test("A limit of zero leaves the packet being sent and nothing behind it")
  func noQueue() {
    var settings = parameters(delay: .zero, rate: .megabitsPerSecond(12))
    settings.limit = 0
    var link = LinkDirection(settings, name: "l.up", seed: 1)
    #expect(link.offer(packet(), flow: 1, at: .zero).arrival == milliseconds(1))
    #expect(link.offer(packet(), flow: 1, at: .zero) == .dropped(.queueFull))
  }

  @Test("Without a rate nothing waits and nothing is dropped, whatever the limit")
  func limitWithoutRate() {
    var settings = parameters()
    settings.limit = 0
    var link = LinkDirection(settings, name: "l.up", seed: 1)
    for _ in 0..<100 {
      #expect(link.offer(packet(), flow: 1, at: .zero).arrival == milliseconds(10))
    }
  }

  @Test("Jitter stays within its bounds, reaches near both and centres on the delay")
  func jitter() {
    var settings = parameters(delay: .milliseconds(50), jitter: .milliseconds(20))
    settings.keepsOrder = false
    var link = LinkDirection(settings, name: "l.up", seed: 1)
    let count: Int64 = 20_000
    var sum: Int64 = 0
    var shortest = Int64.max
    var longest: Int64 = 0
    for number in 0..<count {
      let verdict = link.offer(packet(UInt32(number)), flow: 1, at: .zero)
      let delay = verdict.arrival?.nanoseconds ?? -1
      sum += delay
      shortest = min(shortest, delay)
      longest = max(longest, delay)
    }
    #expect((30_000_000...30_010_000).contains(shortest))
    #expect((69_990_000...70_000_000).contains(longest))
    // The deviation of one is 40 ms / √12, that of the mean of 20,000 is 81,650 ns; five of them.
    #expect(abs(sum / count - 50_000_000) < 408_250)
  }

  @Test("Jitter larger than the delay never brings a packet before it was sent")
  func jitterBeyondDelay() {
    let settings = parameters(delay: .milliseconds(1), jitter: .milliseconds(5))
    var link = LinkDirection(settings, name: "l.up", seed: 1)
    var zeros = 0
    for number in 0..<1_000 {
      let arrival = link.offer(packet(UInt32(number)), flow: 1, at: milliseconds(Int64(number)))
        .arrival
      #expect(arrival.map { $0 >= milliseconds(Int64(number)) } == true)
      if arrival == milliseconds(Int64(number)) { zeros += 1 }
    }
    #expect(zeros > 0)
  }

  @Test("Packets overtake each other only when order is not kept", arguments: [true, false])
  func overtaking(keepsOrder: Bool) {
    var settings = parameters(delay: .milliseconds(50), jitter: .milliseconds(20))
    settings.keepsOrder = keepsOrder
    var link = LinkDirection(settings, name: "l.up", seed: 1)
    var last = Instant.zero
    var overtakes = 0
    for number in 0..<20_000 {
      let now = Instant.zero + .microseconds(Int64(number) * 100)
      guard let arrival = link.offer(packet(UInt32(number)), flow: 1, at: now).arrival else {
        Issue.record("packet \(number) was dropped")
        return
      }
      if arrival < last { overtakes += 1 }
      last = arrival
    }
    #expect(keepsOrder ? overtakes == 0 : overtakes > 5_000)
  }

  @Test("A recorded capacity gives packets its opportunities, then the delay")
  func recorded() throws {
    var settings = parameters(delay: .milliseconds(10))
    settings.trace = try MahimahiTrace(milliseconds: [3, 7])
    settings.limit = 2
    var link = LinkDirection(settings, name: "l.up", seed: 1)
    let arrivals = (0..<4).map { _ in link.offer(packet(), flow: 1, at: .zero).arrival }
    #expect(
      arrivals == ([13, 17, 20, nil] as [Int64?]).map { $0.map(milliseconds) })
  }

  @Test("Poisson arrivals at 80 % of the rate wait as long as an M/D/1 queue says")
  func queueingTheory() {
    // 1,500 bytes take a millisecond; a mean of 1.25 ms between arrivals is a load of 0.8.
    let settings = parameters(delay: .zero, rate: .megabitsPerSecond(12))
    var link = LinkDirection(settings, name: "l.up", seed: 1)
    let gaps = DrawKey(seed: 1, owner: "test", purpose: "arrivals")
    var now = Instant.zero
    var waited: Int64 = 0
    let count: Int64 = 400_000
    for number in 0..<count {
      now = now + gaps.exponential(mean: .microseconds(1_250), UInt64(number))
      guard let arrival = link.offer(packet(), flow: 1, at: now).arrival else {
        Issue.record("a queue of 1,000 overflowed")
        return
      }
      waited += arrival.elapsed(since: now).nanoseconds - 1_000_000
    }
    // ρ / (2 (1 - ρ)) service times: 2 ms.
    #expect(abs(waited / count - 2_000_000) < 100_000)
  }
}
