import Testing
import WeirKernel
import WeirPrimitives

@testable import WeirNetwork

@Suite("Marks")
struct MarkQueueTests {
  private func mark(_ end: UInt64, _ number: UInt32) -> Mark {
    Mark(end: end, length: 1, stream: 3, number: number)
  }

  @Test(
    "A mark comes with the byte it ends at, however reads fall", arguments: [1, 2, 3, 5, 7, 50])
  func position(size: Int) {
    let world = SmallWorld(parameters())
    world.network.listen(host: 1, port: 80, owner: 1)
    let client = world.connect()
    world.run(until: milliseconds(100))
    world.appetite = { _ in 0 }
    world.write(Array(0..<10), marks: [mark(4, 1), mark(4, 2), mark(10, 3)], on: client)
    world.write(Array(10..<20), marks: [mark(5, 4)], on: client)
    world.run(until: milliseconds(200))
    world.appetite = { _ in size }
    var seen: [[UInt32]] = []
    while !world.unread(client.peer).isEmpty {
      let before = world.marks[client.peer]?.count ?? 0
      world.read(client.peer)
      seen.append((world.marks[client.peer] ?? []).dropFirst(before).map(\.mark.number))
    }
    let expected = stride(from: 0, to: 20, by: size).map { start in
      [(4, 1), (4, 2), (10, 3), (15, 4)].filter { start < $0.0 && $0.0 <= start + size }
        .map { UInt32($0.1) }
    }
    #expect(seen == expected)
    #expect(world.marks[client.peer]?.map(\.mark.end) == [4, 4, 10, 15])
  }

  @Test("A mark survives the loss of its segment and comes with the retransmission")
  func retransmission() {
    let world = SmallWorld(parameters())
    world.network.listen(host: 1, port: 80, owner: 1)
    let client = world.connect()
    world.run(until: milliseconds(100))
    world.network.dropSegment(1, direction: 0)
    world.write([1, 2], marks: [mark(1, 1)], on: client)
    world.run(until: milliseconds(130))
    #expect(world.marks[client.peer] == nil)
    world.run(until: milliseconds(1_000))
    #expect(world.marks[client.peer]?.map(\.mark.number) == [1])
    // The timer is the round trip and 200 ms.
    #expect(world.marks[client.peer]?.map(\.at) == [milliseconds(330)])
    #expect(world.received[client.peer] == [1, 2])
  }
}
