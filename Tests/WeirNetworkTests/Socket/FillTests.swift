import Testing
import WeirKernel
import WeirPrimitives
import WeirTCP

@testable import WeirNetwork

@Suite("Bytes whose content does not matter")
struct FillTests {
  private func established(_ configuration: TCPConfiguration = TCPConfiguration()) -> (
    world: SmallWorld, client: SocketHandle
  ) {
    let world = SmallWorld(
      links: [link("l", 0, 1, parameters(delay: .milliseconds(10)))], configuration: configuration)
    world.network.listen(host: 1, port: 80, owner: 1)
    return (world, world.connect())
  }

  private func fill(
    _ count: Int, _ marks: ArraySlice<Mark>, on socket: SocketHandle, of world: SmallWorld
  ) -> UInt64? {
    world.network.fill(count, marks: marks, on: socket, &world.kernel)
  }

  private func isWritable(_ socket: SocketHandle, of world: SmallWorld) -> Bool {
    world.network.isWritable(socket)
  }

  @Test func `They arrive like others, each count the same bytes, with marks that lie ahead`() {
    let (world, client) = established()
    let mark = Mark(end: 70_000, length: 70_000, stream: 4, number: 1)
    world.at(milliseconds(100)) { world in
      #expect(fill(100, [mark], on: client, of: world) == 0)
      #expect(fill(69_900, [], on: client, of: world) == 100)
    }
    world.run()
    let read = world.received[client.peer] ?? []
    #expect(read.count == 70_000)
    #expect(Array(read[..<100]) == Array(read[100..<200]))
    // The block of 65,536 bytes begins again where it is too short.
    #expect(Array(read[100 + 65_536..<100 + 65_600]) == Array(read[100..<164]))
    #expect(world.marks[client.peer]?.map(\.mark) == [mark])
  }

  @Test func `Nothing is filled into a socket that takes no bytes`() {
    let (world, client) = established()
    world.at(milliseconds(100)) { world in
      #expect(fill(0, [], on: client, of: world) == nil)
      world.network.finish(client, &world.kernel)
      #expect(fill(10, [], on: client, of: world) == nil)
      #expect(!isWritable(client, of: world))
    }
    world.run()
    #expect(world.received[client.peer] == nil)
  }

  @Test func `A writer is woken when a third of the send buffer is free`() {
    var configuration = TCPConfiguration()
    configuration.sendBuffer = 30_000
    configuration.sendBufferMaximum = 30_000
    let (world, client) = established(configuration)
    world.at(milliseconds(100)) { world in
      world.network.fill(20_000, marks: [], on: client, &world.kernel)
      #expect(isWritable(client, of: world))
      world.network.fill(1, marks: [], on: client, &world.kernel)
      #expect(!isWritable(client, of: world))
      world.network.fill(9_999, marks: [], on: client, &world.kernel)
      let space = world.network.sendSpace(client)
      #expect(space == 0)
    }
    world.run()
    #expect(isWritable(client, of: world))
  }

  @Test func `Repetitions are counted for each end, also when it is gone`() {
    let world = SmallWorld(links: [
      link("l", 0, 1, parameters(delay: .milliseconds(10), loss: .percent(20)))
    ])
    world.network.listen(host: 1, port: 80, owner: 1)
    let client = world.connect()
    world.at(milliseconds(5_000)) { world in
      world.network.fill(200_000, marks: [], on: client, &world.kernel)
    }
    world.at(milliseconds(600_000)) { world in
      for socket in [client, client.peer] { world.network.close(socket, &world.kernel) }
    }
    world.at(milliseconds(2_000_000)) { world in world.connect(port: 81) }
    world.run()
    let ends = [client, client.peer].map { world.network.retransmissionCount(of: $0) }
    let (state, all) = (world.network.state(of: client), world.network.retransmissionCount)
    #expect(ends[0] > 0)
    #expect(state == .closed)
    #expect(all >= ends[0] + ends[1])
  }
}
