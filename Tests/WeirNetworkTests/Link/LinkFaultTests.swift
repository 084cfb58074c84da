import Testing
import WeirKernel
import WeirPrimitives

@testable import WeirNetwork

@Suite("Faults on a link")
struct LinkFaultTests {
  @Test("Nothing enters a direction that is down, and afterwards its queue is fresh")
  func down() {
    var link = LinkDirection(
      parameters(delay: .zero, rate: .megabitsPerSecond(12)), name: "l.up", seed: 1)
    for _ in 0..<10 { _ = link.offer(packet(), flow: 1, at: .zero) }
    link.goDown()
    #expect(link.offer(packet(), flow: 1, at: milliseconds(2)) == .dropped(.linkDown))
    link.comeUp()
    // Without the outage this packet would have waited until 10 ms.
    #expect(link.offer(packet(), flow: 1, at: milliseconds(2)).arrival == milliseconds(3))
  }

  @Test("A direction is up again when the last of the faults that took it down has ended")
  func overlapping() {
    var link = LinkDirection(parameters(), name: "l.up", seed: 1)
    link.goDown()
    link.goDown()
    link.comeUp()
    #expect(link.offer(packet(), flow: 1, at: .zero) == .dropped(.linkDown))
    link.comeUp()
    #expect(link.offer(packet(), flow: 1, at: .zero).arrival == milliseconds(10))
  }

  @Test("Overlapping black holes swallow until the last has ended")
  func blackholes() {
    var link = LinkDirection(parameters(), name: "l.up", seed: 1)
    link.beginSwallowing()
    link.beginSwallowing()
    link.stopSwallowing()
    #expect(link.offer(packet(), flow: 1, at: .zero) == .dropped(.blackhole))
    link.stopSwallowing()
    #expect(link.offer(packet(), flow: 1, at: .zero).arrival == milliseconds(10))
  }

  @Test("The k-th data segment is dropped; acknowledgments do not count; rules count on their own")
  func segments() {
    var link = LinkDirection(parameters(), name: "l.up", seed: 1)
    link.dropSegment(2)
    link.dropSegment(4)
    link.dropSegment(2)
    link.dropSegment(0)
    let payloads: [UInt32] = [0, 1, 0, 0, 1_448, 1, 0, 1, 1]
    let verdicts = payloads.map { link.offer(packet(payload: $0), flow: 1, at: .zero) }
    #expect(verdicts.map { $0 == .dropped(.segmentFault) }.firstIndex(of: true) == 4)
    #expect(verdicts.indices.filter { verdicts[$0] == .dropped(.segmentFault) } == [4, 7])
  }

  @Test("What is on a link that goes down is lost when it would have come out")
  func inFlight() {
    let world = SmallWorld(parameters())
    world.network.listen(host: 1, port: 80, owner: 9)
    world.connect()
    world.at(milliseconds(5)) { $0.network.takeDown(direction: 0) }
    world.at(milliseconds(6)) { $0.network.bringUp(direction: 0) }
    world.run(until: milliseconds(20))
    #expect(world.instants(.packetDropped, at: "l.up") == [milliseconds(10)])
    #expect(world.network.droppedPackets == 1)
    #expect(world.network.directions[0].counts.dropped == 1)
    #expect(world.network.packetsInFlight == 0)
    // The SYN is repeated after a second and gets through.
    world.run(until: milliseconds(1_021))
    #expect(world.told.map(\.at) == [milliseconds(1_020)])
  }

  @Test("A black hole lets what is on the link arrive")
  func blackholeInFlight() {
    let world = SmallWorld(parameters())
    world.network.listen(host: 1, port: 80, owner: 9)
    world.connect()
    world.at(milliseconds(5)) { world in
      world.network.swallow(direction: 0)
      world.network.swallow(direction: 1)
    }
    world.run(until: milliseconds(30))
    #expect(world.instants(.packetDelivered, at: "l.up") == [milliseconds(10)])
    #expect(world.instants(.packetDropped, at: "l.down") == [milliseconds(10)])
  }
}
