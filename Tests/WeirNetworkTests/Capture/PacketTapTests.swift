import Testing
import WeirPrimitives
import WeirTCP

@testable import WeirNetwork

@Suite("Packets at interfaces")
struct PacketTapTests {
  /// What the interfaces have seen since the last time.
  private func take(_ world: SmallWorld, all: Bool = false) -> [TappedPacket] {
    var packets: [TappedPacket] = []
    world.network.handOutTapped(all: all) { packets.append($0) }
    return packets
  }

  private func world(listeningAt hosts: [Int], _ parameters: LinkParameters) -> SmallWorld {
    let world = SmallWorld(parameters)
    world.network.listen(atInterfacesOf: hosts)
    world.network.listen(host: 1, port: 80, owner: 1)
    return world
  }

  @Test func `a host sees what it sends when it sends it, and what comes when it comes`() {
    let world = world(listeningAt: [0], parameters(delay: .milliseconds(10)))
    world.connect()
    world.run(until: milliseconds(25))
    let packets = take(world, all: true)
    #expect(packets.map(\.at) == [0, 20, 20].map(milliseconds))
    #expect(packets.map(\.isOutbound) == [true, false, true])
    #expect(packets.map(\.segment.flags) == [[.syn], [.syn, .ack], [.ack]])
    #expect(packets.map(\.source.host) == [0, 1, 0])
    #expect(packets.map(\.source.port) == [32_768, 80, 32_768])
    // The last one has not arrived.
    #expect(packets.map(\.notes) == [[], [], [.underWay]])
  }

  @Test func `nothing is handed out before its fate is known, and then in the order of time`() {
    let world = world(listeningAt: [0], parameters(delay: .milliseconds(10)))
    world.connect()
    world.run(until: milliseconds(5))
    #expect(take(world).isEmpty)
    world.run(until: milliseconds(21))
    #expect(take(world).map(\.at) == [0, 20].map(milliseconds))
    world.run(until: milliseconds(31))
    #expect(take(world).map(\.at) == [milliseconds(20)])
    #expect(take(world, all: true).isEmpty)
  }

  @Test func `identifications count all that a host sends, also what the interface never sees`() {
    let world = world(listeningAt: [1], parameters())
    let client = world.connect()
    world.run(until: milliseconds(50))
    world.network.dropSegment(1, direction: 0)
    world.write([1], on: client)
    world.run(until: milliseconds(1_000))
    let inbound = take(world, all: true).filter { !$0.isOutbound }
    // SYN, ACK, the lost byte, the byte again.
    #expect(inbound.map(\.identification).prefix(3) == [1, 2, 4])
  }

