import Testing
import WeirHTTP
import WeirStreaming

@testable import WeirEndpoints

/// The budget for an idle connection: 384 bytes of policy and server state, besides the machines.
@Suite struct StrideTests {
  @Test("A consumer takes 120 bytes besides its machines")
  func consumer() {
    let machines =
      MemoryLayout<HTTP1ResponseParser>.stride + MemoryLayout<EventStreamParser>.stride
      + MemoryLayout<EventSource?>.stride
    #expect(MemoryLayout<StreamConsumer>.stride == 496)
    #expect(MemoryLayout<StreamConsumer>.stride - machines <= 120)
  }

  @Test("A server's side of a connection takes 32 bytes besides its parser, an exchange 32")
  func connection() {
    #expect(
      MemoryLayout<ServerConnection>.stride - MemoryLayout<HTTP1RequestParser>.stride == 32)
    #expect(MemoryLayout<Exchange>.stride == 32)
  }

  @Test("An effect takes 40 bytes, a channel 224")
  func effect() {
    #expect(MemoryLayout<Effects.Effect>.stride == 40)
    #expect(MemoryLayout<EventChannel>.stride == 224)
  }
}
