import Testing
import WeirKernel
import WeirPrimitives
import WeirTCP

@testable import WeirNetwork

@Suite("The life of a connection")
struct ConnectionDirectoryTests {
  private func world() -> SmallWorld {
    let world = SmallWorld(parameters())
    world.network.listen(host: 1, port: 80, owner: 1)
    return world
  }

  @Test("A thousand connections one after the other need one place and a thousand names")
  func reuse() {
    let world = world()
    var handles: [SocketHandle] = []
    world.application = { world, signal in
      if signal.signals.contains(.established), signal.socket.isClient {
        world.network.abort(signal.socket, &world.kernel)
      }
    }
    for number in 0..<1_000 as Range<Int64> {
      world.at(milliseconds(number * 100)) { handles.append($0.connect()) }
    }
    world.run()
    #expect(handles.map(\.index) == (0..<1_000).map { UInt32($0 * 2) })
    #expect(world.network.ends.count == 2)
    #expect(world.network.connectionCount == 1_000)
  }

  @Test("A handle of a connection that is gone answers as a closed socket and touches nobody else")
  func oldHandles() {
    let world = world()
    let old = world.connect()
    world.run(until: milliseconds(100))
    world.network.abort(old, &world.kernel)
    world.run()
    let new = world.connect()
    world.run(until: milliseconds(1_000))
    #expect(world.network.ends.count == 2)
    for handle in [old, old.peer] {
      #expect(world.network.state(of: handle) == .closed)
      #expect(world.network.owner(of: handle) == nil)
      #expect(world.network.consumer(of: handle) == nil)
      #expect(world.network.localSocket(of: handle) == 0)
      #expect(world.network.host(of: handle) == -1)
      #expect(world.unread(handle).isEmpty)
      #expect(world.network.writeOffset(handle) == 0)
      #expect(!world.isUndelivered(sentBy: handle, upTo: 1))
      #expect(world.write([1], on: handle) == nil)
      world.network.finish(handle, &world.kernel)
      world.network.close(handle, &world.kernel)
      world.network.abort(handle, &world.kernel)
      world.network.consume(handle, upTo: 5, &world.kernel)
      world.network.adopt(handle, owner: 77, localSocket: 77)
      world.network.setConsumer(77, of: handle)
      world.network.arm(1, writer: handle, offset: 0)
      for kind in CutKind.allCases {
        world.network.cut(Tripwire(writer: handle, offset: 0, rule: 1), by: kind, &world.kernel)
      }
      world.network.reset(connection: handle.connection, behind: [0], &world.kernel)
    }
    #expect(world.network.trippedWires.isEmpty)
    #expect(world.network.owner(of: new) == 0)
    #expect(world.network.consumer(of: new) == nil)
    world.write([1, 2], on: new)
    world.write([3], on: new.peer)
    world.run()
    #expect(world.received[new.peer] == [1, 2])
    #expect(world.received[new] == [3])
    #expect(world.network.state(of: new) == .established)
  }

  @Test("TIME-WAIT keeps the place of a connection for its minute")
  func timeWait() {
    let world = world()
    world.application = { world, signal in
      if signal.signals.contains(.endOfStream) { world.network.close(signal.socket, &world.kernel) }
    }
    let first = world.connect()
    world.run(until: milliseconds(100))
    world.network.close(first, &world.kernel)
    world.run(until: milliseconds(60_000))
    world.connect()
    world.run(until: milliseconds(61_000))
    #expect(world.network.ends.count == 4)
    world.connect()
    world.run(until: milliseconds(62_000))
    #expect(world.network.ends.count == 4)
    #expect(world.network.connectionCount == 3)
  }

