import Testing
import WeirKernel
import WeirPrimitives
import WeirTCP

@testable import WeirNetwork

/// Copies and changed bits.
@Suite struct PacketDamageTests {
  private let bytes = (0..<14_480).map { UInt8(truncatingIfNeeded: $0 &* 31) }

  /// A world in which `bytes` were written at one end and read at the other.
  private func transfer(
    seed: UInt64 = 1, _ change: (inout LinkParameters) -> Void, losing segment: UInt32 = 0
  ) -> SmallWorld {
    var up = parameters(delay: .milliseconds(10))
    change(&up)
    let down = parameters(delay: .milliseconds(10))
    let world = SmallWorld(
      links: [.init(name: "l", first: 0, second: 1, up: up, down: down)], seed: seed)
    world.network.listen(host: 1, port: 80, owner: 9)
    let socket = world.connect()
    let bytes = bytes
    world.application = { world, signal in
      if signal.socket == socket, signal.signals.contains(.established) {
        world.network.dropSegment(segment, direction: 0)
        world.write(bytes, on: socket)
      }
    }
    world.run()
    return world
  }

  private func received(_ world: SmallWorld) -> [UInt8] {
    world.accepted.first.flatMap { world.received[$0] } ?? []
  }

  @Test func `Every packet comes twice where duplication is certain, and is read once`() {
    let world = transfer { $0.duplicate = Chance(.one) }
    let counts = world.counts("l.up")
    #expect(counts.duplicated == counts.entered && counts.entered >= 12)
    #expect(counts.delivered == 2 * counts.entered && counts.dropped == 0)
    #expect(world.network.duplicatedPackets == counts.duplicated)
    #expect(received(world) == bytes)
    let arrivals = world.occurrences(.packetDelivered, at: "l.up")
    #expect(arrivals.count == Int(counts.delivered))
    for pair in 0..<arrivals.count / 2 {
      #expect(arrivals[pair * 2].instant == arrivals[pair * 2 + 1].instant)
    }
  }

  @Test func `A packet chosen for both loss and duplication goes once, as in netem`() {
    let world = transfer {
      $0.duplicate = Chance(.one)
      $0.loss = .one
    }
    let counts = world.counts("l.up")
    #expect(counts.duplicated == 0 && counts.dropped == 0 && counts.delivered == counts.entered)
    #expect(received(world) == bytes)
  }

  @Test func `A copy has luck of its own, on every link that it comes to`() {
    let first = packet(7).duplicate
    var second = packet(7)
    second.hop = 1
    #expect(first.drawNumber == 1 << 32 | 7)
    #expect(second.duplicate.drawNumber == 2 << 32 | 7)
    var third = first
    third.hop = 1
    #expect(third.duplicate.drawNumber == 66 << 32 | 7)
    var sum = LinkCounts()
    for seed in 1...4 as ClosedRange<UInt64> {
      let world = transfer(seed: seed) {
        $0.duplicate = Chance(.percent(50))
        $0.loss = .percent(20)
      }
      sum.duplicated += world.counts("l.up").duplicated
      sum.dropped += world.counts("l.up").dropped
      #expect(received(world) == bytes)
    }
    #expect(sum.duplicated > 12 && sum.dropped > 3)
  }

  @Test func `A corrupted packet is dropped by the host that it is for`() {
    let world = transfer(seed: 3) { $0.corrupt = Corruption(Chance(.percent(20))) }
    let drops = world.occurrences(.packetDropped, at: "b")
    #expect(drops.count > 1)
    #expect(drops.allSatisfy { UInt8($0.second >> 8 & 0xFF) == DropReason.corrupted.rawValue })
    #expect(world.counts("l.up").dropped == 0)
    #expect(world.network.droppedPackets == UInt64(drops.count))
    #expect(received(world) == bytes)
  }

  @Test
  func `Corruption that passes the checksum changes one bit of each segment that is taken in`() {
    let world = transfer { $0.corrupt = Corruption(Chance(.one), passesChecksum: true) }
    let read = received(world)
    #expect(read.count == bytes.count)
    var changed: [Int] = []
    for index in bytes.indices where read[index] != bytes[index] {
      #expect((read[index] ^ bytes[index]).nonzeroBitCount == 1)
      changed.append(index / 1_448)
    }
    #expect(changed == Array(0..<10))
  }

  @Test func `Of a segment that comes twice the first one's change counts`() {
    let world = transfer {
      $0.corrupt = Corruption(Chance(.one), passesChecksum: true)
      $0.duplicate = Chance(.one)
    }
    let read = received(world)
    #expect(zip(read, bytes).count { $0 != $1 } == 10)
  }

  @Test func `A change ahead of a gap is read once the gap is filled`() {
    let world = transfer(
      { $0.corrupt = Corruption(Chance(.one), passesChecksum: true) }, losing: 3)
    let read = received(world)
    #expect(world.counts("l.up").dropped == 1)
    #expect(read.count == bytes.count)
    let changed = bytes.indices.filter { read[$0] != bytes[$0] }.map { $0 / 1_448 }
    #expect(changed == Array(0..<10))
  }

  @Test(arguments: 1...25 as ClosedRange<UInt64>)
  func `Whatever a link does to packets, bytes arrive once and in order, and all packets add up`(
    seed: UInt64
  ) {
    let key = DrawKey(seed: seed, owner: "test", purpose: "link")
    let world = transfer(seed: seed) { up in
      up.jitter = .milliseconds(Int64(key.below(8, 0)))
      up.keepsOrder = key.below(2, 1) == 0
      up.loss = .percent(key.below(5, 2))
      up.duplicate = Chance(.percent(key.below(20, 3)), correlation: .percent(key.below(50, 4)))
      up.corrupt = Corruption(Chance(.percent(key.below(5, 5))))
      up.reorder = Reordering(Chance(.percent(key.below(30, 6))), gap: 1 + Int(key.below(5, 7)))
      if key.below(2, 8) == 0 { up.rate = .megabitsPerSecond(1 + Int64(key.below(20, 9))) }
      up.limit = key.below(2, 10) == 0 ? .bytes(.bytes(20_000)) : .packets(20)
      if key.below(2, 11) == 0 { up.queue = .codel }
      if key.below(3, 12) == 0 {
        up.slot = Slots(.between(.milliseconds(1), .milliseconds(6)), packets: 4)
      }
      if key.below(3, 13) == 0 {
        up.lossModel = .gilbertElliott(
          GilbertElliott(p: .percent(2), r: .percent(40), oneMinusH: .percent(70)))
      }
      up.distribution = JitterDistribution.allCases[Int(key.below(4, 14))]
    }
    #expect(received(world) == bytes)
    #expect(world.network.packetsInFlight == 0)
    let counts = world.counts("l.up")
    #expect(counts.onLink == 0 && counts.entered > 10)
  }
}
