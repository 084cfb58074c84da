import Testing
import WeirKernel
import WeirPrimitives

@testable import WeirNetwork

/// Segments that are lost, or end, because of a byte they carry.
@Suite struct `Losses and ends of segments at a byte` {
  /// An established connection at 100 ms over 10 ms, whose client writes.
  private func world() -> (SmallWorld, writer: SocketHandle) {
    let world = SmallWorld(parameters())
    world.network.listen(host: 1, port: 80, owner: 1)
    let client = world.connect()
    world.run(until: milliseconds(100))
    return (world, client)
  }

  private let content = (0..<6_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }

  /// Payloads of the data segments that came out of the link to the reader.
  private func lengths(_ world: SmallWorld) -> [UInt64] {
    world.occurrences(.packetDelivered, at: "l.up").map { $0.second >> 16 & 0xFFFF }
      .filter { $0 > 0 }
  }

  @Test(arguments: [1_448, 2_000, 2_895])
  func `the segment with the byte is lost, once, and comes again`(offset: UInt64) {
    let (world, writer) = world()
    world.network.dropSegments(7, writer: writer, carrying: offset, count: 1)
    world.write(content, on: writer)
    world.run()
    #expect(world.instants(.packetDropped, at: "b") == [milliseconds(110)])
    #expect(world.tripped.map(\.at) == [milliseconds(110)])
    #expect(world.tripped.map(\.wire.rule) == [7])
    #expect(world.received[writer.peer] == content)
    #expect(lengths(world).prefix(5) == [1_448, 1_448, 1_448, 1_448, 208])
    #expect(world.failure(of: writer) == nil)
  }

  @Test func `its first repetition is lost too, which the sender's timer repairs`() {
    let (world, writer) = world()
    world.network.dropSegments(7, writer: writer, carrying: 1_448, count: 2)
    world.write(content, on: writer)
    world.run()
    #expect(
      world.instants(.packetDropped, at: "b") == [milliseconds(110), milliseconds(130)])
    #expect(world.tripped.count == 1)
    #expect(world.received[writer.peer] == content)
    let last = world.told.last { $0.signal.socket == writer.peer }
    #expect(last.map { $0.at > milliseconds(300) } ?? false)
  }

  @Test func `the byte before and the byte behind are in other segments`() {
    for (offset, lost) in [(1_447, 0), (1_448, 1), (2_896, 2)] as [(UInt64, Int)] {
      let (world, writer) = world()
      world.network.dropSegments(7, writer: writer, carrying: offset, count: 1)
      world.write(content, on: writer)
      world.run()
      let sequences = world.occurrences(.packetSent, at: "l.up")
        .filter { $0.second >> 16 & 0xFFFF > 0 }.map { $0.second >> 32 }
      let dropped = world.occurrences(.packetDropped, at: "b").map { $0.second >> 32 }
      #expect(dropped == [sequences[lost]])
    }
  }

  @Test func `another connection, the other way and a byte that never comes lose nothing`() {
    let (world, writer) = world()
    let other = world.connect()
    world.run(until: milliseconds(200))
    world.network.dropSegments(7, writer: writer, carrying: 6_000, count: 1)
    world.network.dropSegments(8, writer: writer.peer, carrying: 100, count: 1)
    world.write(content, on: writer)
    world.write(content, on: other)
    world.write(Array(content[..<100]), on: writer.peer)
    world.run()
    #expect(world.tripped.isEmpty)
    #expect(world.instants(.packetDropped, at: "b") == [])
    #expect(world.received[other.peer] == content)
    #expect(world.received[writer] == Array(content[..<100]))
  }

  @Test func `what was to be lost on a connection that is gone is forgotten`() {
    let (world, writer) = world()
    world.network.dropSegments(7, writer: writer, carrying: 10, count: 1)
    world.network.abort(writer, &world.kernel)
    world.network.close(writer.peer, &world.kernel)
    world.run()
    world.connect()
    world.run()
    world.network.dropSegments(8, writer: writer, carrying: 10, count: 1)
    #expect(world.network.dropWires.isEmpty)
  }

  @Test(arguments: [1, 500, 1_448, 1_449, 5_999])
  func `a segment ends at the byte, and nothing else happens`(offset: UInt64) {
    let (world, writer) = world()
    world.network.arm(7, writer: writer, offset: offset, holds: false)
    world.write(content, on: writer)
    world.run()
    var ends: [UInt64] = []
    for length in lengths(world) { ends.append((ends.last ?? 0) + length) }
    #expect(ends.contains(offset))
    #expect(world.tripped.map(\.at) == [milliseconds(110)])
    #expect(world.received[writer.peer] == content)
    #expect(world.network.droppedPackets == 0)
  }

  @Test func `what is behind the end of a segment is let through before it`() {
    // Held back are four segments and the probe that comes of it.
    for (holds, dropped) in [(false, 1), (true, 6)] as [(Bool, UInt64)] {
      let (world, writer) = world()
      world.network.dropSegment(1, direction: 0)
      world.network.arm(7, writer: writer, offset: 500, holds: holds)
      world.write(content, on: writer)
      world.run()
      #expect(world.received[writer.peer] == content)
      #expect(world.network.droppedPackets == dropped)
    }
  }
}
