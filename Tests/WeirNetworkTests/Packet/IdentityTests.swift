import Testing
import WeirKernel
import WeirPrimitives

@testable import WeirNetwork

@Suite("Identity")
struct IdentityTests {
  /// What was recorded of a connection, told by names.
  private struct Told: Equatable {
    let at: Instant
    let component: String
    let kind: OccurrenceKind
    let flow: UInt64
    let what: UInt64
  }

  private func told(of socket: SocketHandle, in world: SmallWorld) -> [Told] {
    let flows = [socket, socket.peer].map { world.network.ends[Int($0.index)].flow }
    return world.kernel.recorder.occurrences.compactMap { occurrence in
      guard flows.contains(occurrence.first) else { return nil }
      return Told(
        at: occurrence.instant, component: world.network.componentNames[Int(occurrence.component)],
        kind: occurrence.kind, flow: occurrence.first, what: occurrence.second)
    }
  }

  private var settings: LinkParameters {
    var settings = parameters(jitter: .milliseconds(5), loss: .percent(10))
    settings.keepsOrder = false
    return settings
  }

  private func talk(_ world: SmallWorld, from: Int, to: Int, at start: Int64) {
    world.network.listen(host: to, port: 80, owner: 1)
    world.at(milliseconds(start)) { world in
      let socket = world.connect(from: from, to: to)
      for turn in 0..<20 as Range<Int64> {
        for end in [socket, socket.peer] {
          world.at(milliseconds(start + 2_000 + turn * 50)) {
            $0.write([UInt8](repeating: 3, count: 4_000), on: end)
          }
        }
      }
    }
  }

  @Test("Other hosts, links and connections leave a connection as it was, on a shared link too")
  func growth() {
    let small = SmallWorld(
      hosts: ["a", "r", "b"], links: [link("near", 0, 1, settings), link("far", 1, 2, settings)])
    talk(small, from: 0, to: 2, at: 10)
    small.run()
    let large = SmallWorld(
      hosts: ["x", "b", "y", "r", "a", "z"],
      links: [
        link("xr", 0, 3, settings), link("near", 4, 3, settings), link("yz", 2, 5, settings),
        link("far", 3, 1, settings),
      ])
    talk(large, from: 0, to: 1, at: 0)
    talk(large, from: 2, to: 5, at: 5)
    talk(large, from: 4, to: 1, at: 10)
    talk(large, from: 0, to: 4, at: 15)
    large.run()
    let expected = told(of: SocketHandle(index: 0), in: small)
    #expect(expected.count > 200)
    #expect(expected.contains { $0.kind == .packetDropped })
    #expect(told(of: SocketHandle(index: 4), in: large) == expected)
  }

  @Test("Every direction of every connection is a flow of its own, whatever the ports")
  func flows() {
    let world = SmallWorld(
      hosts: ["a", "b", "c"],
      links: [link("l", 0, 1, parameters()), link("m", 2, 1, parameters())])
    for _ in 0..<50 {
      for (source, destination) in [(0, 1), (2, 1), (1, 0), (0, 0)] {
        world.connect(from: source, to: destination, port: 80)
        world.connect(from: source, to: destination, port: 81)
      }
    }
    let flows = (0..<world.network.ends.count).map { world.network.ends[$0].flow }.sorted()
    #expect(flows.count == 800)
    #expect(zip(flows, flows.dropFirst()).allSatisfy { $0 != $1 })
  }

  @Test("A later connection with the same ports is another flow with another luck")
  func portsAgain() {
    let world = SmallWorld(parameters())
    world.connect()
    let cycle = Host.ephemeralPorts.count
    for _ in 1..<cycle { _ = world.network.hosts[0].nextPort() }
    world.connect()
    #expect(world.network.ends[0].port == 32_768)
    #expect(world.network.ends[2].port == 32_768)
    #expect(world.network.ends[0].flow != world.network.ends[2].flow)
  }

  @Test("The seed changes the luck and the initial sequence numbers")
  func seeds() {
    let digests = [1, 2, 1].map { (seed: UInt64) in
      let world = SmallWorld(settings, seed: seed)
      talk(world, from: 0, to: 1, at: 0)
      world.run()
      return world.digest
    }
    #expect(digests[0] != digests[1])
    #expect(digests[0] == digests[2])
  }
}