  @Test func `a packet that the link drops says so where it left, with the rule behind it`() {
    let world = world(listeningAt: [0], parameters())
    let client = world.connect()
    world.run(until: milliseconds(50))
    world.network.tapFaultBegan(4, dropping: .segmentFault, on: [0], at: milliseconds(50))
    world.network.dropSegment(1, direction: 0)
    world.write(Array("lost".utf8), on: client)
    world.run(until: milliseconds(1_000))
    let sent = take(world, all: true).filter { $0.payload == Array("lost".utf8) }
    #expect(sent.count == 2)
    #expect(
      sent.first?.notes == [
        .faultBegan(rule: 4, at: milliseconds(50)),
        .dropped(.segmentFault, component: 2, rule: 4),
      ])
    #expect(sent.last?.notes == [.sentAgain])
  }

  @Test func `a packet on the link when it goes down is told to be lost`() {
    let world = world(listeningAt: [0], parameters(delay: .milliseconds(10)))
    let client = world.connect()
    world.run(until: milliseconds(50))
    world.write([1], on: client)
    world.at(milliseconds(55)) {
      $0.network.tapFaultBegan(0, dropping: .linkDown, on: [0], at: milliseconds(55))
      $0.network.takeDown(direction: 0)
    }
    world.at(milliseconds(56)) {
      $0.network.tapFaultEnded(0, at: milliseconds(56))
      $0.network.bringUp(direction: 0)
    }
    world.run(until: milliseconds(61))
    let sent = take(world, all: true).filter { $0.payload == [1] }
    #expect(sent.map(\.notes) == [[.dropped(.linkDown, component: 2, rule: 0)]])
  }

  @Test func `events are told by the packets in which they begin and end`() {
    let world = world(listeningAt: [1], parameters(delay: .milliseconds(1)))
    let client = world.connect()
    world.run(until: milliseconds(50))
    let marks = [
      Mark(end: 10, length: 10, stream: 3, number: 1),
      Mark(end: 2_000, length: 1_990, stream: 3, number: 2),
    ]
    world.write([UInt8](repeating: 7, count: 2_000), marks: marks, on: client)
    world.run(until: milliseconds(100))
    let data = take(world, all: true).filter { !$0.payload.isEmpty }
    #expect(data.count == 2)
    #expect(
      data.first?.notes == [
        .passage(marks[0], [.begins, .ends], consumer: .max),
        .passage(marks[1], .begins, consumer: .max),
      ])
    #expect(data.last?.notes == [.passage(marks[1], .ends, consumer: .max)])
  }

  @Test func `a forged reset is seen by the host that it is handed to`() {
    let world = world(listeningAt: [1], parameters())
    let client = world.connect()
    world.run(until: milliseconds(50))
    world.network.tapFaultBegan(2, dropping: .severed, on: [0, 1], at: milliseconds(50))
    world.network.reset(connection: client.connection, behind: [], &world.kernel)
    world.run(until: milliseconds(51))
    let packets = take(world, all: true)
    #expect(packets.last?.segment.flags == [.rst, .ack])
    #expect(packets.last?.source.host == 0)
    #expect(packets.last?.isOutbound == false)
    #expect(
      packets.last?.notes == [.faultBegan(rule: 2, at: milliseconds(50)), .forged(rule: 2)])
  }

  /// A byte whose acknowledgment is lost and a second one, so much later: somewhere among these
  /// the repeat of the first is under way while the second's acknowledgment lets the sender forget
  /// both.
  @Test func `a repeat shows its bytes even when its sender has forgotten them`() {
    var forgotten = 0
    for later in stride(from: 20 as Int64, through: 400, by: 5) {
      let world = world(listeningAt: [1], parameters(delay: .milliseconds(40)))
      let client = world.connect()
      world.run(until: milliseconds(200))
      world.network.swallow(direction: 1)
      world.write(Array("one".utf8), on: client)
      world.at(milliseconds(200 + later - 1)) { $0.network.stopSwallowing(direction: 1) }
      world.at(milliseconds(200 + later)) { $0.write(Array("two".utf8), on: client) }
      var data: [TappedPacket] = []
      for instant in 200..<1_000 as Range<Int64> {
        world.run(until: milliseconds(instant))
        for packet in take(world) where !packet.payload.isEmpty {
          data.append(packet)
          if packet.notes == [.sentAgain], world.network.heldBytes(client) == 0 { forgotten += 1 }
        }
      }
      #expect(
        data.allSatisfy {
          ["one", "two", "onetwo"].contains(String(decoding: $0.payload, as: UTF8.self))
        })
      #expect(data.contains { $0.payload.starts(with: Array("one".utf8)) })
    }
    #expect(forgotten > 0)
  }

  @Test func `a capture changes nothing that can be observed`() {
    func digest(_ hosts: [Int]?) -> UInt64 {
      let world = SmallWorld(parameters(loss: Ratio(1, outOf: 10)), seed: 5)
      if let hosts { world.network.listen(atInterfacesOf: hosts) }
      world.network.listen(host: 1, port: 80, owner: 1)
      let client = world.connect()
      world.run(until: milliseconds(5_000))
      world.write([UInt8](repeating: 7, count: 50_000), on: client)
      world.run(until: milliseconds(60_000))
      return world.digest
    }
    #expect(digest([0]) == digest(nil))
    #expect(digest([0, 1]) == digest(nil))
  }
}
