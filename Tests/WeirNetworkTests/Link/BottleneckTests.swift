import Testing
import WeirKernel
import WeirPrimitives

@testable import WeirNetwork

@Suite struct BottleneckTests {
  /// Three clients behind one gateway; its link to the server sends a full packet a millisecond.
  private func world(limit: QueueLimit = 1_000) -> (SmallWorld, [SocketHandle]) {
    var neck = parameters(delay: .milliseconds(5), rate: .megabitsPerSecond(12))
    neck.limit = limit
    let world = SmallWorld(
      hosts: ["c0", "c1", "c2", "gateway", "server"],
      links: (0..<3).map { link("access\($0)", $0, 3, parameters(delay: .milliseconds(1))) }
        + [link("neck", 3, 4, neck)])
    world.network.listen(host: 4, port: 80, owner: 9)
    let sockets = (0..<3).map { world.connect(from: $0, to: 4) }
    world.run(until: milliseconds(100))
    return (world, sockets)
  }

  @Test func `Packets of three clients wait for each other in front of the shared link`() {
    let (world, sockets) = world()
    let before = world.instants(.packetDelivered, at: "neck.up").count
    for socket in sockets { world.write([UInt8](repeating: 1, count: 1_448), on: socket) }
    world.run(until: milliseconds(150))
    // 1 ms to the gateway, then one after the other, and 5 ms to the server.
    let arrivals = world.instants(.packetDelivered, at: "neck.up").dropFirst(before).prefix(3)
    // 1,500 bytes with timestamps, 1,488 without.
    let times = [1_488, 1_500].map { BitRate.megabitsPerSecond(12).transmissionTime(ofBytes: $0) }
    #expect(
      times.contains { time in
        arrivals.elementsEqual([1, 2, 3].map { milliseconds(106) + time * $0 })
      })
    #expect(world.instants(.packetDropped, at: "neck.up").isEmpty)
  }

  @Test func `One client's burst takes the room of another's packet`() {
    let (world, sockets) = world(limit: 3)
    world.write([UInt8](repeating: 1, count: 1_448 * 4), on: sockets[0])
    world.write([UInt8](repeating: 2, count: 1_448), on: sockets[1])
    world.run(until: milliseconds(102))
    let drops = world.occurrences(.packetDropped, at: "neck.up")
    #expect(drops.count == 1)
    let sent = world.occurrences(.packetSent, at: "access1.up").last?.first
    #expect(drops.first?.first == sent)
  }

  @Test func `All share what there is: three transfers take as long as the bytes of all`() {
    let (world, sockets) = world()
    let bytes = [UInt8](repeating: 1, count: 144_800)
    for socket in sockets { world.write(bytes, on: socket) }
    world.run()
    #expect(world.accepted.allSatisfy { world.received[$0]?.count == bytes.count })
    let last = world.instants(.packetDelivered, at: "neck.up").last ?? .zero
    // 300 packets of a millisecond each, and what slow start leaves idle.
    #expect(last > milliseconds(395) && last < milliseconds(520))
  }
}
