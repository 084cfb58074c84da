import Testing
import WeirKernel
import WeirPrimitives
import WeirTCP

@testable import WeirNetwork

@Suite("Connecting")
struct ConnectTests {
  @Test("A connection is established after one round trip, the accepted end after one and a half")
  func established() {
    let world = SmallWorld(parameters())
    world.network.listen(host: 1, port: 80, owner: 9)
    let client = world.connect()
    world.run(until: milliseconds(100))
    #expect(world.told.map(\.at) == [milliseconds(20), milliseconds(30)])
    #expect(world.told.map(\.signal.socket) == [client, client.peer])
    #expect(world.told.map(\.signal.acceptedOn) == [nil, 80])
    #expect(world.network.owner(of: client) == 0)
    #expect(world.network.owner(of: client.peer) == 9)
    #expect(world.network.state(of: client) == .established)
    #expect(world.network.host(of: client.peer) == 1)
  }

  @Test("A port nobody listens on refuses after one round trip")
  func refused() {
    let world = SmallWorld(parameters())
    world.network.listen(host: 1, port: 80, owner: 9)
    world.network.stopListening(host: 1, owner: 9)
    let client = world.connect()
    world.run()
    #expect(world.failure(of: client) == .refused)
    #expect(world.told.map(\.at) == [milliseconds(20)])
    #expect(world.kernel.now == milliseconds(20))
  }

  @Test("A host that no link leads to is unreachable, and no port is used up")
  func unreachable() {
    let world = SmallWorld(hosts: ["a", "b", "c"], links: [link("l", 0, 1, parameters())])
    #expect(throws: ConnectError.hostUnreachable) {
      try world.network.connect(
        from: 0, to: 2, port: 80, owner: 0, localSocket: 0, &world.kernel)
    }
    #expect(world.network.hosts[0].openedCount == 0)
    #expect(world.network.connectionCount == 0)
  }

  @Test("A chain of links adds up its delays; each link sees the packet", arguments: [1, 2, 3])
  func chains(length: Int) {
    let hosts = ["a"] + (1..<length).map { "r\($0)" } + ["b"]
    let links = (0..<length).map { link("l\($0)", $0, $0 + 1, parameters()) }
    let world = SmallWorld(hosts: hosts, links: links)
    world.network.listen(host: length, port: 80, owner: 9)
    world.connect(to: length)
    world.run(until: milliseconds(1_000))
    let oneWay = Int64(length) * 10
    #expect(world.told.map(\.at) == [milliseconds(oneWay * 2), milliseconds(oneWay * 3)])
    for (position, declared) in links.enumerated() {
      let first = Int64(position + 1) * 10
      #expect(
        world.instants(.packetDelivered, at: declared.name + ".up")
          == [milliseconds(first), milliseconds(oneWay * 2 + first)])
      #expect(
        world.instants(.packetDelivered, at: declared.name + ".down")
          == [milliseconds(oneWay * 2 - first + 10)])
    }
  }

  @Test("Within one host a connection takes no time and no link")
  func sameHost() {
    let world = SmallWorld(hosts: ["a"], links: [])
    world.network.listen(host: 0, port: 80, owner: 9)
    let client = world.connect(from: 0, to: 0)
    world.run(until: milliseconds(1))
    #expect(world.told.map(\.at) == [.zero, .zero])
    world.write([7, 8], on: client)
    world.run()
    #expect(world.received[client.peer] == [7, 8])
    #expect(world.network.sentPackets == world.network.deliveredPackets)
    #expect(world.kernel.recorder.occurrences.allSatisfy { $0.kind != .packetSent })
  }

  @Test("A loop without delay is ended by the bound on events at one instant")
  func endlessLoop() {
    let world = SmallWorld(
      links: [link("l", 0, 1, parameters(delay: .zero))],
      bounds: RunBounds(eventsAtOneInstant: 10_000))
    world.network.listen(host: 1, port: 80, owner: 9)
    world.application = { world, signal in
      if signal.signals.contains(.established) || signal.signals.contains(.readable) {
        world.write([1], on: signal.socket)
      }
    }
    world.connect()
    #expect(world.run() == .eventsAtOneInstant(10_000))
    #expect(world.kernel.now == .zero)
  }

  @Test("Each host counts its own ports, and numbers go on where ports begin again")
  func ports() {
    var host = Host(name: "a")
    var other = Host(name: "b")
    #expect(host.nextPort() == (32_768, 32_768))
    #expect(host.nextPort() == (32_769, 32_769))
    #expect(other.nextPort() == (32_768, 32_768))
    for _ in 2..<28_231 { _ = host.nextPort() }
    #expect(host.nextPort() == (60_999, 60_999))
    #expect(host.nextPort() == (32_768, 61_000))
  }
}
