import Testing
import WeirKernel
import WeirPrimitives
import WeirTCP

@testable import WeirNetwork

@Suite struct `Cuts by a box in the middle` {
  /// A client whose server is so many links of 10 ms away, established and quiet by 200 ms.
  private func world(links: Int = 1) -> (SmallWorld, client: SocketHandle) {
    let hosts = ["a"] + (1..<links).map { "r\($0)" } + ["b"]
    let world = SmallWorld(
      hosts: hosts, links: (0..<links).map { link("l\($0)", $0, $0 + 1, parameters()) })
    world.network.listen(host: links, port: 80, owner: 1)
    let client = world.connect(to: links)
    world.run(until: milliseconds(200))
    return (world, client)
  }

  private func told(_ world: SmallWorld, _ socket: SocketHandle, _ signal: TCPSignals) -> [Instant]
  {
    world.told.filter { $0.signal.socket == socket && $0.signal.signals.contains(signal) }.map(\.at)
  }

  private func state(_ world: SmallWorld, _ socket: SocketHandle) -> TCPState {
    world.network.state(of: socket)
  }

  private func content(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0) }
  }

  @Test(arguments: [1, 2, 3] as [Int64])
  func `the reader hears at the position, the writer after the way back`(links: Int64) {
    for kind in [CutKind.fin, .rst] {
      let (world, reader) = world(links: Int(links))
      world.onTrip = { world, wire in world.network.cut(wire, by: kind, &world.kernel) }
      world.network.arm(7, writer: reader.peer, offset: 500)
      world.write(content(1_000), on: reader.peer)
      world.run()
      let there = milliseconds(200 + links * 10)
      #expect(world.received[reader] == content(500))
      #expect(told(world, reader, kind == .fin ? .endOfStream : .failed) == [there])
      #expect(world.failure(of: reader) == (kind == .fin ? nil : .reset))
      #expect(told(world, reader.peer, .failed) == [there + .milliseconds(links * 10)])
      #expect(world.failure(of: reader.peer) == .reset)
    }
  }

  @Test func `a reader that closes behind the FIN of a box is done at once`() {
    let (world, reader) = world()
    world.onTrip = { world, wire in world.network.cut(wire, by: .fin, &world.kernel) }
    world.application = { world, signal in
      if signal.signals.contains(.endOfStream) { world.network.close(signal.socket, &world.kernel) }
    }
    world.network.arm(7, writer: reader.peer, offset: 3)
    world.write([1, 2, 3, 4], on: reader.peer)
    world.run()
    #expect(told(world, reader, .closed) == [milliseconds(210)])
    #expect(world.failure(of: reader) == nil)
    #expect(world.kernel.now == milliseconds(220))
  }

  @Test func `a reader that writes behind the FIN of a box gets a RST`() {
    let (world, reader) = world()
    world.onTrip = { world, wire in world.network.cut(wire, by: .fin, &world.kernel) }
    world.network.arm(7, writer: reader.peer, offset: 3)
    world.write([1, 2, 3, 4], on: reader.peer)
    world.at(milliseconds(300)) { $0.write([9], on: reader) }
    world.run()
    #expect(told(world, reader, .endOfStream) == [milliseconds(210)])
    #expect(told(world, reader, .failed) == [milliseconds(300)])
    #expect(world.failure(of: reader) == .reset)
  }

  @Test func `a RST that is lost comes again in answer to what the writer sends`() {
    let (world, reader) = world()
    world.onTrip = { world, wire in world.network.cut(wire, by: .rst, &world.kernel) }
    world.network.arm(7, writer: reader.peer, offset: 3)
    world.write([1, 2, 3], on: reader.peer)
    // The RST is on its way back.
    world.at(milliseconds(212)) { world in
      world.network.takeDown(direction: 0)
      world.network.bringUp(direction: 0)
    }
    world.at(milliseconds(300)) { $0.write([4], on: reader.peer) }
    world.run()
    #expect(told(world, reader, .failed) == [milliseconds(210)])
    #expect(told(world, reader.peer, .failed) == [milliseconds(320)])
    #expect(world.received[reader] == [1, 2, 3])
  }

  @Test func `silence lets nothing through and answers nothing`() {
    let (world, reader) = world()
    world.onTrip = { world, wire in world.network.cut(wire, by: .silence, &world.kernel) }
    world.network.arm(7, writer: reader.peer, offset: 3)
    world.write([1, 2, 3, 4], on: reader.peer)
    world.at(milliseconds(300)) { $0.write([9], on: reader) }
    world.run(until: milliseconds(10_000))
    #expect(world.received[reader] == [1, 2, 3])
    #expect(world.received[reader.peer] == nil)
    #expect(state(world, reader) == .established)
    #expect(state(world, reader.peer) == .established)
  }

  @Test func `a reset behind the first of three links reaches each end after its part of the way`()
  {
    for direction in [0, 1] {
      let (world, client) = world(links: 3)
      world.at(milliseconds(300)) { world in
        world.network.reset(connection: client.connection, behind: [direction], &world.kernel)
      }
      world.run()
      // From the client's side: 10 ms before the box, 20 ms behind it.
      #expect(told(world, client, .failed) == [milliseconds(310)])
      #expect(told(world, client.peer, .failed) == [milliseconds(320)])
      #expect(world.failure(of: client) == .reset)
      #expect(world.failure(of: client.peer) == .reset)
    }
  }

  @Test func `what has passed the box arrives before its RST, what has not does not`() {
    let (world, client) = world(links: 3)
    // The box stands behind the second link, 20 ms from the client.
    world.at(milliseconds(300)) { $0.write([1], on: client) }
    world.at(milliseconds(310)) { $0.write([2], on: client) }
    world.at(milliseconds(325)) { world in
      world.network.reset(connection: client.connection, behind: [2], &world.kernel)
    }
    world.run()
    #expect(world.received[client.peer] == [1])
    #expect(told(world, client.peer, .failed) == [milliseconds(335)])
    #expect(told(world, client, .failed) == [milliseconds(345)])
  }

  @Test func `packets of a cut connection are all accounted for`() {
    for kind in CutKind.allCases {
      let (world, reader) = world(links: 2)
      world.onTrip = { world, wire in world.network.cut(wire, by: kind, &world.kernel) }
      world.network.arm(7, writer: reader.peer, offset: 20_000)
      world.write(content(60_000), on: reader.peer)
      while case .event = world.step() {
        #expect(
          world.network.sentPackets == world.network.deliveredPackets
            + world.network.droppedPackets + UInt64(world.network.packetsInFlight))
      }
      #expect(world.received[reader] == content(20_000))
      for name in world.network.directionNames {
        let left = world.instants(.packetDelivered, at: name).count
        let lost = world.instants(.packetDropped, at: name).count
        #expect(world.instants(.packetSent, at: name).count == left + lost, "\(name)")
      }
    }
  }

  @Test func `a connection within one host is cut without time passing`() {
    let world = SmallWorld(hosts: ["a"], links: [])
    world.network.listen(host: 0, port: 80, owner: 9)
    let client = world.connect(from: 0, to: 0)
    world.run(until: milliseconds(1))
    world.onTrip = { world, wire in world.network.cut(wire, by: .rst, &world.kernel) }
    world.network.arm(7, writer: client, offset: 2)
    world.write([7, 8, 9], on: client)
    world.run()
    #expect(world.received[client.peer] == [7, 8])
    #expect(told(world, client, .failed) == [milliseconds(1)])
    #expect(told(world, client.peer, .failed) == [milliseconds(1)])
  }
}
