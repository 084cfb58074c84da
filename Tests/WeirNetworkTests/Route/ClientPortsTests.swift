import Testing
import WeirKernel
import WeirPrimitives
import WeirTCP

@testable import WeirNetwork

@Suite struct `Client ports` {
  @Test func `are all in use towards one port of one host, not towards another`() {
    var ports = ClientPorts()
    func take(_ source: Int, _ destination: Int, _ port: UInt16) -> Bool {
      ports.take(from: source, to: destination, port: port)
    }
    #expect((0..<28_232).allSatisfy { _ in take(0, 1, 80) })
    #expect(!take(0, 1, 80))
    #expect(take(0, 1, 81))
    #expect(take(0, 2, 80))
    #expect(take(3, 1, 80))
    ports.giveBack(from: 0, to: 1, port: 80)
    #expect(take(0, 1, 80))
    #expect(!take(0, 1, 80))
  }

  @Test func `are given back when the client's end is closed, after TIME_WAIT`() {
    let world = SmallWorld(parameters())
    world.network.listen(host: 1, port: 80, owner: 1)
    world.application = { world, signal in
      if signal.signals.contains(.endOfStream) { world.network.close(signal.socket, &world.kernel) }
    }
    for _ in 0..<28_231 { _ = world.network.clientPorts.take(from: 0, to: 1, port: 80) }
    let client = world.connect()
    world.run(until: milliseconds(100))
    world.network.close(client, &world.kernel)
    // FIN, FIN: TIME-WAIT begins at 120 ms.
    world.run(until: milliseconds(60_119))
    #expect(throws: ConnectError.addressNotAvailable) {
      try world.network.connect(
        from: 0, to: 1, port: 80, owner: 0, localSocket: 0, &world.kernel)
    }
    // Its timer yields to all else that happens at 60,120 ms.
    world.run(until: milliseconds(60_120) + .nanoseconds(1))
    world.connect()
  }

  @Test func `a host without any link is told that it has no network`() {
    let world = SmallWorld(hosts: ["a", "b", "c"], links: [link("l", 1, 2, parameters())])
    #expect(throws: ConnectError.networkUnreachable) {
      try world.network.connect(
        from: 0, to: 2, port: 80, owner: 0, localSocket: 0, &world.kernel)
    }
  }
}
