import Testing

@testable import WeirAudit
@testable import WeirEndpoints
@testable import WeirKernel
@testable import WeirNetwork

/// The budget of an idle connection, all layers, both ends: 3 KiB.
@Suite struct IdleConnectionTests {
  @Test func `An idle connection takes less than 3 KiB, what its arrays hold not counted`() {
    let network = 2 * MemoryLayout<SocketEnd>.stride + MemoryLayout<Connection>.stride
    // With their HTTP and event-stream machines.
    let client =
      MemoryLayout<StreamConsumer>.stride + MemoryLayout<AgentConnection>.stride
      + MemoryLayout<AgentRequest>.stride
    let server = MemoryLayout<ServerConnection>.stride + MemoryLayout<Exchange>.stride
    let timers = 2 * MemoryLayout<Event>.stride
    let audit = MemoryLayout<ConsumerRecord>.stride + MemoryLayout<Obligation>.stride
    #expect(network == 1_292)
    #expect(client == 656)
    #expect(server == 224)
    #expect(network + client + server + timers + audit <= 3_072)
  }
}
