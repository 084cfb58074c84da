import Testing
import WeirKernel
import WeirPrimitives
import WeirTCP

@testable import WeirNetwork

@Suite struct LinkMTUTests {
  /// Two links, of which the second takes 1,400 bytes; the first is slower there than back.
  private func world(reports: Bool = true) -> SmallWorld {
    var narrow = parameters(delay: .milliseconds(5))
    narrow.mtu = 1_400
    narrow.reportsTooLarge = reports
    let world = SmallWorld(
      hosts: ["a", "m", "b"],
      links: [
        .init(
          name: "one", first: 0, second: 1, up: parameters(delay: .milliseconds(10)),
          down: parameters(delay: .milliseconds(7))),
        .init(
          name: "two", first: 1, second: 2, up: narrow, down: parameters(delay: .milliseconds(5))),
      ])
    world.network.listen(host: 2, port: 80, owner: 9)
    let socket = world.connect(from: 0, to: 2)
    world.at(milliseconds(100)) { world in
      world.write([UInt8](repeating: 1, count: 2_896), on: socket)
    }
    world.at(milliseconds(200)) { world in
      world.write([UInt8](repeating: 1, count: 4_044), on: socket)
    }
    return world
  }

  @Test func `What is larger than the MTU is dropped, and its sender learns it by the way back`() {
    let world = world()
    world.run(until: milliseconds(250))
    let drops = world.occurrences(.packetDropped, at: "two.up")
    #expect(drops.prefix(2).map(\.instant) == [milliseconds(110), milliseconds(110)])
    #expect(
      drops.prefix(2).allSatisfy { UInt8($0.second >> 8 & 0xFF) == DropReason.tooLarge.rawValue })
    #expect(world.reports.prefix(2) == [milliseconds(117), milliseconds(117)])
    // From then on what is sent anew fits.
    let later = world.occurrences(.packetSent, at: "one.up")
      .filter { $0.instant == milliseconds(200) }.map { Int($0.second >> 16 & 0xFFFF) }
    #expect(later.count >= 3 && later.allSatisfy { $0 <= 1_348 })
  }

  @Test func `A black hole tells nobody`() {
    let world = world(reports: false)
    world.run(until: milliseconds(250))
    #expect(world.occurrences(.packetDropped, at: "two.up").count >= 2)
    #expect(world.reports.isEmpty)
  }

  @Test func `A report for an end that is closed by then changes nothing`() {
    var narrow = parameters(delay: .milliseconds(5))
    narrow.mtu = 1_400
    let world = SmallWorld(
      hosts: ["a", "m", "b"],
      links: [
        .init(
          name: "one", first: 0, second: 1, up: parameters(delay: .milliseconds(1)),
          down: parameters(delay: .seconds(9))),
        .init(name: "two", first: 1, second: 2, up: narrow, down: narrow),
      ])
    world.network.listen(host: 2, port: 80, owner: 9)
    let socket = world.connect(from: 0, to: 2)
    let second: (Int64) -> Instant = { .zero + .seconds($0) }
    world.at(second(20)) { world in
      world.write([UInt8](repeating: 1, count: 1_448), on: socket)
      world.network.abort(socket, &world.kernel)
    }
    world.run()
    #expect(world.reports == [second(29) + .milliseconds(1)])
    #expect(world.network.state(of: socket) == .closed)
  }

  @Test func `Exactly the MTU fits`() {
    var settings = parameters()
    settings.mtu = 1_500
    var link = LinkDirection(settings, name: "l.up", seed: 1)
    #expect(link.offer(packet(payload: 1_448), flow: 1, at: .zero).arrival == milliseconds(10))
    #expect(link.offer(packet(payload: 1_449), flow: 1, at: .zero) == .dropped(.tooLarge))
    #expect(link.counts.dropped == 1)
  }
}
