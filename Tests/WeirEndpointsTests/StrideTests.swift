import Testing
import WeirHTTP
import WeirStreaming

@testable import WeirEndpoints

/// The budget for an idle connection: 384 bytes of policy and server state, besides the machines.
@Suite struct StrideTests {
  @Test("A consumer takes 164 bytes besides its machines, its connection and request 264")
  func consumer() {
    let machines =
      MemoryLayout<EventStreamParser>.stride + MemoryLayout<EventSource?>.stride
    #expect(MemoryLayout<StreamConsumer>.stride == 392)
    #expect(MemoryLayout<StreamConsumer>.stride - machines <= 168)
    #expect(MemoryLayout<AgentConnection>.stride == 232)
    #expect(MemoryLayout<AgentRequest>.stride == 32)
  }

  @Test("A server's side of a connection takes 32 bytes besides its parser, an exchange 32")
  func connection() {
    #expect(
      MemoryLayout<ServerConnection>.stride - MemoryLayout<HTTP1RequestParser>.stride == 32)
    #expect(MemoryLayout<Exchange>.stride == 32)
  }

  @Test("An effect takes 40 bytes, a channel 184")
  func effect() {
    #expect(MemoryLayout<Effects.Effect>.stride == 40)
    #expect(MemoryLayout<EventChannel>.stride == 184)
  }
}
