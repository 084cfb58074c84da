import Testing
import WeirKernel
import WeirPrimitives
import WeirTCP

@testable import WeirNetwork

@Suite struct CoDelTests {
  /// The milliseconds at which packets are dropped when one is taken out each millisecond.
  private func drops(until end: Int64, wait: (Int64) -> TimeSpan, backlog: Int = 15_000) -> [Int64]
  {
    var codel = CoDel(CoDelParameters())
    var drops: [Int64] = []
    for millisecond in 1...end {
      let now = milliseconds(millisecond)
      var decision = codel.begin(wait: wait(millisecond), backlog: backlog, at: now)
      while decision == .drop {
        drops.append(millisecond)
        decision = codel.goOn(wait: wait(millisecond), backlog: backlog, at: now)
      }
    }
    return drops
  }

  // The schedules are those of codel_impl.h, worked out by hand with its 16-bit arithmetic: the
  // first Newton step for a count of 2 gives 1/2 where 1/√2 is meant, the next ones come nearer.

  @Test func `A wait of 20 ms is borne for 100 ms, then drops come faster by 1/√count`() {
    #expect(
      drops(until: 800) { _ in .milliseconds(20) } == [
        102, 202, 252, 309, 358, 402, 442, 480, 515, 548, 579, 610, 638, 666, 693, 718, 743, 768,
        791,
      ])
  }

  @Test func `After a short break it goes on at about the rate it had`() {
    let schedule = drops(until: 980) {
      .milliseconds($0 > 600 && $0 <= 650 ? 0 : 20)
    }
    #expect(
      schedule == [
        102, 202, 252, 309, 358, 402, 442, 480, 515, 548, 579, 752, 784, 814, 843, 871, 897, 923,
        948, 972,
      ])
  }

  @Test func `Waits below the target and queues of one packet are never too long`() {
    #expect(drops(until: 500, wait: { _ in .nanoseconds(4_999_999) }).isEmpty)
    #expect(drops(until: 500, wait: { _ in .seconds(1) }, backlog: 1_500).isEmpty)
    #expect(drops(until: 500, wait: { _ in .milliseconds(5) }, backlog: 1_501).first == 102)
    // Each dip below the target starts the interval anew.
    #expect(drops(until: 500, wait: { .milliseconds($0 % 90 == 0 ? 1 : 20) }).isEmpty)
  }

  @Test func `A packet every half millisecond into a rate of one a millisecond`() {
    // The packet taken out at k ms has waited k/2: 5 ms at 10, too long for 100 ms behind 110.
    var settings = parameters(delay: .zero, rate: .megabitsPerSecond(12))
    settings.queue = .codel
    var link = LinkDirection(settings, name: "l.up", seed: 1)
    var recorder = Recorder()
    var drops: [(at: Int64, place: UInt32)] = []
    for half in 0..<600 as Range<Int64> {
      let now = Instant.zero + .microseconds(half * 500)
      link.wait(place: UInt32(half), bytes: 1_500, at: now)
      while let turn = link.nextTurn(at: now), turn == now {
        var dropped: [UInt32] = []
        _ = link.take(at: now, dropping: &dropped)
        drops += dropped.map { (half / 2, $0) }
      }
    }
    // Packet n has waited until n ms and is followed by one of the same instant.
    #expect(drops.map(\.at) == [111, 211, 261])
    #expect(drops.map(\.place) == [111, 212, 263])
    #expect(link.counts.dropped == 3)
    recorder.cause = 0
  }

  @Test func `An outage empties the queue, and what waited is told as lost with the link`() {
    var settings = parameters(delay: .milliseconds(1), rate: .kilobitsPerSecond(120))
    settings.queue = .codel
    let world = SmallWorld(settings)
    world.network.listen(host: 1, port: 80, owner: 9)
    let socket = world.connect()
    world.at(milliseconds(50)) { world in
      world.write([UInt8](repeating: 7, count: 14_480), on: socket)
    }
    world.at(milliseconds(150)) { $0.network.takeDown(direction: 0) }
    world.at(milliseconds(160)) { $0.network.bringUp(direction: 0) }
    world.run()
    let reasons = world.occurrences(.packetDropped, at: "l.up").map { UInt8($0.second >> 8 & 0xFF) }
    // One has just left, one is being sent, eight wait; probes may enter while it is down.
    #expect(reasons.count >= 10)
    #expect(reasons.prefix(10).allSatisfy { $0 == DropReason.linkDown.rawValue })
    #expect(world.received[world.accepted[0]]?.count == 14_480)
  }

  @Test func `Without a rate there is no queue to control; below the target nothing is dropped`() {
    var settings = parameters()
    settings.queue = .codel
    var link = LinkDirection(settings, name: "l.up", seed: 1)
    for _ in 0..<50 {
      #expect(link.offer(packet(), flow: 1, at: .zero).arrival == milliseconds(10))
    }
  }

  /// How long data packets of a bulk transfer wait in front of the rate, sorted, in the last half.
  private func waits(_ queue: QueueDiscipline, _ limit: QueueLimit = 1_000) -> [Int64] {
    var up = parameters(delay: .milliseconds(10), rate: .megabitsPerSecond(12))
    up.queue = queue
    up.limit = limit
    let world = SmallWorld(links: [
      .init(name: "l", first: 0, second: 1, up: up, down: parameters(delay: .milliseconds(10)))
    ])
    world.network.listen(host: 1, port: 80, owner: 9)
    let socket = world.connect()
    let bytes = [UInt8](repeating: 1, count: 3_000_000)
    world.application = { world, signal in
      if signal.socket == socket, signal.signals.contains(.established) {
        world.write(bytes, on: socket)
      }
    }
    world.run()
    #expect(world.received[world.accepted[0]]?.count == bytes.count)
    var sent: [UInt32: Instant] = [:]  // lookup only
    var waits: [Int64] = []
    for occurrence in world.kernel.recorder.occurrences where occurrence.component == 2 {
      let sequence = UInt32(occurrence.second >> 32)
      switch occurrence.kind {
      case .packetSent: sent[sequence] = occurrence.instant
      case .packetDelivered:
        let start = sent[sequence] ?? .zero
        waits.append(occurrence.instant.elapsed(since: start).nanoseconds - 11_000_000)
      default: break
      }
    }
    return waits.suffix(waits.count / 2).sorted()
  }

  @Test func `The queue of a bulk transfer stands at about the target, not as long as it may`() {
    let standing = waits(.dropTail)
    let controlled = waits(.codel)
    #expect(standing[standing.count / 2] > 20_000_000)
    #expect(controlled[controlled.count / 2] < 10_000_000)
    #expect(controlled[controlled.count / 2] * 3 < standing[standing.count / 2])
  }

  @Test func `Under CoDel the limit drops at the entry as a drop-tail queue does`() {
    var settings = parameters(delay: .zero, rate: .megabitsPerSecond(12))
    settings.limit = 2
    settings.queue = .codel
    var link = LinkDirection(settings, name: "l.up", seed: 1)
    var recorder = Recorder()
    func enter(_ now: Instant) -> Bool {
      var packet = packet()
      let admission = link.admit(&packet, flow: 1, isCopy: false, at: now, into: &recorder)
      guard admission == .admitted(isCopied: false) else { return false }
      link.wait(place: 0, bytes: 1_500, at: now)
      var dropped: [UInt32] = []
      if link.nextTurn(at: now) == now { _ = link.take(at: now, dropping: &dropped) }
      return true
    }
    #expect((0..<5).map { _ in enter(.zero) } == [true, true, true, false, false])
    #expect((0..<2).map { _ in enter(milliseconds(1)) } == [true, false])
  }

  @Test func `A recorded capacity under CoDel lets out what drop-tail would, until it drops`()
    throws
  {
    var settings = parameters(delay: .milliseconds(3))
    settings.trace = try MahimahiTrace(milliseconds: [4, 4, 9, 20])
    var controlled = settings
    controlled.queue = .codel
    func arrivals(_ settings: LinkParameters) -> [Instant] {
      let world = SmallWorld(settings)
      world.network.listen(host: 1, port: 80, owner: 9)
      let socket = world.connect()
      world.at(milliseconds(100)) { world in
        world.write([UInt8](repeating: 7, count: 9_000), on: socket)
        world.write([UInt8](repeating: 7, count: 100), on: socket)
      }
      world.run()
      return world.instants(.packetDelivered, at: "l.up")
    }
    let plain = arrivals(settings)
    #expect(plain.count > 8)
    #expect(arrivals(controlled) == plain)
  }
}
