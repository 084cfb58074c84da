import Testing
import WeirKernel
import WeirPrimitives
import WeirTCP

@testable import WeirNetwork

@Suite("Cuts at positions")
struct TripwireTests {
  /// An established connection at 100 ms, whose client's stream is to be cut.
  private func world(_ action: CutKind? = nil) -> (SmallWorld, writer: SocketHandle) {
    let world = SmallWorld(parameters())
    world.network.listen(host: 1, port: 80, owner: 1)
    let client = world.connect()
    world.run(until: milliseconds(100))
    world.onTrip = { world, wire in
      if let action { world.network.cut(wire, by: action, &world.kernel) }
    }
    return (world, client)
  }

  private let content = (0..<6_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }

  @Test(
    "A cut lets exactly the bytes before it through: inside, at the end of a segment or a write",
    arguments: [0, 1, 500, 1_448, 1_449, 2_896, 4_999, 5_000], CutKind.allCases)
  func exact(offset: Int, action: CutKind) {
    let (world, writer) = world(action)
    world.network.arm(7, writer: writer, offset: UInt64(offset))
    world.write(Array(content[..<5_000]), on: writer)
    world.write(Array(content[5_000...]), on: writer)
    world.run()
    #expect(world.received[writer.peer] ?? [] == Array(content[..<offset]))
    #expect(world.tripped.map(\.at) == [milliseconds(offset == 0 ? 100 : 110)])
    #expect(world.tripped.map(\.wire.rule) == [7])
    switch action {
    case .fin:
      #expect(world.signals(of: writer.peer).contains(.endOfStream))
      #expect(world.failure(of: writer) == .reset)
      #expect(world.failure(of: writer.peer) == nil)
    case .rst:
      #expect(world.failure(of: writer) == .reset)
      #expect(world.failure(of: writer.peer) == .reset)
      #expect(!world.signals(of: writer.peer).contains(.endOfStream))
    case .silence:
      #expect(world.failure(of: writer) == .timedOut)
      #expect(world.failure(of: writer.peer) == nil)
      #expect(world.network.state(of: writer.peer) == .established)
    }
  }

  @Test(
    "A cut is exact when a segment before it was lost and comes again behind those after it",
    arguments: [1, 2, 3] as [UInt32], [1_000, 1_448, 2_000, 2_896, 3_000, 4_344, 5_999])
  func afterLoss(lost: UInt32, offset: Int) {
    let (world, writer) = world(.fin)
    world.network.dropSegment(lost, direction: 0)
    world.network.arm(7, writer: writer, offset: UInt64(offset))
    world.write(content, on: writer)
    world.run()
    #expect(world.received[writer.peer] == Array(content[..<offset]))
    #expect(world.tripped.count == 1)
    #expect(world.signals(of: writer.peer).contains(.endOfStream))
  }

  @Test("Each byte of a stream of small writes can be the last one", arguments: 0...24)
  func everyByte(offset: Int) {
    let (world, writer) = world(.rst)
    world.network.arm(7, writer: writer, offset: UInt64(offset))
    for piece in 0..<6 {
      world.at(milliseconds(100 + Int64(piece) * 3)) { world in
        world.write(Array(content[piece * 4..<piece * 4 + 4]), on: writer)
      }
    }
    world.run()
    #expect(world.received[writer.peer] ?? [] == Array(content[..<offset]))
    #expect(world.failure(of: writer) == .reset)
    #expect(world.failure(of: writer.peer) == .reset)
  }

  @Test("A wire armed across a segment that is on its way still cuts inside it")
  func inFlight() {
    let (world, writer) = world(.fin)
    world.write(Array(content[..<1_000]), on: writer)
    world.at(milliseconds(105)) { $0.network.arm(7, writer: writer, offset: 400) }
    world.run()
    #expect(world.received[writer.peer] == Array(content[..<400]))
  }

  @Test("A cut at the end of the stream comes before the FIN that ends it")
  func beforeFinish() {
    let (world, writer) = world(.rst)
    world.network.arm(7, writer: writer, offset: 100)
    world.write(Array(content[..<50]), on: writer)
    world.at(milliseconds(101)) { world in
      world.write(Array(content[50..<100]), on: writer)
      world.network.finish(writer, &world.kernel)
    }
    world.run()
    #expect(world.received[writer.peer] == Array(content[..<100]))
    #expect(!world.signals(of: writer.peer).contains(.endOfStream))
    #expect(world.failure(of: writer.peer) == .reset)
  }

  @Test("A wire at an offset already passed trips at once")
  func alreadyPassed() {
    let (world, writer) = world()
    world.write(Array(content[..<10]), on: writer)
    world.run(until: milliseconds(150))
    world.network.arm(3, writer: writer, offset: 10)
    world.network.arm(4, writer: writer, offset: 9)
    #expect(world.network.trippedWires.map(\.rule) == [3, 4])
  }

  @Test("Several wires on a connection trip in the order of their offsets, equals as armed")
  func several() {
    let (world, writer) = world()
    let armed: [(rule: UInt32, offset: UInt64)] = [(1, 20), (2, 5), (3, 20), (4, 3_000), (5, 10)]
    for wire in armed { world.network.arm(wire.rule, writer: writer, offset: wire.offset) }
    world.write(content, on: writer)
    world.run()
    #expect(world.tripped.map(\.wire.rule) == [2, 5, 1, 3, 4])
    // Wires that do not cut only slow a stream down.
    #expect(world.received[writer.peer] == content)
  }

  @Test("A wire watches its own direction of its own connection only")
  func direction() {
    let (world, writer) = world(.rst)
    let other = world.connect()
    world.run(until: milliseconds(200))
    world.network.arm(7, writer: writer, offset: 5)
    world.write(content, on: writer.peer)
    world.write(content, on: other)
    world.run()
    #expect(world.tripped.isEmpty)
    #expect(world.received[writer] == content)
    #expect(world.received[other.peer] == content)
  }

  @Test("Connections over a link are found, oldest first, and only while they are open")
  func connectionsUsing() {
    let world = SmallWorld(
      hosts: ["a", "b", "c"],
      links: [link("l", 0, 1, parameters()), link("m", 2, 1, parameters())])
    world.network.listen(host: 1, port: 80, owner: 1)
    let first = world.connect()
    let second = world.connect(from: 2)
    let third = world.connect()
    world.run(until: milliseconds(100))
    for direction in 0...1 {
      #expect(
        world.network.connections(using: [direction]) == [first.connection, third.connection])
    }
    #expect(world.network.connections(using: [2]) == [second.connection])
    #expect(
      world.network.connections(using: [3, 1, 0, 1])
        == [second.connection, first.connection, third.connection])
    #expect(world.network.openSockets(onHost: 1) == [first.peer, second.peer, third.peer])
    world.network.abort(first, &world.kernel)
    world.run()
    #expect(world.network.connections(using: [0]) == [third.connection])
  }
}