  @Test("Packets in flight keep the place of a connection whose ends are both closed")
  func packetsInFlight() {
    let world = world()
    let first = world.connect()
    world.run(until: milliseconds(100))
    world.network.abort(first, &world.kernel)
    world.network.abort(first.peer, &world.kernel)
    world.drain()
    world.at(milliseconds(105)) { $0.connect() }
    world.at(milliseconds(111)) { $0.connect() }
    world.run(until: milliseconds(108))
    #expect(world.network.ends.count == 4)
    world.run(until: milliseconds(200))
    #expect(world.network.ends.count == 4)
    #expect(world.network.state(of: SocketHandle(index: 4)) == .established)
  }

  @Test("Bytes left to read keep a connection until they are read or the owner closes")
  func unread() {
    for closes in [true, false] {
      let world = world()
      let first = world.connect()
      world.appetite = { _ in 0 }
      world.run(until: milliseconds(100))
      world.write([1, 2, 3], on: first)
      world.run(until: milliseconds(150))
      world.network.abort(first, &world.kernel)
      world.run(until: milliseconds(200))
      world.connect()
      world.run(until: milliseconds(300))
      #expect(world.network.ends.count == 4)
      if closes {
        world.network.close(first.peer, &world.kernel)
      } else {
        world.network.consume(first.peer, upTo: 3, &world.kernel)
      }
      world.run(until: milliseconds(400))
      world.connect()
      world.connect()
      world.run(until: milliseconds(500))
      #expect(world.network.ends.count == 6)
    }
  }

  @Test("A connection stays until its owners have been told that it is over")
  func told() {
    let world = world()
    let first = world.connect()
    world.run(until: milliseconds(100))
    world.network.abort(first, &world.kernel)
    // Events are handled, but nobody takes the signals.
    while case .event(let event) = world.kernel.next() {
      world.network.handle(event, &world.kernel)
    }
    world.network.forgetFinished()
    #expect(world.network.owner(of: first.peer) == 1)
    world.drain()
    world.network.forgetFinished()
    #expect(world.network.owner(of: first.peer) == nil)
  }

  @Test("Places used again change nothing: the trace is the same as with places of their own")
  func identities() {
    let runs = [true, false].map { keepsSignals in
      let settings = parameters(jitter: .milliseconds(5), loss: .percent(10))
      let world = SmallWorld(settings)
      world.network.listen(host: 1, port: 80, owner: 1)
      for number in 0..<40 as Range<Int64> {
        world.at(milliseconds(number * 700)) { world in
          let socket = world.connect()
          world.write([UInt8](repeating: 1, count: 5_000), on: socket)
          world.at(world.kernel.now + .milliseconds(600)) {
            $0.network.abort(socket, &$0.kernel)
          }
        }
      }
      while case .event = world.step() {
        // Connections finished are never forgotten in the one world.
        if keepsSignals { world.network.finished.removeAll() }
      }
      return (world.digest, world.network.ends.count)
    }
    #expect(runs[0].0 == runs[1].0)
    #expect(runs[0].1 == 80)
    // Six at a time: five whose last RST was lost, so that the other end never learns of it.
    #expect(runs[1].1 == 12)
  }

  @Test("Retransmissions are counted on when their connection is gone")
  func retransmissions() {
    let world = world()
    world.network.dropSegment(1, direction: 0)
    let first = world.connect()
    world.write([1], on: first)
    world.run(until: milliseconds(1_000))
    #expect(world.network.retransmissionCount == 1)
    world.network.abort(first, &world.kernel)
    world.run(until: milliseconds(2_000))
    world.connect()
    world.run(until: milliseconds(3_000))
    #expect(world.network.state(of: first) == .closed)
    #expect(world.network.retransmissionCount == 1)
  }

  @Test("The records of an end, a connection and a packet have the sizes that are budgeted")
  func sizes() {
    #expect(MemoryLayout<Packet>.stride == 84)
    #expect(MemoryLayout<Connection>.stride == 12)
    // 512 bytes an end are budgeted for TCP alone; the network's own share is this.
    #expect(MemoryLayout<SocketEnd>.stride <= 640)
    #expect(MemoryLayout<SocketEnd>.stride - MemoryLayout<TCPConnection>.stride == 136)
  }
}
