import TestSupport
import Testing
import WeirKernel
import WeirPrimitives
import WeirTCP

@testable import WeirNetwork

@Suite("Bytes across a connection")
struct TransferTests {
  /// Both sides write `total` bytes in random pieces and read as they please.
  private func exchange(seed: UInt64, total: Int) -> SmallWorld {
    var settings = parameters(
      delay: .milliseconds(15), jitter: .milliseconds(10), loss: .percent(seed % 4),
      rate: .megabitsPerSecond(20))
    settings.limit = 40
    settings.keepsOrder = seed % 2 == 0
    let world = SmallWorld(settings, seed: seed)
    var choices = TestChoices(seed: seed)
    world.appetite = { 1 + choices.below($0 + 1) }
    world.network.listen(host: 1, port: 80, owner: 1)
    let client = world.connect()
    for socket in [client, client.peer] {
      var written = 0
      var now = milliseconds(1_000)
      while written < total {
        let count = min(total - written, 1 + choices.below(9_000))
        let piece = (written..<written + count).map { content($0, of: socket) }
        world.at(now) { $0.write(piece, on: socket) }
        written += count
        now = now + .microseconds(Int64(choices.below(4_000)))
      }
    }
    // An application that leaves bytes unread comes back for them.
    for tick in 0..<4_000 as Range<Int64> {
      world.at(milliseconds(1_000 + tick * 10)) { world in
        for socket in [client, client.peer] { world.read(socket) }
      }
    }
    return world
  }

  private func content(_ offset: Int, of socket: SocketHandle) -> UInt8 {
    UInt8(truncatingIfNeeded: offset &* 31 &+ offset >> 8 &+ Int(socket.index))
  }

  @Test(
    "What is written is read, whole and in order, through loss, jitter and a slow link",
    arguments: 1...12 as ClosedRange<UInt64>)
  func intact(seed: UInt64) {
    let total = 100_000
    let world = exchange(seed: seed, total: total)
    while case .event = world.step() {
      #expect(
        world.network.sentPackets == world.network.deliveredPackets
          + world.network.droppedPackets + UInt64(world.network.packetsInFlight))
    }
    for socket in [SocketHandle(index: 0), SocketHandle(index: 1)] {
      #expect(world.received[socket] == (0..<total).map { content($0, of: socket.peer) })
      #expect(world.network.ends[Int(socket.index)].outgoing.count == 0)
    }
    if seed % 4 > 0 { #expect(world.network.retransmissionCount > 0) }
    for direction in world.network.directionNames {
      let left = world.instants(.packetDelivered, at: direction).count
      let lost = world.instants(.packetDropped, at: direction).count
      #expect(world.instants(.packetSent, at: direction).count == left + lost)
    }
  }

  @Test("The same seed gives the same digest, another seed another")
  func determinism() {
    let digests = ([1, 1, 2] as [UInt64]).map { seed in
      let world = exchange(seed: seed, total: 20_000)
      world.run()
      return world.digest
    }
    #expect(digests[0] == digests[1])
    #expect(digests[0] != digests[2])
  }

  @Test("A recorded capacity sets the pace of a stream, one full segment an opportunity")
  func recordedCapacity() throws {
    var slow = parameters()
    slow.trace = try MahimahiTrace(milliseconds: [10])
    let world = SmallWorld(links: [
      Network.LinkDeclaration(name: "l", first: 0, second: 1, up: parameters(), down: slow)
    ])
    world.network.listen(host: 1, port: 80, owner: 1)
    let client = world.connect()
    world.run(until: milliseconds(100))
    var instants: [Instant] = []
    world.application = { world, signal in
      if signal.signals.contains(.readable) { instants.append(world.kernel.now) }
    }
    world.write([UInt8](repeating: 1, count: 5 * 1_448), on: client.peer)
    world.run()
    // Opportunities every 10 ms, the next one after 100 ms; then the delay.
    #expect(instants == [120, 130, 140, 150, 160].map(milliseconds))
    #expect(world.received[client]?.count == 5 * 1_448)
  }

  @Test("Ten megabytes go through a bounded store")
  func memory() {
    let world = SmallWorld(parameters(rate: .megabitsPerSecond(100)))
    world.network.listen(host: 1, port: 80, owner: 1)
    let client = world.connect()
    let piece = [UInt8](repeating: 1, count: 50_000)
    var written = 0
    var largest = 0
    world.application = { world, signal in
      guard signal.socket == client, written < 10_000_000 else { return }
      largest = max(largest, world.network.ends[0].outgoing.count)
      if world.network.ends[0].outgoing.count < 100_000 {
        world.write(piece, on: client)
        written += piece.count
      }
    }
    world.run()
    #expect(world.received[client.peer]?.count == 10_000_000)
    #expect(largest < 150_000)
    #expect(world.network.ends[0].outgoing.count == 0)
    #expect(world.network.packets.capacity < 400)
  }

  @Test("What arrived before a RST can still be read, and is forgotten when the owner closes")
  func readableAfterReset() {
    let world = SmallWorld(parameters())
    world.network.listen(host: 1, port: 80, owner: 1)
    let client = world.connect()
    world.appetite = { _ in 0 }
    world.run(until: milliseconds(100))
    world.write([1, 2, 3, 4], on: client)
    world.run(until: milliseconds(115))
    world.network.abort(client, &world.kernel)
    world.run(until: milliseconds(200))
    #expect(world.failure(of: client.peer) == .reset)
    #expect(world.unread(client.peer) == 0..<4)
    world.appetite = { _ in 3 }
    world.read(client.peer)
    #expect(world.received[client.peer] == [1, 2, 3])
    #expect(world.unread(client.peer) == 3..<4)
    world.network.close(client.peer, &world.kernel)
    #expect(world.unread(client.peer).isEmpty)
  }

  @Test("Either side may close first; both ends end closed", arguments: [true, false])
  func closing(clientFirst: Bool) {
    let world = SmallWorld(parameters())
    world.network.listen(host: 1, port: 80, owner: 1)
    let client = world.connect()
    let first = clientFirst ? client : client.peer
    world.application = { world, signal in
      if signal.signals.contains(.endOfStream) { world.network.close(signal.socket, &world.kernel) }
    }
    world.at(milliseconds(100)) { world in
      world.write([5], on: first)
      world.network.finish(first, &world.kernel)
    }
    world.run()
    #expect(world.received[first.peer] == [5])
    #expect(world.signals(of: first).contains([.endOfStream, .closed]))
    #expect(world.signals(of: first.peer).contains([.endOfStream, .closed]))
    #expect(world.failure(of: first) == nil)
    #expect(world.failure(of: first.peer) == nil)
    // FIN there, FIN back, its acknowledgment; then the 60 s of TIME-WAIT.
    let closed = world.told.filter { $0.signal.signals.contains(.closed) }
    #expect(closed.map(\.signal.socket) == [first.peer, first])
    #expect(closed.map(\.at) == [milliseconds(130), milliseconds(60_120)])
  }
}
